import * as v from 'valibot';
import { HttpError, type Http } from '../../lib/http';
import { UserSchema, type User } from '../../model/types';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const DemoSchema = v.object({ accounts: v.array(v.object({ username: v.string(), password: v.string() })) });
const TokenSchema = v.object({ token: v.string() });

export async function logIn(http: Http, credentials: Credentials): Promise<User> {
  return v.parse(UserSchema, await http.post('/api/login', credentials, { unauthorizedIsAnswer: true }));
}

export async function register(http: Http, credentials: Credentials): Promise<User> {
  return v.parse(UserSchema, await http.post('/api/register', credentials, { unauthorizedIsAnswer: true }));
}

/** Ends the session. A session that is over already counts as success. */
export async function logOut(http: Http): Promise<void> {
  try {
    await http.post('/api/logout', {}, { unauthorizedIsAnswer: true });
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 401)) throw error;
  }
}

/** Whoever is logged in. */
export async function fetchMe(http: Http): Promise<User> {
  return v.parse(UserSchema, await http.get('/api/me'));
}

/** The accounts that a server with demo data offers to everyone; none elsewhere. */
export async function fetchDemoAccounts(http: Http): Promise<Credentials[]> {
  try {
    return v.parse(DemoSchema, await http.get('/api/demo', { unauthorizedIsAnswer: true })).accounts;
  } catch {
    return [];
  }
}

/** A token for the real-time connection; null when nobody is logged in any more. */
export async function fetchConnectionToken(http: Http): Promise<string | null> {
  try {
    return v.parse(TokenSchema, await http.get('/api/token/connection')).token;
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) return null;
    throw error;
  }
}
