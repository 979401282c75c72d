import * as v from 'valibot';

/** A time as the server writes it: RFC 3339, UTC, up to microseconds. */
const Timestamp = v.string();

/** What an older server does not send yet, and what stands for it. */
const orNull = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);

const KnownUserSchema = v.object({
  id: v.number(),
  username: v.string(),
  display_name: v.optional(v.string()),
  avatar_url: orNull(v.string()),
});

export const UserSchema = v.pipe(
  KnownUserSchema,
  v.transform((user) => ({ ...user, display_name: user.display_name ?? user.username })),
);

export const RoleSchema = v.picklist(['owner', 'admin', 'member']);
export const RoomKindSchema = v.picklist(['public', 'private', 'direct']);
const MessageKindSchema = v.optional(v.picklist(['text', 'system']), 'text');

export const LastMessageSchema = v.object({
  id: v.number(),
  content: v.string(),
  user: UserSchema,
  created_at: Timestamp,
  kind: MessageKindSchema,
  deleted_at: orNull(Timestamp),
});

/** What every member sees of a room, and what events tell of it. */
export const RoomSchema = v.object({
  id: v.number(),
  name: v.string(),
  kind: v.optional(RoomKindSchema, 'public'),
  topic: v.optional(v.string(), ''),
  /** The id of whoever made it. */
  created_by: orNull(v.number()),
  version: v.number(),
  bumped_at: Timestamp,
  member_count: v.number(),
  seq: v.optional(v.number(), 0),
  last_message: v.nullable(LastMessageSchema),
  /** The two people of a direct room; empty for any other. */
  members: v.optional(v.array(UserSchema), []),
});

/** How far one has read in a room. */
const ReadMarkEntries = {
  last_read_message_id: orNull(v.number()),
  last_read_seq: v.optional(v.number(), 0),
};

/** A room with what is one member's alone. */
export const MyRoomSchema = v.object({
  ...RoomSchema.entries,
  ...ReadMarkEntries,
  my_role: v.optional(RoleSchema, 'member'),
  unread_count: v.optional(v.number(), 0),
  mention_count: v.optional(v.number(), 0),
  unread_mentions: v.optional(v.array(v.number()), []),
  muted: v.optional(v.boolean(), false),
  peer: orNull(UserSchema),
});

export const RoomStateSchema = v.object({
  id: v.number(),
  version: v.number(),
  bumped_at: Timestamp,
  seq: v.optional(v.number(), 0),
});

export const ReactionSchema = v.object({
  emoji: v.string(),
  count: v.number(),
  /** The first 50 who chose it. */
  user_ids: v.array(v.number()),
  /** Whether I did. Events do not say: there it is made out of the rest. */
  mine: v.optional(v.boolean(), false),
});

/** What a reply shows of the message that it answers. */
const QuoteSchema = v.object({
  id: v.number(),
  content: v.string(),
  user: UserSchema,
  deleted_at: orNull(Timestamp),
});

export const MessageSchema = v.object({
  id: v.number(),
  content: v.string(),
  user: UserSchema,
  room: RoomStateSchema,
  created_at: Timestamp,
  seq: v.optional(v.number(), 0),
  kind: MessageKindSchema,
  edited_at: orNull(Timestamp),
  deleted_at: orNull(Timestamp),
  reply_to: orNull(QuoteSchema),
  reactions: v.optional(v.array(ReactionSchema), []),
  mentions: v.optional(v.array(v.number()), []),
  mentions_room: v.optional(v.boolean(), false),
  pinned_at: orNull(Timestamp),
});

export const ReadStateSchema = v.object(ReadMarkEntries);

/** Somebody in a room, as its list of members shows them. */
export const MemberSchema = v.object({
  user: UserSchema,
  role: RoleSchema,
  joined_at: Timestamp,
  online: v.optional(v.boolean(), false),
  last_seen_at: orNull(Timestamp),
});

export const InviteSchema = v.object({
  code: v.string(),
  url: v.string(),
  room_id: v.number(),
  created_by: UserSchema,
  created_at: Timestamp,
  expires_at: Timestamp,
  max_uses: v.nullable(v.number()),
  uses: v.number(),
});

/** How far somebody else has read. */
export const ReceiptSchema = v.object({ user: UserSchema, last_read_message_id: v.number() });

export const PositionSchema = v.object({ offset: v.number(), epoch: v.string() });

export const SyncSchema = v.object({ position: PositionSchema, me: UserSchema, rooms: v.array(MyRoomSchema) });

export type User = v.InferOutput<typeof UserSchema>;
export type Role = v.InferOutput<typeof RoleSchema>;
export type RoomKind = v.InferOutput<typeof RoomKindSchema>;
export type LastMessage = v.InferOutput<typeof LastMessageSchema>;
export type Room = v.InferOutput<typeof RoomSchema>;
export type MyRoom = v.InferOutput<typeof MyRoomSchema>;
export type RoomState = v.InferOutput<typeof RoomStateSchema>;
export type Reaction = v.InferOutput<typeof ReactionSchema>;
export type Quote = v.InferOutput<typeof QuoteSchema>;
export type Message = v.InferOutput<typeof MessageSchema>;
export type ReadState = v.InferOutput<typeof ReadStateSchema>;
export type Member = v.InferOutput<typeof MemberSchema>;
export type Invite = v.InferOutput<typeof InviteSchema>;
export type Receipt = v.InferOutput<typeof ReceiptSchema>;
export type Position = v.InferOutput<typeof PositionSchema>;
export type Sync = v.InferOutput<typeof SyncSchema>;

/** One page of a list; `next` is the path of the next one. */
export interface Page<T> {
  readonly results: readonly T[];
  readonly next: string | null;
}

export function parsePage<T>(item: v.GenericSchema<unknown, T>, answer: unknown): Page<T> {
  return v.parse(v.object({ results: v.array(item), next: orNull(v.string()) }), answer);
}

/** A part of a room's history to ask for: its newest messages, or those before, after or around a message. */
export type Place = { readonly kind: 'newest' } | { readonly kind: 'before' | 'after' | 'around'; readonly id: number };

/** A stretch of a room's history without gaps, oldest first. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

const MessagePageSchema = v.object({
  results: v.array(MessageSchema),
  next: orNull(v.string()),
  previous: orNull(v.string()),
});

export function parseMessagePage(answer: unknown): MessagePage {
  const { results, next, previous } = v.parse(MessagePageSchema, answer);
  return { messages: results.toReversed(), hasOlder: next !== null, hasNewer: previous !== null };
}

/** Orders times of differing precision, which as strings do not sort ("…05Z" and "…05.1Z"). */
export function compareTimestamps(a: string, b: string): number {
  // The server writes all of them with the same precision, and lists of rooms are put in order often.
  if (a.length === b.length) return a < b ? -1 : a > b ? 1 : 0;
  const [aSeconds = '', aFraction = ''] = a.replace(/Z$/, '').split('.');
  const [bSeconds = '', bFraction = ''] = b.replace(/Z$/, '').split('.');
  const left = aSeconds + aFraction.padEnd(9, '0');
  const right = bSeconds + bFraction.padEnd(9, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}
