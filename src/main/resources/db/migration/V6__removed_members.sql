-- Who was removed from a room: no invitation lets them in again, until somebody adds them.
create table removed_members (
    room_id bigint not null references rooms on delete cascade,
    user_id bigint not null references users,
    primary key (room_id, user_id)
);
