import * as v from 'valibot';
import type { Http } from '../../lib/http';
import { parsePage, UserSchema, type Page, type User } from '../../model/types';

/** How long a picture may take on a slow line. */
const UPLOAD_MS = 120_000;

/** People with a name that has a word which begins with `query`. `next` of a page leads to the one after it. */
export async function searchUsers(http: Http, query: string, next?: string): Promise<Page<User>> {
  const suffix = query === '' ? '' : `?q=${encodeURIComponent(query)}`;
  return parsePage(UserSchema, await http.get(next ?? `/api/users${suffix}`));
}

const PresenceSchema = v.object({
  created_at: v.string(),
  online: v.boolean(),
  last_seen_at: v.optional(v.nullable(v.string()), null),
});

/** Somebody, with since when they are here and when they last were. */
export type Profile = User & v.InferOutput<typeof PresenceSchema>;

export async function fetchProfile(http: Http, userId: number): Promise<Profile> {
  const answer = await http.get(`/api/users/${userId}`);
  return { ...v.parse(UserSchema, answer), ...v.parse(PresenceSchema, answer) };
}

/** An empty name: the username again. */
export async function changeDisplayName(http: Http, displayName: string): Promise<User> {
  return v.parse(UserSchema, await http.patch('/api/me', { display_name: displayName === '' ? null : displayName }));
}

/** A PNG, JPEG or GIF of at most 5 MB. */
export async function uploadAvatar(http: Http, picture: Blob): Promise<User> {
  return v.parse(UserSchema, await http.put('/api/me/avatar', picture, { timeoutMs: UPLOAD_MS }));
}

export async function removeAvatar(http: Http): Promise<User> {
  return v.parse(UserSchema, await http.delete('/api/me/avatar'));
}

/** Ends all other logins. A wrong current password is refused with 403. */
export async function changePassword(http: Http, current: string, next: string): Promise<void> {
  await http.put('/api/me/password', { current_password: current, new_password: next });
}

const LoginSchema = v.object({
  id: v.union([v.number(), v.string()]),
  /** The one that asks. */
  current: v.boolean(),
  device: v.nullable(v.string()),
  address: v.nullable(v.string()),
  created_at: v.string(),
  last_seen_at: v.nullable(v.string()),
});

/** A place where I am logged in. */
export type Login = v.InferOutput<typeof LoginSchema>;

export async function fetchLogins(http: Http): Promise<readonly Login[]> {
  return parsePage(LoginSchema, await http.get('/api/me/sessions')).results;
}

export async function endLogin(http: Http, id: Login['id']): Promise<void> {
  await http.delete(`/api/me/sessions/${id}`);
}
