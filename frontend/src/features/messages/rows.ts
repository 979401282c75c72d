import type { Message, Quote, User } from '../../model/types';
import type { OutboxEntry } from './outbox';

/** One line of the conversation, as the list shows it. */
export interface Row {
  readonly key: string;
  readonly author: User;
  readonly content: string;
  readonly at: Date;
  /** The day of that time, the same for two of one day. */
  readonly day: string;
  /** Null while the message is on its way. */
  readonly messageId: number | null;
  /** Null as well while it is on its way. */
  readonly message: Message | null;
  /** What it answers; `missing` when that is not at hand. */
  readonly quote: Quote | 'missing' | null;
  /** The outbox entry behind a message on its way. */
  readonly entry: OutboxEntry | null;
  /** The first of its day: a date goes above it. */
  readonly startsDay: boolean;
  /** The first of several by one person: it has the name and the picture. */
  readonly startsGroup: boolean;
  /** The first one that was unread when the room was opened. */
  readonly startsUnread: boolean;
}

const GROUP_MS = 5 * 60_000;

/**
 * The entries to show below the messages. One that has been tried may be stored already, before its answer is
 * here: then a message of mine with its text, newer than what was known at the first attempt, stands for it.
 * Each message stands for one entry at most. A wrong guess only hides the entry until the answer comes.
 */
export function visibleEchoes(
  entries: readonly OutboxEntry[],
  messages: readonly Message[],
  me: User,
): readonly OutboxEntry[] {
  if (entries.length === 0) return entries;
  const taken = new Set<number>();
  return entries.filter((entry) => {
    const { afterId } = entry;
    if (afterId === null || entry.failure !== null) return true;
    const stored = messages.find(
      (message) =>
        message.id > afterId &&
        message.user.id === me.id &&
        !taken.has(message.id) &&
        message.content.trim() === entry.content.trim(),
    );
    if (stored) taken.add(stored.id);
    return !stored;
  });
}

/** What a row is by those above it. */
type Start = Pick<Row, 'startsDay' | 'startsGroup' | 'startsUnread'>;

/** What it is by itself. */
type Line = Omit<Row, keyof Start>;

/** The rows of messages as they were built last: with each message that comes they are built anew, and most stay the same. */
const rowsOf = new WeakMap<Message, Row>();

export function buildRows(
  messages: readonly Message[],
  echoes: readonly OutboxEntry[],
  me: User,
  unreadAfter: number | null,
): Row[] {
  const rows: Row[] = [];
  let unreadShown = false;
  const add = (line: Line, startsUnread: boolean) => {
    const previous = rows.at(-1);
    const startsDay = previous?.day !== line.day;
    const startsGroup =
      startsDay ||
      startsUnread ||
      line.quote !== null ||
      isSystem(line) ||
      isSystem(previous) ||
      previous.author.id !== line.author.id ||
      line.at.getTime() - previous.at.getTime() > GROUP_MS;
    rows.push(rowOf(line, { startsDay, startsGroup, startsUnread }));
  };
  for (const message of messages) {
    const startsUnread: boolean =
      !unreadShown &&
      unreadAfter !== null &&
      message.id > unreadAfter &&
      message.kind === 'text' &&
      message.user.id !== me.id;
    unreadShown ||= startsUnread;
    add(rowsOf.get(message) ?? lineOf(message), startsUnread);
  }
  for (const entry of echoes) add(echoOf(entry, messages, me), false);
  return rows;
}

function rowOf(line: Line | Row, start: Start): Row {
  if ('startsDay' in line && isSameStart(line, start)) return line;
  const row = { ...line, ...start };
  if (line.message) rowsOf.set(line.message, row);
  return row;
}

function lineOf(message: Message): Line {
  const at = new Date(message.created_at);
  return {
    key: `m${message.id}`,
    author: message.user,
    content: message.content,
    at,
    day: at.toDateString(),
    messageId: message.id,
    message,
    quote: message.reply_to,
    entry: null,
  };
}

function echoOf(entry: OutboxEntry, messages: readonly Message[], me: User): Line {
  const at = new Date(entry.writtenAt);
  return {
    key: entry.key,
    author: me,
    content: entry.content,
    at,
    day: at.toDateString(),
    messageId: null,
    message: null,
    quote: quoteOf(entry, messages),
    entry,
  };
}

/** Whether it tells what happened in the room, and was written by nobody. */
export function isSystem(row: Pick<Row, 'message'>): boolean {
  return row.message?.kind === 'system';
}

/** Whether both look the same. */
export function isSameRow(a: Row, b: Row): boolean {
  return (
    a.key === b.key &&
    a.message === b.message &&
    a.entry === b.entry &&
    isSameStart(a, b) &&
    (a.quote === b.quote || a.message !== null)
  );
}

function isSameStart(a: Start, b: Start): boolean {
  return a.startsDay === b.startsDay && a.startsGroup === b.startsGroup && a.startsUnread === b.startsUnread;
}

function quoteOf(entry: OutboxEntry, messages: readonly Message[]): Row['quote'] {
  if (entry.replyTo === null) return null;
  const original = messages.find(({ id }) => id === entry.replyTo);
  return original ?? 'missing';
}
