import * as v from 'valibot';
import type { Http } from '../../lib/http';
import type { RoomWords } from './rules';
import {
  MyRoomSchema,
  parsePage,
  ReadStateSchema,
  ReceiptSchema,
  RoomSchema,
  SyncSchema,
  UserSchema,
  type MyRoom,
  type Page,
  type ReadState,
  type Receipt,
  type Sync,
} from '../../model/types';

const FoundRoomSchema = v.object({
  id: v.number(),
  name: v.string(),
  topic: v.optional(v.string(), ''),
  created_at: v.string(),
  is_member: v.boolean(),
  member_count: v.number(),
});

/** A public room as the search shows it, to members and others alike. */
export type FoundRoom = v.InferOutput<typeof FoundRoomSchema>;

const LeftSchema = v.object({ room: RoomSchema, user: UserSchema });

/** Position, person and rooms, read so that everything after the position can follow. */
export async function fetchSync(http: Http): Promise<Sync> {
  return v.parse(SyncSchema, await http.get('/api/sync'));
}

export async function fetchRoom(http: Http, roomId: number): Promise<MyRoom> {
  return v.parse(MyRoomSchema, await http.get(`/api/rooms/${roomId}`));
}

/** Public rooms by name. `next` of a page leads to the one after it. */
export async function searchRooms(http: Http, query: string, next?: string): Promise<Page<FoundRoom>> {
  const suffix = query === '' ? '' : `?q=${encodeURIComponent(query)}`;
  return parsePage(FoundRoomSchema, await http.get(next ?? `/api/search${suffix}`));
}

export interface NewRoom {
  readonly name: string;
  readonly kind?: 'public' | 'private';
  readonly topic?: string;
}

export async function createRoom(http: Http, room: NewRoom): Promise<MyRoom> {
  return v.parse(MyRoomSchema, await http.post('/api/rooms', room));
}

/** What is left out stays as it is. */
export async function updateRoom(http: Http, roomId: number, changes: Partial<RoomWords>): Promise<MyRoom> {
  return v.parse(MyRoomSchema, await http.patch(`/api/rooms/${roomId}`, changes));
}

/** The room is gone for everybody. */
export async function deleteRoom(http: Http, roomId: number): Promise<void> {
  await http.delete(`/api/rooms/${roomId}`);
}

/** The conversation with one other person, which begins now if there is none yet. */
export async function openDirect(http: Http, userId: number): Promise<MyRoom> {
  return v.parse(MyRoomSchema, await http.post('/api/direct', { user_id: userId }));
}

export async function joinRoom(http: Http, roomId: number): Promise<MyRoom> {
  return v.parse(v.object({ room: MyRoomSchema }), await http.post(`/api/rooms/${roomId}/join`)).room;
}

export async function leaveRoom(http: Http, roomId: number): Promise<v.InferOutput<typeof LeftSchema>> {
  return v.parse(LeftSchema, await http.post(`/api/rooms/${roomId}/leave`));
}

export async function muteRoom(http: Http, roomId: number, muted: boolean): Promise<boolean> {
  return v.parse(v.object({ muted: v.boolean() }), await http.put(`/api/rooms/${roomId}/mute`, { muted })).muted;
}

/** I have read up to a message. The answer may be further on, if another device of mine is. */
export async function markRead(http: Http, roomId: number, messageId: number): Promise<ReadState> {
  return v.parse(ReadStateSchema, await http.put(`/api/rooms/${roomId}/read`, { message_id: messageId }));
}

/** Who else has read up to a message, and how far; only in rooms of up to 100 members. */
export async function fetchReceipts(http: Http, roomId: number, messageId: number): Promise<readonly Receipt[]> {
  return parsePage(ReceiptSchema, await http.get(`/api/rooms/${roomId}/receipts?message_id=${messageId}`)).results;
}
