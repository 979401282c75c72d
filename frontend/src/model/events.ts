import * as v from 'valibot';
import { MembershipSchema, MessageSchema } from './types';

const EventSchema = v.variant('type', [
  v.object({ type: v.literal('message_added'), body: MessageSchema }),
  v.object({ type: v.literal('user_joined'), body: MembershipSchema }),
  v.object({ type: v.literal('user_left'), body: MembershipSchema }),
  v.object({ type: v.literal('position') }),
]);

/** What happened, as the server announces it in a user's personal channel. */
export type ChatEvent = v.InferOutput<typeof EventSchema>;

const KNOWN: readonly unknown[] = ['message_added', 'user_joined', 'user_left', 'position'];

/** The event in a publication; null for a type that a newer server may send and this app does not know. */
export function parseEvent(data: unknown): ChatEvent | null {
  const { type } = v.parse(v.object({ type: v.string() }), data);
  return KNOWN.includes(type) ? v.parse(EventSchema, data) : null;
}
