import * as v from 'valibot';
import type { Http } from '../../lib/http';
import { MembershipSchema, RoomSchema, SyncSchema, type Membership, type Room, type Sync } from '../../model/types';

const FoundRoomSchema = v.object({
  id: v.number(),
  name: v.string(),
  created_at: v.string(),
  is_member: v.boolean(),
  member_count: v.number(),
});

/** A public room as the search shows it, to members and others alike. */
export type FoundRoom = v.InferOutput<typeof FoundRoomSchema>;

/** Position, person and rooms, read so that everything after the position can follow. */
export async function fetchSync(http: Http): Promise<Sync> {
  return v.parse(SyncSchema, await http.get('/api/sync'));
}

export async function searchRooms(http: Http, query: string): Promise<FoundRoom[]> {
  const suffix = query === '' ? '' : `?q=${encodeURIComponent(query)}`;
  return v.parse(v.object({ results: v.array(FoundRoomSchema) }), await http.get(`/api/search${suffix}`)).results;
}

export async function createRoom(http: Http, name: string): Promise<Room> {
  return v.parse(RoomSchema, await http.post('/api/rooms', { name }));
}

export async function joinRoom(http: Http, roomId: number): Promise<Membership> {
  return v.parse(MembershipSchema, await http.post(`/api/rooms/${roomId}/join`));
}

export async function leaveRoom(http: Http, roomId: number): Promise<Membership> {
  return v.parse(MembershipSchema, await http.post(`/api/rooms/${roomId}/leave`));
}
