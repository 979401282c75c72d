import * as v from 'valibot';
import type { Http } from '../../lib/http';
import {
  InviteSchema,
  MemberSchema,
  MyRoomSchema,
  parsePage,
  UserSchema,
  type Invite,
  type Member,
  type MyRoom,
  type Page,
  type Role,
} from '../../model/types';

/** The members of a room by username. `next` of a page leads to the one after it. */
export async function fetchMembers(http: Http, roomId: number, query: string, next?: string): Promise<Page<Member>> {
  const suffix = query === '' ? '' : `?q=${encodeURIComponent(query)}`;
  return parsePage(MemberSchema, await http.get(next ?? `/api/rooms/${roomId}/members${suffix}`));
}

/** The event tells of it, here as below. */
export async function addMember(http: Http, roomId: number, userId: number): Promise<void> {
  await http.post(`/api/rooms/${roomId}/members`, { user_id: userId });
}

/** Making somebody else the owner makes me an admin. */
export async function changeRole(http: Http, roomId: number, userId: number, role: Role): Promise<void> {
  await http.patch(`/api/rooms/${roomId}/members/${userId}`, { role });
}

export async function removeMember(http: Http, roomId: number, userId: number): Promise<void> {
  await http.delete(`/api/rooms/${roomId}/members/${userId}`);
}

export interface NewInvite {
  /** In seconds; a week if left out. */
  readonly expiresIn?: number;
  /** Null for any number. */
  readonly maxUses?: number | null;
}

export async function createInvite(http: Http, roomId: number, invite: NewInvite = {}): Promise<Invite> {
  const body = {
    ...(invite.expiresIn === undefined ? {} : { expires_in: invite.expiresIn }),
    max_uses: invite.maxUses ?? null,
  };
  return v.parse(InviteSchema, await http.post(`/api/rooms/${roomId}/invites`, body));
}

/** Those that are still good. */
export async function fetchInvites(http: Http, roomId: number): Promise<readonly Invite[]> {
  return parsePage(InviteSchema, await http.get(`/api/rooms/${roomId}/invites`)).results;
}

export async function revokeInvite(http: Http, code: string): Promise<void> {
  await http.delete(`/api/invites/${encodeURIComponent(code)}`);
}

const InvitationSchema = v.object({
  room: v.object({ id: v.number(), name: v.string(), topic: v.string(), member_count: v.number() }),
  by: UserSchema,
  is_member: v.boolean(),
});

/** What an invite leads to, before it is accepted. */
export type Invitation = v.InferOutput<typeof InvitationSchema>;

export async function fetchInvitation(http: Http, code: string): Promise<Invitation> {
  return v.parse(InvitationSchema, await http.get(`/api/invites/${encodeURIComponent(code)}`));
}

export async function acceptInvite(http: Http, code: string): Promise<MyRoom> {
  const answer = await http.post(`/api/invites/${encodeURIComponent(code)}/accept`);
  return v.parse(v.object({ room: MyRoomSchema }), answer).room;
}
