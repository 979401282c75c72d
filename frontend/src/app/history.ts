import { fetchMessages } from '../features/messages/api';
import { HttpError, type Http } from '../lib/http';
import type { WritableStore } from '../lib/store';
import {
  isCurrent,
  knownOf,
  newerPageLoaded,
  olderPageLoaded,
  pageLoad,
  pageLoaded,
  windowBounded,
  windowClosed,
  windowFailed,
  windowForgotten,
  windowOpened,
} from '../model/loading';
import type { ChatState } from '../model/state';
import type { MessagePage, Place } from '../model/types';
import type { MessageWindow } from '../model/windows';

/** How many messages a room keeps at hand when one looks away from it. */
const KEPT_MESSAGES = 200;

/** With more messages than the first, a room that is followed keeps only as many as the second. */
const MOST_MESSAGES = 600;
const FOLLOWED_MESSAGES = 300;

/** Of how many rooms messages are kept at hand. */
const MOST_ROOMS = 20;

/** How long to wait before asking again for a page that was read too early, in ms; after the last one it is an error. */
const TOO_EARLY_DELAYS = [50, 100, 200, 400, 800, 1600];

/** Before all messages: with it in the place of a message's id, a room is loaded from its beginning. */
export const BEGINNING = 0;

/** Loads the parts of rooms' histories that are looked at into the state. */
export class History {
  readonly #http: Http;
  readonly #chat: WritableStore<ChatState>;
  /** For each room, the opening and the jump that count; the answer to any other one is too old. */
  readonly #openings = new Map<number, symbol>();
  readonly #jumps = new Map<number, symbol>();
  /** The rooms that were opened, the last one at the end. */
  readonly #opened = new Set<number>();

  constructor(http: Http, chat: WritableStore<ChatState>) {
    this.#http = http;
    this.#chat = chat;
  }

  /** Loads the newest messages, or those around one, unless they are at hand. */
  async open(roomId: number, around: number | null): Promise<void> {
    this.#opened.delete(roomId);
    this.#opened.add(roomId);
    this.#forgetOthers();
    const window = this.#window(roomId);
    if (window && window.phase !== 'failed') {
      if (around !== null && !holds(window, around)) await this.jump(roomId, around);
      else if (around === null && window.hasNewer) await this.jump(roomId, null);
      return;
    }
    await this.#open(roomId, around);
  }

  close(roomId: number): void {
    if (this.#window(roomId)?.hasNewer) this.#openings.delete(roomId);
    this.#chat.update((state) => windowClosed(state, roomId, KEPT_MESSAGES));
  }

  /** Lets the older part of a room go that has grown long with what was written. */
  shorten(roomId: number): void {
    this.#chat.update((state) => windowBounded(state, roomId, MOST_MESSAGES, FOLLOWED_MESSAGES));
  }

  /** Loads the page before the oldest message at hand, or after the newest one, if there is one and it is not on its way. */
  async extend(roomId: number, side: 'older' | 'newer'): Promise<void> {
    const window = this.#window(roomId);
    const edge = window?.messages.at(side === 'older' ? 0 : -1)?.id;
    const more = side === 'older' ? window?.hasOlder : window?.hasNewer;
    if (window?.phase !== 'ready' || more !== true || window[side] === 'loading' || edge === undefined) return;
    const opening = this.#openings.get(roomId);
    const counts = () =>
      this.#openings.get(roomId) === opening && this.#window(roomId)?.generation === window.generation;
    this.#chat.update((state) => pageLoad(state, roomId, side, 'loading'));
    const place: Place = { kind: side === 'older' ? 'before' : 'after', id: edge };
    try {
      const page = await this.#fetch(roomId, place, counts);
      const change = side === 'older' ? olderPageLoaded : newerPageLoaded;
      if (page) this.#chat.update((state) => change(state, roomId, page));
    } catch {
      if (counts()) this.#chat.update((state) => pageLoad(state, roomId, side, 'failed'));
    }
  }

  /** Loads what is around a message, or the newest messages. Whether they are at hand then. */
  async jump(roomId: number, messageId: number | null): Promise<boolean> {
    const window = this.#window(roomId);
    if (window?.phase !== 'ready') return this.#open(roomId, messageId);
    const jump = Symbol();
    this.#jumps.set(roomId, jump);
    if (messageId === null ? !window.hasNewer : holds(window, messageId)) {
      this.#chat.update((state) => pageLoad(state, roomId, 'jump', 'idle'));
      return true;
    }
    const opening = this.#openings.get(roomId);
    const counts = () => this.#openings.get(roomId) === opening && this.#jumps.get(roomId) === jump;
    this.#chat.update((state) => pageLoad(state, roomId, 'jump', 'loading'));
    try {
      const page = await this.#fetch(roomId, placeOf(messageId), counts);
      if (page) this.#chat.update((state) => pageLoaded(state, roomId, page));
      return page !== null;
    } catch {
      if (counts()) this.#chat.update((state) => pageLoad(state, roomId, 'jump', 'failed'));
      return false;
    }
  }

  /** The state is another one: whatever is on its way belongs to the old one. */
  forget(): void {
    this.#openings.clear();
  }

  #forgetOthers(): void {
    for (const roomId of [...this.#opened].slice(0, -MOST_ROOMS)) {
      this.#opened.delete(roomId);
      this.#openings.delete(roomId);
      this.#chat.update((state) => windowForgotten(state, roomId));
    }
  }

  async #open(roomId: number, around: number | null): Promise<boolean> {
    if (!this.#chat.get().rooms.has(roomId)) return false;
    const opening = Symbol();
    this.#openings.set(roomId, opening);
    const counts = () => this.#openings.get(roomId) === opening;
    this.#chat.update((state) => windowOpened(state, roomId));
    try {
      const page = await this.#fetch(roomId, placeOf(around), counts);
      if (page) this.#chat.update((state) => pageLoaded(state, roomId, page));
      return page !== null;
    } catch (error) {
      if (!counts()) return false;
      // The message does not exist, but its room does.
      if (around !== null && error instanceof HttpError && error.status === 404) return this.#open(roomId, null);
      this.#chat.update((state) => windowFailed(state, roomId));
      return false;
    }
  }

  /** Null when nobody waits for the page any more. */
  async #fetch(roomId: number, place: Place, counts: () => boolean): Promise<MessagePage | null> {
    const known = knownOf(this.#chat.get(), roomId);
    for (const delay of [...TOO_EARLY_DELAYS, null]) {
      const page = await fetchMessages(this.#http, roomId, place);
      if (!counts()) return null;
      if (isCurrent(page, place, known)) return page;
      if (delay !== null) await new Promise((resolve) => setTimeout(resolve, delay));
      if (!counts()) return null;
    }
    throw new Error('the page does not contain what was announced');
  }

  #window(roomId: number): MessageWindow | undefined {
    return this.#chat.get().windows.get(roomId);
  }
}

function placeOf(messageId: number | null): Place {
  if (messageId === null) return { kind: 'newest' };
  return { kind: messageId === BEGINNING ? 'after' : 'around', id: messageId };
}

function holds(window: MessageWindow, messageId: number): boolean {
  return messageId === BEGINNING ? !window.hasOlder : window.messages.some(({ id }) => id === messageId);
}
