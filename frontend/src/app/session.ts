import { fetchConnectionToken } from '../features/auth/api';
import { fetchMessages, postMessage } from '../features/messages/api';
import { Outbox } from '../features/messages/outbox';
import { fetchSync } from '../features/rooms/api';
import { ReadMarkers } from '../features/rooms/readMarkers';
import { errorText, type Http } from '../lib/http';
import { browserStorage, Shelf } from '../lib/storage';
import { createStore, type WritableStore } from '../lib/store';
import { randomUuid } from '../lib/uuid';
import type { ChatEvent } from '../model/events';
import {
  applyEvent,
  messageStored,
  newestMessageId,
  newestPageFailed,
  newestPageLoaded,
  olderPageAsked,
  olderPageFailed,
  olderPageLoaded,
  reachesTo,
  stateOf,
  windowOpened,
  windowTrimmed,
  type ChatState,
} from '../model/state';
import type { Sync, User } from '../model/types';
import { RealtimeConnection, type ConnectionStatus, type LossReason } from '../realtime/connection';

/** What is shown is no longer kept current, and only fresh state will help. */
export interface StateLoss {
  readonly reason: LossReason;
  readonly reloading: boolean;
  /** Why the last attempt to reload failed. */
  readonly error: string | null;
}

/** How many messages a room keeps at hand when one looks away from it. */
const KEPT_MESSAGES = 200;

/** How long to wait before asking again for a page that was read too early, in ms; after the last one it is an error. */
const TOO_EARLY_DELAYS = [50, 100, 200, 400, 800, 1600];

/** A logged-in person's chat, from log-in to log-out: joins state, real-time connection, history and outbox. */
export class ChatSession {
  readonly me: User;
  readonly chat: WritableStore<ChatState>;
  readonly status = createStore<ConnectionStatus>('reconnecting');
  readonly loss = createStore<StateLoss | null>(null);
  readonly outbox: Outbox;
  readonly readMarkers: ReadMarkers;
  /** Drafts and the like, of this person in this browser. */
  readonly shelf: Shelf;
  readonly #http: Http;
  readonly #realtime: RealtimeConnection;
  /** For each room, the load of its newest page that counts; the answer to any other one is too old. */
  readonly #loads = new Map<number, symbol>();
  readonly #onOnline = () => this.outbox.wake();
  #openRoomId: number | null = null;

  constructor(http: Http, sync: Sync, origin: string) {
    this.#http = http;
    this.me = sync.me;
    this.chat = createStore(stateOf(sync));
    this.shelf = new Shelf(`gapless.${sync.me.id}.`, browserStorage());
    this.readMarkers = new ReadMarkers(this.shelf);
    this.readMarkers.meet(this.chat.get().rooms);
    this.chat.subscribe(() => this.readMarkers.meet(this.chat.get().rooms));
    this.outbox = new Outbox({
      post: (roomId, content, key) => postMessage(http, roomId, content, key),
      onStored: (message) => this.chat.update((state) => messageStored(state, message)),
      newestId: (roomId) => newestMessageId(this.chat.get(), roomId),
      shelf: this.shelf,
      uuid: randomUuid,
    });
    this.#realtime = new RealtimeConnection({
      origin,
      userId: sync.me.id,
      getToken: () => fetchConnectionToken(http),
      onEvent: (event) => this.apply(event),
      onStatus: (status) => this.#statusChanged(status),
      onStateLost: (reason) => this.#stateLost(reason),
    });
    globalThis.addEventListener('online', this.#onOnline);
    this.#realtime.follow(sync.position);
    this.outbox.start();
  }

  /** Applies what happened, whether the server announced it or answered it to a request of ours. */
  apply(event: ChatEvent): void {
    this.chat.update((state) => applyEvent(state, event));
  }

  /** The room is looked at: its newest messages are loaded, unless they are at hand. */
  openRoom(roomId: number): void {
    this.#openRoomId = roomId;
    const window = this.chat.get().windows.get(roomId);
    if (!window || window.phase === 'failed') void this.#loadNewest(roomId);
  }

  closeRoom(roomId: number): void {
    if (this.#openRoomId === roomId) this.#openRoomId = null;
    this.chat.update((state) => windowTrimmed(state, roomId, KEPT_MESSAGES));
  }

  /** Loads the page before the oldest message at hand, if there is one and it is not on its way. */
  async loadOlder(roomId: number): Promise<void> {
    const window = this.chat.get().windows.get(roomId);
    const before = window?.messages[0]?.id;
    if (window?.phase !== 'ready' || !window.hasOlder || window.older === 'loading' || before === undefined) return;
    this.chat.update((state) => olderPageAsked(state, roomId));
    const stillFits = (state: ChatState) => state.windows.get(roomId)?.messages[0]?.id === before;
    try {
      const page = await fetchMessages(this.#http, roomId, before);
      this.chat.update((state) => (stillFits(state) ? olderPageLoaded(state, roomId, page) : state));
    } catch {
      this.chat.update((state) => (stillFits(state) ? olderPageFailed(state, roomId) : state));
    }
  }

  /** Replaces everything by fresh state, in place. Drafts, the open room and what is yet to be sent stay. */
  async reload(): Promise<void> {
    const loss = this.loss.get();
    if (!loss || loss.reloading) return;
    this.loss.update(() => ({ ...loss, reloading: true, error: null }));
    try {
      const sync = await fetchSync(this.#http);
      if (sync.me.id !== this.me.id) {
        // Somebody else has logged in in another tab; nothing of this page is theirs.
        globalThis.location.reload();
        return;
      }
      this.#loads.clear();
      this.chat.update(() => stateOf(sync));
      this.loss.update(() => null);
      this.#realtime.follow(sync.position);
      if (this.#openRoomId !== null) this.openRoom(this.#openRoomId);
      this.outbox.resume();
    } catch (error) {
      this.loss.update(() => ({ ...loss, reloading: false, error: errorText(error) }));
    }
  }

  close(): void {
    globalThis.removeEventListener('online', this.#onOnline);
    this.#realtime.close();
    this.outbox.close();
  }

  async #loadNewest(roomId: number): Promise<void> {
    if (!this.chat.get().rooms.has(roomId)) return;
    const load = Symbol();
    this.#loads.set(roomId, load);
    this.chat.update((state) => windowOpened(state, roomId));
    const known = newestMessageId(this.chat.get(), roomId);
    const counts = () => this.#loads.get(roomId) === load;
    try {
      let page = await fetchMessages(this.#http, roomId);
      for (const delay of TOO_EARLY_DELAYS) {
        if (!counts() || reachesTo(page, known)) break;
        await new Promise((resolve) => setTimeout(resolve, delay));
        if (counts()) page = await fetchMessages(this.#http, roomId);
      }
      if (!counts()) return;
      const change = reachesTo(page, known) ? newestPageLoaded : newestPageFailed;
      this.chat.update((state) => change(state, roomId, page));
    } catch {
      if (counts()) this.chat.update((state) => newestPageFailed(state, roomId));
    }
  }

  #statusChanged(status: ConnectionStatus): void {
    this.status.update(() => status);
    if (status === 'connected') this.outbox.wake();
  }

  #stateLost(reason: LossReason): void {
    this.outbox.pause();
    this.loss.update(() => ({ reason, reloading: false, error: null }));
    // Perhaps the reason is that the session is over: then this leads to the log-in page.
    if (reason === 'refused') void this.#http.get('/api/me').catch(() => undefined);
  }
}
