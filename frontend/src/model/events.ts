import * as v from 'valibot';
import { MessageSchema, ReactionSchema, RoleSchema, RoomSchema, RoomStateSchema, UserSchema } from './types';

const SomebodySchema = v.optional(v.nullable(UserSchema), null);
/** The system message that tells of the event; it is a message of the room like any other. */
const AccountSchema = v.optional(v.nullable(MessageSchema), null);
const RoomIdSchema = v.object({ id: v.number() });

const EVENTS = [
  v.object({ type: v.literal('message_added'), body: MessageSchema }),
  v.object({ type: v.literal('message_edited'), body: MessageSchema }),
  v.object({ type: v.literal('message_deleted'), body: MessageSchema }),
  v.object({ type: v.literal('message_pinned'), body: MessageSchema }),
  v.object({ type: v.literal('message_unpinned'), body: MessageSchema }),
  v.object({
    type: v.literal('reactions_changed'),
    body: v.object({
      room: RoomStateSchema,
      message_id: v.number(),
      user: UserSchema,
      emoji: v.string(),
      added: v.boolean(),
      reactions: v.array(ReactionSchema),
    }),
  }),
  v.object({
    type: v.literal('user_joined'),
    body: v.object({
      room: RoomSchema,
      user: UserSchema,
      role: v.optional(RoleSchema, 'member'),
      by: SomebodySchema,
      message: AccountSchema,
    }),
  }),
  v.object({
    type: v.literal('user_left'),
    body: v.object({
      room: RoomSchema,
      user: UserSchema,
      by: SomebodySchema,
      owner: SomebodySchema,
      message: AccountSchema,
    }),
  }),
  v.object({
    type: v.literal('member_changed'),
    body: v.object({
      room: RoomSchema,
      user: UserSchema,
      role: RoleSchema,
      previous_owner: SomebodySchema,
      message: AccountSchema,
    }),
  }),
  v.object({
    type: v.literal('room_updated'),
    body: v.object({ room: RoomSchema, user: UserSchema, message: AccountSchema }),
  }),
  v.object({
    type: v.literal('room_deleted'),
    body: v.object({ room: v.object({ id: v.number(), version: v.number() }) }),
  }),
  v.object({
    type: v.literal('read_changed'),
    body: v.object({
      room: RoomIdSchema,
      user: UserSchema,
      last_read_message_id: v.nullable(v.number()),
      last_read_seq: v.number(),
    }),
  }),
  v.object({ type: v.literal('mute_changed'), body: v.object({ room: RoomIdSchema, muted: v.boolean() }) }),
  v.object({ type: v.literal('profile_changed'), body: v.object({ user: UserSchema }) }),
  v.object({ type: v.literal('position') }),
] as const;

const EventSchema = v.variant('type', EVENTS);

/** What happened, as the server announces it in a user's personal channel. */
export type ChatEvent = v.InferOutput<typeof EventSchema>;

/** One type of event. */
export type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

/** The types of events that this app knows. */
export const EVENT_TYPES: readonly ChatEvent['type'][] = EVENTS.map((event) => event.entries.type.literal);

/** The event in a publication; null for a type that a newer server may send and this app does not know. */
export function parseEvent(data: unknown): ChatEvent | null {
  const { type } = v.parse(v.object({ type: v.string() }), data);
  return (EVENT_TYPES as readonly string[]).includes(type) ? v.parse(EventSchema, data) : null;
}
