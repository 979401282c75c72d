import { newestMessageId, type ChatState } from './state';
import type { MessagePage, Place } from './types';
import {
  EMPTY_WINDOW,
  settled,
  trimmed,
  withNewerPage,
  withOlderPage,
  withPage,
  type Load,
  type MessageWindow,
} from './windows';

/** What is known of a room when a page of its history is asked for. */
export interface Known {
  readonly version: number;
  readonly newestId: number;
}

export function knownOf(state: ChatState, roomId: number): Known {
  return { version: state.rooms.get(roomId)?.version ?? 0, newestId: newestMessageId(state, roomId) };
}

/**
 * Whether a page contains all that was known of its room when it was asked for. It may not: a change can be announced
 * an instant before others can read it. In a room, each change waits until the one before it can be read, so it is
 * enough to look at the room's version.
 */
export function isCurrent(page: MessagePage, place: Place, known: Known): boolean {
  const told = page.messages[0]?.room.version;
  if (told !== undefined) return told >= known.version;
  if (place.kind === 'before') return true;
  // What one asks for messages around is among them.
  if (place.kind === 'around') return known.newestId < place.id;
  return known.newestId <= (place.kind === 'newest' ? 0 : place.id);
}

/** Before the first page is asked for: from now on the room's events are collected. */
export function windowOpened(state: ChatState, roomId: number): ChatState {
  const generation = (state.windows.get(roomId)?.generation ?? 0) + 1;
  return withWindow(state, roomId, { ...EMPTY_WINDOW, generation });
}

export function windowFailed(state: ChatState, roomId: number): ChatState {
  return changed(state, roomId, (window) => settled({ ...window, phase: 'failed' }));
}

/** Before a further page is asked for, and when it could not be loaded. */
export function pageLoad(state: ChatState, roomId: number, page: 'older' | 'newer' | 'jump', load: Load): ChatState {
  return changed(state, roomId, (window) => settled({ ...window, [page]: load }));
}

/** The first page of a window, or one to which somebody jumps. */
export function pageLoaded(state: ChatState, roomId: number, page: MessagePage): ChatState {
  return changed(state, roomId, (window) => withPage(window, page, state.me.id));
}

export function olderPageLoaded(state: ChatState, roomId: number, page: MessagePage): ChatState {
  return changed(state, roomId, (window) => withOlderPage(window, page, state.me.id));
}

export function newerPageLoaded(state: ChatState, roomId: number, page: MessagePage): ChatState {
  return changed(state, roomId, (window) => withNewerPage(window, page, state.me.id));
}

/** The window is no longer looked at: its older part goes, and all of it when it does not follow the room. */
export function windowClosed(state: ChatState, roomId: number, keep: number): ChatState {
  const window = state.windows.get(roomId);
  return window?.hasNewer ? windowForgotten(state, roomId) : changed(state, roomId, (kept) => trimmed(kept, keep));
}

/** A window that follows its room grows with it: when it has more than `most` messages, all but `keep` go. */
export function windowBounded(state: ChatState, roomId: number, most: number, keep: number): ChatState {
  return changed(state, roomId, (window) => (window.messages.length > most ? trimmed(window, keep) : window));
}

/** The room's messages are no longer held. */
export function windowForgotten(state: ChatState, roomId: number): ChatState {
  if (!state.windows.has(roomId)) return state;
  const windows = new Map(state.windows);
  windows.delete(roomId);
  return { ...state, windows };
}

function changed(state: ChatState, roomId: number, change: (window: MessageWindow) => MessageWindow): ChatState {
  const window = state.windows.get(roomId);
  return window ? withWindow(state, roomId, change(window)) : state;
}

function withWindow(state: ChatState, roomId: number, window: MessageWindow): ChatState {
  if (!state.rooms.has(roomId) || state.windows.get(roomId) === window) return state;
  return { ...state, windows: new Map(state.windows).set(roomId, window) };
}
