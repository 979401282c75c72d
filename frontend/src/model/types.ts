import * as v from 'valibot';

/** A time as the server writes it: RFC 3339, UTC, up to microseconds. */
const Timestamp = v.string();

export const UserSchema = v.object({ id: v.number(), username: v.string() });

export const LastMessageSchema = v.object({
  id: v.number(),
  content: v.string(),
  user: UserSchema,
  created_at: Timestamp,
});

export const RoomSchema = v.object({
  id: v.number(),
  name: v.string(),
  version: v.number(),
  bumped_at: Timestamp,
  member_count: v.number(),
  last_message: v.nullable(LastMessageSchema),
});

export const MessageSchema = v.object({
  id: v.number(),
  content: v.string(),
  user: UserSchema,
  room: v.object({ id: v.number(), version: v.number(), bumped_at: Timestamp }),
  created_at: Timestamp,
});

export const MembershipSchema = v.object({ room: RoomSchema, user: UserSchema });

export const PositionSchema = v.object({ offset: v.number(), epoch: v.string() });

export const SyncSchema = v.object({ position: PositionSchema, me: UserSchema, rooms: v.array(RoomSchema) });

export const MessagePageSchema = v.object({ results: v.array(MessageSchema), next: v.unknown() });

export type User = v.InferOutput<typeof UserSchema>;
export type LastMessage = v.InferOutput<typeof LastMessageSchema>;
export type Room = v.InferOutput<typeof RoomSchema>;
export type Message = v.InferOutput<typeof MessageSchema>;
export type Membership = v.InferOutput<typeof MembershipSchema>;
export type Position = v.InferOutput<typeof PositionSchema>;
export type Sync = v.InferOutput<typeof SyncSchema>;

/** One page of a room's history, oldest first. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

export function parseMessagePage(answer: unknown): MessagePage {
  const { results, next } = v.parse(MessagePageSchema, answer);
  return { messages: results.toReversed(), hasOlder: next !== null && next !== undefined };
}

/** Orders times of differing precision, which as strings do not sort ("…05Z" and "…05.1Z"). */
export function compareTimestamps(a: string, b: string): number {
  const [aSeconds = '', aFraction = ''] = a.replace(/Z$/, '').split('.');
  const [bSeconds = '', bFraction = ''] = b.replace(/Z$/, '').split('.');
  const left = aSeconds + aFraction.padEnd(9, '0');
  const right = bSeconds + bFraction.padEnd(9, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}
