import type { EventOf } from './events';
import { mappedList } from './same';
import type { LastMessage, Message, Reaction } from './types';

/** What an event changes in messages that were there already. */
export type MessageChange = EventOf<
  'message_edited' | 'message_deleted' | 'message_pinned' | 'message_unpinned' | 'reactions_changed'
>;

/** A message as the server has answered it to me, which is all that there is to say of it. */
interface MessageAnswered {
  readonly type: 'message_answered';
  readonly body: Message;
}

/** What there is to say of the messages of a room. */
export type MessageNews = EventOf<'message_added'> | MessageChange | MessageAnswered;

/** The change of its room that brought the news. */
export function versionOf(news: MessageNews): number {
  return news.body.room.version;
}

/** The messages after a change: of one of them, and of those that quote it. Older news than a message changes nothing in it. */
export function messagesChanged(
  messages: readonly Message[],
  change: MessageChange | MessageAnswered,
  me: number,
): readonly Message[] {
  return mappedList(messages, (message) => messageChanged(message, change, me));
}

function messageChanged(message: Message, change: MessageChange | MessageAnswered, me: number): Message {
  if (versionOf(change) <= message.room.version) return message;
  if (change.type === 'reactions_changed') {
    const { message_id, room, user, emoji, added, reactions } = change.body;
    if (message_id !== message.id) return message;
    const mine = user.id === me ? { emoji, added } : null;
    return { ...message, room, reactions: reactionsTo(me, reactions, message.reactions, mine) };
  }
  if (change.body.id === message.id) {
    return change.type === 'message_answered' ? change.body : messageTo(me, change.body, message);
  }
  if (change.body.id !== message.reply_to?.id) return message;
  const { id, content, user, deleted_at } = change.body;
  // The version stays: of the reply itself nothing new was told.
  const quote = { id, content, user, deleted_at };
  return sameQuote(message.reply_to, quote) ? message : { ...message, reply_to: quote };
}

function sameQuote(a: NonNullable<Message['reply_to']>, b: NonNullable<Message['reply_to']>): boolean {
  return a.content === b.content && a.deleted_at === b.deleted_at;
}

/** A message of an event, which says the same to everybody, as it is to me. */
export function messageTo(me: number, message: Message, before?: Message): Message {
  if (message.reactions.length === 0) return message;
  return { ...message, reactions: reactionsTo(me, message.reactions, before?.reactions ?? [], null) };
}

/** Whether a reaction of many is mine cannot always be told from its users: then it is what it was. */
function reactionsTo(
  me: number,
  reactions: readonly Reaction[],
  before: readonly Reaction[],
  change: { readonly emoji: string; readonly added: boolean } | null,
): Reaction[] {
  return reactions.map((reaction) => {
    const { emoji, user_ids, count } = reaction;
    const known = before.some((other) => other.emoji === emoji && other.mine);
    const otherwise = change?.emoji === emoji ? change.added : known;
    return { ...reaction, mine: user_ids.includes(me) || (count > user_ids.length && otherwise) };
  });
}

/** The message with my choice of an emoji, before the server has said so. */
export function withMyReaction(message: Message, emoji: string, mine: boolean, me: number): Message {
  const before = message.reactions.find((reaction) => reaction.emoji === emoji);
  if ((before?.mine ?? false) === mine) return message;
  const count = (before?.count ?? 0) + (mine ? 1 : -1);
  const others = (before?.user_ids ?? []).filter((id) => id !== me);
  const after = { emoji, count, user_ids: mine && others.length < 50 ? [...others, me] : others, mine };
  const reactions = before
    ? message.reactions.map((reaction) => (reaction === before ? after : reaction))
    : [...message.reactions, after];
  return { ...message, reactions: reactions.filter((reaction) => reaction.count > 0) };
}

/** Both lists as one, by id; of a message that is in both, what was told last, and `right` when both are as new. */
export function union(left: readonly Message[], right: readonly Message[]): readonly Message[] {
  const newest = left.at(-1)?.id ?? 0;
  if (right.every((message, index) => message.id > (right[index - 1]?.id ?? newest))) return [...left, ...right];
  const byId = new Map(left.map((message) => [message.id, message]));
  for (const message of right) {
    const other = byId.get(message.id);
    if (!other || other.room.version <= message.room.version) byId.set(message.id, message);
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** Whether it mentions somebody, by name or as one of the room. */
export function doesMention(message: Message, userId: number): boolean {
  return message.deleted_at === null && (message.mentions_room || message.mentions.includes(userId));
}

/** What a room shows of its last message. */
export function lastMessageOf({ id, content, user, created_at, kind, deleted_at }: Message): LastMessage {
  return { id, content, user, created_at, kind, deleted_at };
}
