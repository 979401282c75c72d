import * as v from 'valibot';
import { MessageSchema, MyRoomSchema, type Message, type MyRoom, type User } from './types';

/** Somebody, for tests. */
export function userOf(id: number, username = `user${id}`): User {
  return { id, username, display_name: username, avatar_url: null };
}

/** A message, for tests: what is left out is as in a plain one in room 7. */
export function messageOf(message: Partial<Message> & { readonly id: number }): Message {
  const at = message.created_at ?? '2026-01-01T00:00:00Z';
  const room = { id: 7, version: message.id, bumped_at: at, seq: message.id };
  return v.parse(MessageSchema, { content: '', user: userOf(1), room, created_at: at, seq: message.id, ...message });
}

/** A room of mine, for tests. */
export function roomOf(room: Partial<MyRoom> & { readonly id: number }): MyRoom {
  const rest = { version: 1, bumped_at: '2026-01-01T00:00:00Z', member_count: 1, last_message: null };
  return v.parse(MyRoomSchema, { name: `room${room.id}`, ...rest, ...room });
}
