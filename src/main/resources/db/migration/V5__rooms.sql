-- Who owns a room when its owner has left: the longest-standing admin, or else member.
create index members_standing on members (room_id, role, joined_at, user_id);

-- Messages go with their room only, which has forgotten them by then; for each of them the constraint would look through
-- all rooms.
alter table rooms drop constraint rooms_last_message_id_fkey;
