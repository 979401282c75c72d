-- Since when nobody is in a public room: one that stays empty goes.
alter table rooms add column emptied_at timestamptz;
create index rooms_emptied_at on rooms (emptied_at) where emptied_at is not null;
update rooms set emptied_at = now() where kind = 'public' and member_count = 0 and deleted_at is null;
