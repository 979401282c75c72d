import * as v from 'valibot';
import type { Http } from '../../lib/http';
import {
  MessageSchema,
  parseMessagePage,
  parsePage,
  ReactionSchema,
  RoomKindSchema,
  type Message,
  type MessagePage,
  type Page,
  type Place,
  type Reaction,
} from '../../model/types';

export async function fetchMessages(http: Http, roomId: number, place: Place): Promise<MessagePage> {
  const query = place.kind === 'newest' ? '' : `?${place.kind}=${place.id}`;
  return parseMessagePage(await http.get(`/api/rooms/${roomId}/messages${query}`));
}

/** What is to be sent. */
export interface Draft {
  readonly content: string;
  /** The message of the same room that it answers. */
  readonly replyTo: number | null;
}

/** Stores a message; the same key again returns the message that the first call stored. */
export async function postMessage(http: Http, roomId: number, draft: Draft, key: string): Promise<Message> {
  const { content, replyTo } = draft;
  const body = replyTo === null ? { content } : { content, reply_to: replyTo };
  const headers = { 'Idempotency-Key': key };
  return v.parse(MessageSchema, await http.post(`/api/rooms/${roomId}/messages`, body, { headers }));
}

export async function editMessage(http: Http, messageId: number, content: string): Promise<Message> {
  return v.parse(MessageSchema, await http.patch(`/api/messages/${messageId}`, { content }));
}

/** Returns what is left of the message. */
export async function deleteMessage(http: Http, messageId: number): Promise<Message> {
  return v.parse(MessageSchema, await http.delete(`/api/messages/${messageId}`));
}

/** Adds my reaction, or takes it back. */
export async function react(http: Http, messageId: number, emoji: string, on: boolean): Promise<Reaction[]> {
  const path = `/api/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`;
  const answer = await (on ? http.put(path) : http.delete(path));
  return v.parse(v.object({ reactions: v.array(ReactionSchema) }), answer).reactions;
}

export async function pinMessage(http: Http, messageId: number, pinned: boolean): Promise<Message> {
  const path = `/api/messages/${messageId}/pin`;
  return v.parse(MessageSchema, await (pinned ? http.put(path) : http.delete(path)));
}

/** The pinned messages of a room, the last pinned first. */
export async function fetchPins(http: Http, roomId: number): Promise<readonly Message[]> {
  return parsePage(MessageSchema, await http.get(`/api/rooms/${roomId}/pins`)).results;
}

const FoundMessageSchema = v.object({
  message: MessageSchema,
  room: v.object({ id: v.number(), name: v.string(), kind: RoomKindSchema }),
  /** The text around what was found, in order. */
  excerpt: v.array(v.object({ text: v.string(), hit: v.boolean() })),
});

export type FoundMessage = v.InferOutput<typeof FoundMessageSchema>;

export interface MessageQuery {
  readonly text: string;
  readonly roomId?: number | undefined;
  readonly userId?: number | undefined;
}

/** Messages of all my rooms, newest first. `next` of a page leads to the one after it. */
export async function searchMessages(http: Http, query: MessageQuery, next?: string): Promise<Page<FoundMessage>> {
  const asked = new URLSearchParams({ q: query.text });
  if (query.roomId !== undefined) asked.set('room_id', String(query.roomId));
  if (query.userId !== undefined) asked.set('user_id', String(query.userId));
  return parsePage(FoundMessageSchema, await http.get(next ?? `/api/search/messages?${asked.toString()}`));
}
