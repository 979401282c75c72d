-- How many chose an emoji, kept: to count them each time would cost the more the more there are, under the room's lock.
create table reaction_counts (
    message_id bigint  not null references messages on delete cascade,
    emoji      text    not null,
    count      integer not null check (count > 0),
    primary key (message_id, emoji)
);
insert into reaction_counts (message_id, emoji, count)
select message_id, emoji, count(*) from reactions group by message_id, emoji;

-- The first who chose an emoji.
create index reactions_first on reactions (message_id, emoji, created_at, user_id);
