-- People: how they want to be called, their picture (see avatars), and when they were last here.
alter table users
    add column display_name text,
    add column avatar       text,
    add column last_seen_at timestamptz;

-- Pictures, by the hash of their bytes, which names them in URLs: they may be cached for ever.
create table avatars (
    user_id      bigint primary key references users,
    hash         text        not null,
    content_type text        not null,
    image        bytea       not null
);

-- Rooms. seq counts the text messages; a deleted room stays for as long as the hub may still have to tell of it.
alter table rooms
    add column kind        text        not null default 'public' check (kind in ('public', 'private', 'direct')),
    add column topic       text        not null default '',
    add column created_by  bigint references users,
    add column seq         bigint      not null default 0,
    -- The two people of a direct room, the smaller id first.
    add column direct_low  bigint references users,
    add column direct_high bigint references users,
    add column deleted_at  timestamptz,
    add check ((kind = 'direct') = (direct_low is not null) and (kind = 'direct') = (direct_high is not null)),
    add check (direct_low < direct_high);

-- Only the names of public rooms are anybody's business, so only these are told apart.
drop index rooms_name_key;
create unique index rooms_name_key on rooms (name_key) where kind = 'public' and deleted_at is null;
create unique index rooms_direct on rooms (direct_low, direct_high) where kind = 'direct';
create index rooms_deleted_at on rooms (deleted_at) where deleted_at is not null;

-- Members: what they may do, and how far they have read. last_read_seq is the room's seq at the last message that they
-- have read, so what is unread is a subtraction.
alter table members
    drop constraint members_role_check,
    add constraint members_role_check check (role in ('owner', 'admin', 'member')),
    add column last_read_message_id bigint,
    add column last_read_seq        bigint  not null default 0,
    add column muted                boolean not null default false;

-- Messages. The text of a deleted one is gone, here as everywhere.
alter table messages
    add column kind          text        not null default 'text' check (kind in ('text', 'system')),
    add column seq           bigint      not null default 0,
    add column reply_to      bigint references messages on delete set null,
    add column edited_at     timestamptz,
    add column deleted_at    timestamptz,
    add column pinned_at     timestamptz,
    add column mentions_room boolean     not null default false,
    -- Without what would make one word, or none, of and/or and of <this>.
    add column words         tsvector generated always as (to_tsvector('simple', translate(content, '<>/', '   '))) stored;

create index messages_reply_to on messages (reply_to) where reply_to is not null;
create index messages_pinned on messages (room_id, pinned_at desc) where pinned_at is not null;
create index messages_words on messages using gin (words);
create index messages_author on messages (author_id, id);

update messages m set seq = n.seq
  from (select id, row_number() over (partition by room_id order by id) as seq from messages) n
 where n.id = m.id;
update rooms r set seq = n.seq, created_by = (select user_id from members where room_id = r.id and role = 'owner' limit 1)
  from (select r.id, count(m.id) as seq from rooms r left join messages m on m.room_id = r.id group by r.id) n
 where n.id = r.id;
update members m set last_read_message_id = r.last_message_id, last_read_seq = r.seq from rooms r where r.id = m.room_id;

-- Who is mentioned by which message; a mention of the whole room has user_id 0.
create table mentions (
    message_id bigint not null references messages on delete cascade,
    room_id    bigint not null,
    user_id    bigint not null,
    primary key (message_id, user_id)
);
create index mentions_room_user on mentions (room_id, user_id, message_id);

create table reactions (
    message_id bigint      not null references messages on delete cascade,
    emoji      text        not null,
    user_id    bigint      not null references users,
    created_at timestamptz not null,
    primary key (message_id, emoji, user_id)
);

create table invites (
    code       text primary key,
    room_id    bigint      not null references rooms on delete cascade,
    created_by bigint      not null references users,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    max_uses   integer check (max_uses > 0),
    uses       integer     not null default 0
);
create index invites_room_id on invites (room_id, created_at);
