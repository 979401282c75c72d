import { doesMention, lastMessageOf, type MessageChange } from './messages';
import {
  compareTimestamps,
  type LastMessage,
  type Message,
  type MyRoom,
  type ReadState,
  type Role,
  type Room,
  type RoomState,
  type User,
} from './types';

/** What to call a room: a direct one is called as the other person is. */
export function roomTitle(room: MyRoom): string {
  return room.kind === 'direct' && room.peer ? room.peer.display_name : room.name;
}

/** The rooms, the one with the newest message first. */
export function orderedRooms(rooms: ReadonlyMap<number, MyRoom>): MyRoom[] {
  return [...rooms.values()].sort((a, b) => compareTimestamps(b.bumped_at, a.bumped_at) || b.id - a.id);
}

/** The room with everything that follows from the rest of it. */
export function counted(room: MyRoom, me: User): MyRoom {
  const seen = room.last_read_message_id ?? 0;
  const unread_mentions = [...new Set(room.unread_mentions)].filter((id) => id > seen).sort((a, b) => a - b);
  return {
    ...room,
    unread_mentions,
    unread_count: Math.max(0, room.seq - room.last_read_seq),
    mention_count: unread_mentions.length,
    peer: room.kind === 'direct' ? (room.members.find(({ id }) => id !== me.id) ?? room.peer) : null,
  };
}

/** A room in which I have just become a member: what was written before counts as read. */
export function roomJoined(room: Room, role: Role, me: User): MyRoom {
  const mark = { last_read_message_id: room.last_message?.id ?? null, last_read_seq: room.seq };
  const mine = { my_role: role, unread_count: 0, mention_count: 0, unread_mentions: [], muted: false, peer: null };
  return counted({ ...room, ...mark, ...mine }, me);
}

/** The room as an event tells it; what is mine alone stays. */
export function roomUpdated(known: MyRoom, room: Room, me: User): MyRoom {
  const seq = Math.max(known.seq, room.seq);
  return counted(withLatest({ ...known, ...room, seq }, known.last_message, known.bumped_at), me);
}

/** The room with a new message, which its author has read. The version stays as it was. */
export function withNewMessage(room: MyRoom, message: Message, me: User): MyRoom {
  const { bumped_at, seq } = message.room;
  const bumped = withLatest({ ...room, seq: Math.max(room.seq, seq) }, lastMessageOf(message), bumped_at);
  if (message.kind === 'system') return counted(bumped, me);
  if (message.user.id === me.id) {
    return counted(forward(bumped, { last_read_message_id: message.id, last_read_seq: message.seq }), me);
  }
  const unread_mentions = doesMention(message, me.id) ? [...room.unread_mentions, message.id] : room.unread_mentions;
  return counted({ ...bumped, unread_mentions }, me);
}

/** The room after a change of one of its messages. */
export function withMessageChange(room: MyRoom, change: MessageChange, me: User): MyRoom {
  const moved = { ...room, ...roomState(room, change.body.room) };
  if (change.type === 'reactions_changed') return counted(moved, me);
  const message = change.body;
  const others = room.unread_mentions.filter((id) => id !== message.id);
  const mentioned = message.user.id !== me.id && message.kind === 'text' && doesMention(message, me.id);
  return counted(
    {
      ...moved,
      last_message: room.last_message?.id === message.id ? lastMessageOf(message) : room.last_message,
      unread_mentions: mentioned ? [...others, message.id] : others,
    },
    me,
  );
}

function roomState(room: MyRoom, told: RoomState): Pick<MyRoom, 'version' | 'seq'> {
  return { version: told.version, seq: Math.max(room.seq, told.seq) };
}

/** The room with my marker moved, which goes only forward. */
export function withReadMark(room: MyRoom, mark: ReadState, me: User): MyRoom {
  const moved = forward(room, mark);
  return moved === room ? room : counted(moved, me);
}

function forward(room: MyRoom, mark: ReadState): MyRoom {
  const last_read_seq = Math.max(room.last_read_seq, mark.last_read_seq);
  const id = Math.max(room.last_read_message_id ?? 0, mark.last_read_message_id ?? 0);
  const last_read_message_id = id === 0 ? null : id;
  if (last_read_seq === room.last_read_seq && last_read_message_id === room.last_read_message_id) return room;
  return { ...room, last_read_seq, last_read_message_id };
}

function withLatest(room: MyRoom, candidate: LastMessage | null, bumpedAt: string): MyRoom {
  if (!candidate || candidate.id <= (room.last_message?.id ?? 0)) return room;
  const later = compareTimestamps(bumpedAt, room.bumped_at) > 0;
  return { ...room, last_message: candidate, bumped_at: later ? bumpedAt : room.bumped_at };
}
