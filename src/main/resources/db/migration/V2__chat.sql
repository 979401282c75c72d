-- Rooms. A row is locked by whoever changes the room or anything in it, so its version counts the changes one by one,
-- and the figures kept here (members, last message) are exact.
create table rooms (
    id              bigint generated always as identity primary key,
    name            text        not null,
    -- The name as names are compared: normalised, in lower case. In byte order, whatever the database's locale.
    name_key        text        collate "C" not null,
    version         bigint      not null,
    member_count    integer     not null check (member_count >= 0),
    last_message_id bigint,
    created_at      timestamptz not null,
    bumped_at       timestamptz not null
);

create unique index rooms_name_key on rooms (name_key);

-- Who is in which room.
create table members (
    room_id   bigint      not null references rooms (id),
    user_id   bigint      not null references users (id),
    role      text        not null check (role in ('owner', 'member')),
    joined_at timestamptz not null,
    primary key (room_id, user_id)
);

create index members_user_id on members (user_id, room_id);

-- Messages. Ids are drawn under the room's lock: within a room they rise in the order of commits.
create table messages (
    id              bigint generated always as identity primary key,
    room_id         bigint      not null references rooms (id),
    author_id       bigint      not null references users (id),
    content         text        not null,
    -- The version that the room got by this message.
    version         bigint      not null,
    idempotency_key text,
    created_at      timestamptz not null
);

create index messages_room_id on messages (room_id, id);
create unique index messages_idempotency_key on messages (author_id, idempotency_key)
    where idempotency_key is not null;

alter table rooms add foreign key (last_message_id) references messages (id);
