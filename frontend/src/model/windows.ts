import { messagesChanged, messageTo, union, versionOf, type MessageNews } from './messages';
import type { Message, MessagePage } from './types';

export type Load = 'idle' | 'loading' | 'failed';

/** A part of a room's history without gaps. It may reach to the newest message there is, and then grows with the room. */
export interface MessageWindow {
  /**
   * - `loading`: the first page is on its way
   * - `ready`: `messages` is without gaps
   * - `failed`: the first page could not be loaded
   */
  readonly phase: 'loading' | 'ready' | 'failed';
  /** The page before the oldest message. */
  readonly older: Load;
  /** The page after the newest message. */
  readonly newer: Load;
  /** A page from somewhere else in the history, which will take this one's place, or join it where they meet. */
  readonly jump: Load;
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** Whether there are messages after the newest one here; if not, whatever is written comes in by itself. */
  readonly hasNewer: boolean;
  /** How many messages were put in front since the window was opened: lists count their indexes from it. */
  readonly prepended: number;
  /** Another number means other messages than before, not more of them: lists begin anew. */
  readonly generation: number;
  /** What was announced while a page is on its way, which may have been read before that. */
  readonly news: readonly MessageNews[];
}

export const EMPTY_WINDOW: MessageWindow = {
  phase: 'loading',
  older: 'idle',
  newer: 'idle',
  jump: 'idle',
  messages: [],
  hasOlder: true,
  hasNewer: false,
  prepended: 0,
  generation: 0,
  news: [],
};

/** The window after an event, or after a message of mine was stored. */
export function windowTold(window: MessageWindow, news: MessageNews, me: number): MessageWindow {
  const messages = window.phase === 'ready' ? withNews(window, news, me) : window.messages;
  const known = !isLoading(window) || window.news.some((other) => versionOf(other) === versionOf(news));
  if (known && messages === window.messages) return window;
  return { ...window, messages, news: known ? window.news : [...window.news, news] };
}

function withNews(window: MessageWindow, news: MessageNews, me: number): readonly Message[] {
  const { messages, hasOlder, hasNewer } = window;
  if (news.type !== 'message_added') return messagesChanged(messages, news, me);
  const message = messageTo(me, news.body);
  const [oldest, newest] = [messages[0]?.id ?? Infinity, messages.at(-1)?.id ?? 0];
  // What lies outside of the window comes with a page of history.
  if ((hasOlder && message.id < oldest) || (hasNewer && message.id > newest)) return messages;
  const held = messages.find(({ id }) => id === message.id);
  return held && held.room.version >= message.room.version ? messages : union(messages, [message]);
}

function isLoading({ phase, older, newer, jump }: MessageWindow): boolean {
  return phase === 'loading' || [older, newer, jump].includes('loading');
}

interface Stretch {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** A page with what was announced since it was asked for; with it, a page that reaches the end still does. */
function caughtUp(page: MessagePage, news: readonly MessageNews[], me: number, after = 0): Stretch {
  const oldest = page.messages[0]?.id ?? after + 1;
  let messages = page.messages;
  for (const each of news) {
    if (each.type !== 'message_added') messages = messagesChanged(messages, each, me);
    else if (!page.hasNewer && each.body.id >= oldest) messages = union([messageTo(me, each.body)], messages);
  }
  return { messages, hasOlder: page.hasOlder, hasNewer: page.hasNewer };
}

/** The first page, or one to which somebody jumps. */
export function withPage(window: MessageWindow, page: MessagePage, me: number): MessageWindow {
  const stretch = caughtUp(page, window.news, me);
  const joined = window.phase === 'ready' ? meeting(window, stretch) : null;
  if (joined) return settled({ ...window, ...joined, jump: 'idle' });
  const generation = window.generation + (window.phase === 'ready' ? 1 : 0);
  return { ...EMPTY_WINDOW, ...stretch, phase: 'ready', generation };
}

/** Both stretches as one, if there is no gap between them. */
function meeting(window: MessageWindow, other: Stretch): (Stretch & Pick<MessageWindow, 'prepended'>) | null {
  const [first, last] = [window.messages[0]?.id, window.messages.at(-1)?.id];
  const [otherFirst, otherLast] = [other.messages[0]?.id, other.messages.at(-1)?.id];
  if (first === undefined || last === undefined || otherFirst === undefined || otherLast === undefined) return null;
  if (otherFirst > last || otherLast < first) return null;
  const messages = union(window.messages, other.messages);
  return {
    messages,
    hasOlder: otherFirst < first ? other.hasOlder : window.hasOlder,
    hasNewer: window.hasNewer && other.hasNewer,
    prepended: window.prepended + messages.findIndex(({ id }) => id === first),
  };
}

/** A page before a message of the window, which was its oldest one when the page was asked for. */
export function withOlderPage(window: MessageWindow, page: MessagePage, me: number): MessageWindow {
  const { messages: older } = caughtUp({ ...page, hasNewer: true }, window.news, me);
  const messages = union(window.messages, older);
  const grown = (older[0]?.id ?? 0) < (window.messages[0]?.id ?? 0);
  return settled({
    ...window,
    older: 'idle',
    messages,
    hasOlder: grown ? page.hasOlder && older.length > 0 : window.hasOlder,
    prepended: window.prepended + messages.findIndex(({ id }) => id === window.messages[0]?.id),
  });
}

/** A page after a message of the window, which was its newest one when the page was asked for. */
export function withNewerPage(window: MessageWindow, page: MessagePage, me: number): MessageWindow {
  const newest = window.messages.at(-1)?.id ?? 0;
  const { messages: newer } = caughtUp(page, window.news, me, newest);
  const grown = page.messages.length === 0 || (newer.at(-1)?.id ?? 0) > newest;
  return settled({
    ...window,
    newer: 'idle',
    messages: union(window.messages, newer),
    hasNewer: window.hasNewer && (grown ? page.hasNewer : true),
  });
}

/** With nothing on its way, no news has to be kept. */
export function settled(window: MessageWindow): MessageWindow {
  return isLoading(window) || window.news.length === 0 ? window : { ...window, news: [] };
}

/** Lets go of the older part of a window that reaches the end. No list may show it: that would lose its place. */
export function trimmed(window: MessageWindow, keep: number): MessageWindow {
  const gone = window.messages.length - keep;
  if (window.phase !== 'ready' || window.hasNewer || isLoading(window) || gone <= 0) return window;
  return { ...window, messages: window.messages.slice(gone), hasOlder: true };
}
