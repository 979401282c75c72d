import * as v from 'valibot';
import type { Http } from '../../lib/http';
import { MessageSchema, parseMessagePage, type Message, type MessagePage } from '../../model/types';

/** The newest messages of a room, or those just before the message `before`. */
export async function fetchMessages(http: Http, roomId: number, before?: number): Promise<MessagePage> {
  const query = before === undefined ? '' : `?before=${before}`;
  return parseMessagePage(await http.get(`/api/rooms/${roomId}/messages${query}`));
}

/** Stores a message; the same key again returns the message that the first call stored. */
export async function postMessage(http: Http, roomId: number, content: string, key: string): Promise<Message> {
  const headers = { 'Idempotency-Key': key };
  return v.parse(MessageSchema, await http.post(`/api/rooms/${roomId}/messages`, { content }, { headers }));
}
