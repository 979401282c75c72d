import type { ChatEvent } from './events';
import {
  compareTimestamps,
  type LastMessage,
  type Message,
  type MessagePage,
  type Room,
  type Sync,
  type User,
} from './types';

/**
 * What this client knows of the chat. It changes only through the pure functions of this file, and comes
 * out the same whether news arrives live, by recovery, in an HTTP answer, twice, or in several of these ways.
 */
export interface ChatState {
  readonly me: User;
  /** The rooms of which I am a member. */
  readonly rooms: ReadonlyMap<number, Room>;
  /** For each room that I have left, the version at which I did: older news must not bring it back. */
  readonly departed: ReadonlyMap<number, number>;
  /** The messages held of the rooms that were opened. */
  readonly windows: ReadonlyMap<number, MessageWindow>;
}

/** A part of a room's history without gaps, from its oldest message to the newest one there is. */
export interface MessageWindow {
  /**
   * - `loading`: the newest page is on its way; `messages` holds what was announced meanwhile
   * - `ready`: `messages` is without gaps
   * - `failed`: the newest page could not be loaded
   */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly older: 'idle' | 'loading' | 'failed';
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** How many messages were put in front since the window was opened: lists count their indexes from it. */
  readonly prepended: number;
}

export function stateOf(sync: Sync): ChatState {
  return {
    me: sync.me,
    rooms: new Map(sync.rooms.map((room) => [room.id, room])),
    departed: new Map(),
    windows: new Map(),
  };
}

/** The state after an event. Idempotent, and indifferent to events that the state already contains. */
export function applyEvent(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'message_added':
      return messageAdded(state, event.body);
    case 'user_joined':
      return roomAnnounced(state, event.body.room, event.body.user.id === state.me.id);
    case 'user_left':
      return event.body.user.id === state.me.id
        ? roomLeft(state, event.body.room)
        : roomAnnounced(state, event.body.room, false);
    case 'position':
      return state;
  }
}

/**
 * The state with a message that the server has just stored for me. Unlike the event that will follow it,
 * the answer may have overtaken events of the room, so it must not move the room's version past them.
 */
export function messageStored(state: ChatState, message: Message): ChatState {
  const room = state.rooms.get(message.room.id);
  if (!room) return state;
  return withMessage(withRoom(state, bumped(room, message)), message);
}

/** The rooms, the one with the newest message first. */
export function orderedRooms(rooms: ReadonlyMap<number, Room>): Room[] {
  return [...rooms.values()].sort((a, b) => compareTimestamps(b.bumped_at, a.bumped_at) || b.id - a.id);
}

/** The newest message id that is known of a room; 0 when there is none. */
export function newestMessageId(state: ChatState, roomId: number): number {
  const inWindow = state.windows.get(roomId)?.messages.at(-1)?.id ?? 0;
  return Math.max(inWindow, state.rooms.get(roomId)?.last_message?.id ?? 0);
}

function messageAdded(state: ChatState, message: Message): ChatState {
  const room = state.rooms.get(message.room.id);
  if (!room) return state;
  const next =
    message.room.version > room.version
      ? withRoom(state, { ...bumped(room, message), version: message.room.version })
      : state;
  // The window is judged by message ids alone: it was fetched at another moment than the room.
  return withMessage(next, message);
}

function roomAnnounced(state: ChatState, room: Room, mine: boolean): ChatState {
  const known = state.rooms.get(room.id);
  if (!known) {
    return mine && room.version > (state.departed.get(room.id) ?? 0) ? withRoom(state, room) : state;
  }
  if (room.version <= known.version) return state;
  return withRoom(state, withLatestMessage(room, known.last_message, known.bumped_at));
}

function roomLeft(state: ChatState, room: Room): ChatState {
  const known = state.rooms.get(room.id);
  if (room.version <= Math.max(known?.version ?? 0, state.departed.get(room.id) ?? 0)) return state;
  return {
    ...state,
    rooms: without(state.rooms, room.id),
    windows: without(state.windows, room.id),
    departed: new Map(state.departed).set(room.id, room.version),
  };
}

function bumped(room: Room, message: Message): Room {
  const { id, content, user, created_at } = message;
  return withLatestMessage(room, { id, content, user, created_at }, message.room.bumped_at);
}

function withLatestMessage(room: Room, candidate: LastMessage | null, bumpedAt: string): Room {
  if (!candidate || candidate.id <= (room.last_message?.id ?? 0)) return room;
  const later = compareTimestamps(bumpedAt, room.bumped_at) > 0;
  return { ...room, last_message: candidate, bumped_at: later ? bumpedAt : room.bumped_at };
}

function withRoom(state: ChatState, room: Room): ChatState {
  return state.rooms.get(room.id) === room ? state : { ...state, rooms: new Map(state.rooms).set(room.id, room) };
}

function without<V>(map: ReadonlyMap<number, V>, key: number): ReadonlyMap<number, V> {
  const copy = new Map(map);
  return copy.delete(key) ? copy : map;
}

// --- Windows -----------------------------------------------------------------------------------------

const EMPTY_WINDOW: MessageWindow = {
  phase: 'loading',
  older: 'idle',
  messages: [],
  hasOlder: true,
  prepended: 0,
};

/** Before the newest page is asked for: from now on the room's messages are collected. */
export function windowOpened(state: ChatState, roomId: number): ChatState {
  return withWindow(state, roomId, EMPTY_WINDOW);
}

/**
 * Whether a newest page contains all that was known of the room when its window was opened. It may not: a message
 * can be announced an instant before others can read it. In a room, each message waits until the one before it
 * can be read, so it is enough to look for the newest one.
 */
export function reachesTo(page: MessagePage, newestId: number): boolean {
  return (page.messages.at(-1)?.id ?? 0) >= newestId;
}

/**
 * A newest page has arrived that reaches to what was known when the window was opened. What it lacks was announced
 * since, and is in the window already; together they have no gap.
 */
export function newestPageLoaded(state: ChatState, roomId: number, page: MessagePage): ChatState {
  const window = state.windows.get(roomId);
  if (!window) return state;
  const oldest = page.hasOlder ? (page.messages[0]?.id ?? 0) : 0;
  const messages = union(page.messages, window.messages).filter((message) => message.id >= oldest);
  return withWindow(state, roomId, { ...EMPTY_WINDOW, phase: 'ready', messages, hasOlder: page.hasOlder });
}

export function newestPageFailed(state: ChatState, roomId: number): ChatState {
  const window = state.windows.get(roomId);
  return window ? withWindow(state, roomId, { ...window, phase: 'failed' }) : state;
}

export function olderPageAsked(state: ChatState, roomId: number): ChatState {
  const window = state.windows.get(roomId);
  return window ? withWindow(state, roomId, { ...window, older: 'loading' }) : state;
}

export function olderPageLoaded(state: ChatState, roomId: number, page: MessagePage): ChatState {
  const window = state.windows.get(roomId);
  if (!window) return state;
  const messages = union(page.messages, window.messages);
  return withWindow(state, roomId, {
    ...window,
    older: 'idle',
    messages,
    hasOlder: page.hasOlder && page.messages.length > 0,
    prepended: window.prepended + messages.length - window.messages.length,
  });
}

export function olderPageFailed(state: ChatState, roomId: number): ChatState {
  const window = state.windows.get(roomId);
  return window ? withWindow(state, roomId, { ...window, older: 'failed' }) : state;
}

/** Lets go of the older part of a window that is no longer looked at. */
export function windowTrimmed(state: ChatState, roomId: number, keep: number): ChatState {
  const window = state.windows.get(roomId);
  if (window?.phase !== 'ready' || window.older === 'loading' || window.messages.length <= keep) return state;
  return withWindow(state, roomId, {
    ...window,
    messages: window.messages.slice(-keep),
    hasOlder: true,
    prepended: 0,
  });
}

function withWindow(state: ChatState, roomId: number, window: MessageWindow): ChatState {
  if (!state.rooms.has(roomId)) return state;
  return { ...state, windows: new Map(state.windows).set(roomId, window) };
}

function withMessage(state: ChatState, message: Message): ChatState {
  const window = state.windows.get(message.room.id);
  if (!window) return state;
  const oldest = window.messages[0];
  // Older than the window: a later page of history will bring it.
  if (window.phase === 'ready' && window.hasOlder && oldest && message.id < oldest.id) return state;
  const messages = union(window.messages, [message]);
  return messages.length === window.messages.length
    ? state
    : withWindow(state, message.room.id, { ...window, messages });
}

/** Both lists as one, by id and without duplicates. */
function union(left: readonly Message[], right: readonly Message[]): readonly Message[] {
  const newest = left.at(-1)?.id ?? 0;
  if (right.every((message, index) => message.id > (right[index - 1]?.id ?? newest))) return [...left, ...right];
  const byId = new Map([...left, ...right].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}
