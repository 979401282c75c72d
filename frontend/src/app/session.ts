import { fetchConnectionToken, fetchMe } from '../features/auth/api';
import { postMessage } from '../features/messages/api';
import { Outbox } from '../features/messages/outbox';
import { fetchReceipts, fetchSync, markRead } from '../features/rooms/api';
import { ReadReports } from '../features/rooms/readReports';
import { errorText, type Http } from '../lib/http';
import { byFrame } from '../lib/pace';
import { browserStorage, Shelf } from '../lib/storage';
import { createStore, type WritableStore } from '../lib/store';
import { randomUuid } from '../lib/uuid';
import type { ChatEvent } from '../model/events';
import { applyEvent, messageStored, newestMessageId, readUpTo, stateOf, type ChatState } from '../model/state';
import type { Message, Sync, User } from '../model/types';
import { breath } from '../realtime/breath';
import { RealtimeConnection, type ConnectionStatus, type LossReason } from '../realtime/connection';
import type { RoomChannel } from '../realtime/roomChannel';
import { BEGINNING, History } from './history';
import { MessageCommands } from './messageCommands';
import { PresenceBook } from './presence';
import { RoomCommands } from './roomCommands';

/** What is shown is no longer kept current, and only fresh state will help. */
export interface StateLoss {
  readonly reason: LossReason;
  readonly reloading: boolean;
  /** Why the last attempt to reload failed. */
  readonly error: string | null;
}

/** With more unread than these, a room is opened where they begin: they are not all among its newest messages. */
const UNREAD_AT_HAND = 30;

/** In larger rooms nobody is told who has read what. */
const MOST_WITH_RECEIPTS = 100;

/**
 * A logged-in person's chat, from log-in to log-out: joins state, real-time connection, history and outbox.
 * Screens read its stores and call its methods; they hold no state of the chat of their own.
 */
export class ChatSession {
  /** Rooms with their unread counts, the messages at hand, and who I am. Of a burst of events it tells once a frame. */
  readonly chat: WritableStore<ChatState>;
  readonly status = createStore<ConnectionStatus>('reconnecting');
  readonly loss = createStore<StateLoss | null>(null);
  /** How often everything was taken afresh from the server: whatever was loaded before is outdated. */
  readonly reloads = createStore(0);
  /** What I have written and the server has not confirmed. */
  readonly outbox: Outbox;
  /** Edit, delete, react, pin. */
  readonly messages: MessageCommands;
  /** Create, join, leave, update, delete, mute. */
  readonly rooms: RoomCommands;
  /** Who looks at the open room, who is typing there, and how far others have read. */
  readonly room: RoomChannel;
  /** Who is online, of the people on the screen. */
  readonly presence: PresenceBook;
  /** Drafts and the like, of this person in this browser. */
  readonly shelf: Shelf;
  readonly #http: Http;
  readonly #realtime: RealtimeConnection;
  readonly #history: History;
  readonly #reads: ReadReports;
  readonly #listeners = new Set<(event: ChatEvent) => void>();
  #interrupted = false;
  #breath: ReturnType<typeof setTimeout> | undefined;
  readonly #onOnline = () => void this.#retry();
  #closed = false;
  #openRoomId: number | null = null;

  constructor(http: Http, sync: Sync, origin: string) {
    this.#http = http;
    this.chat = createStore(stateOf(sync), byFrame);
    this.shelf = new Shelf(`gapless.${sync.me.id}.`, browserStorage());
    this.#forgetDraftsElsewhere(sync);
    this.messages = new MessageCommands(http, this.chat);
    this.rooms = new RoomCommands(http, this.chat);
    this.presence = new PresenceBook(http);
    this.#history = new History(http, this.chat);
    this.#reads = new ReadReports({
      report: (roomId, messageId) => markRead(http, roomId, messageId),
      onAnswer: (roomId, mark) => this.chat.update((state) => readUpTo(state, roomId, mark)),
    });
    this.outbox = new Outbox({
      post: (entry) => postMessage(http, entry.roomId, entry, entry.key),
      onStored: (message) => this.#stored(message),
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
    this.room = this.#realtime.room;
    globalThis.addEventListener('online', this.#onOnline);
    this.#realtime.follow(sync.position);
    this.outbox.start();
  }

  get me(): User {
    return this.chat.get().me;
  }

  /** Applies what happened, whether the server announced it or answered it to a request of ours. */
  apply(event: ChatEvent): void {
    this.chat.update((state) => this.messages.afterEvent(applyEvent(state, event), event));
    if (event.type === 'message_added' && event.body.room.id === this.#openRoomId) {
      this.room.wrote(event.body.user, event.body.id);
    }
    // A list that is shown does not keep its place when its beginning goes.
    if (event.type === 'message_added' && event.body.room.id !== this.#openRoomId) {
      this.#history.shorten(event.body.room.id);
    }
    // Somebody let me in again: what was at hand of the room went when I left.
    const open = this.#openRoomId;
    const state = this.chat.get();
    if (event.type === 'user_joined' && open !== null && state.rooms.has(open) && !state.windows.has(open)) {
      void this.#history.open(open, null);
    }
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Calls back after each event, for lists that the state does not hold, such as members and pins. Returns how to end it. */
  watch(listener: (event: ChatEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The room is looked at: its newest messages are loaded, unless they are at hand; where many are unread, those around
   * the first of them. Not so where somebody asks for a message by itself, see `jumpTo`.
   */
  openRoom(roomId: number, { asked = false }: { readonly asked?: boolean } = {}): void {
    const opened = this.#history.open(roomId, asked ? null : this.#startOf(roomId));
    if (this.#openRoomId !== roomId && this.chat.get().rooms.has(roomId)) {
      this.#openRoomId = roomId;
      this.room.open(roomId, () => void opened.then(() => this.#loadReceipts(roomId)));
    }
  }

  closeRoom(roomId: number): void {
    if (this.#openRoomId === roomId) {
      this.#openRoomId = null;
      this.room.close();
    }
    this.#reads.flush();
    this.#history.close(roomId);
  }

  /** Loads the page before the oldest message at hand, if there is one and it is not on its way. */
  loadOlder(roomId: number): Promise<void> {
    return this.#history.extend(roomId, 'older');
  }

  /** Loads the page after the newest message at hand, if there is one and it is not on its way. */
  loadNewer(roomId: number): Promise<void> {
    return this.#history.extend(roomId, 'newer');
  }

  /** Brings a message of the open room to hand, with what is around it. False when that failed or something else was asked for since. */
  jumpTo(roomId: number, messageId: number): Promise<boolean> {
    return this.#history.jump(roomId, messageId);
  }

  /** Back to where the window follows the room. */
  jumpToLatest(roomId: number): Promise<boolean> {
    return this.#history.jump(roomId, null);
  }

  /** Sends a message, as soon as that is possible, and shows the end of the room, where it will be. */
  send(roomId: number, content: string, replyTo: number | null = null): void {
    this.outbox.add(roomId, content, replyTo);
    void this.jumpToLatest(roomId);
  }

  /** The messages up to this one have been in sight. It shows at once; the server is told a moment later. */
  markRead(roomId: number, messageId: number): void {
    const state = this.chat.get();
    const room = state.rooms.get(roomId);
    const message = state.windows.get(roomId)?.messages.find(({ id }) => id === messageId);
    if (!room || !message || messageId <= (room.last_read_message_id ?? 0)) return;
    const mark = { last_read_message_id: messageId, last_read_seq: message.seq };
    this.chat.update((current) => readUpTo(current, roomId, mark));
    this.#reads.seen(roomId, messageId);
  }

  /** Everything in the room counts as read, whether it has been in sight or not. */
  markAllRead(roomId: number): void {
    const room = this.chat.get().rooms.get(roomId);
    if (!room?.last_message || room.unread_count === 0) return;
    const mark = { last_read_message_id: room.last_message.id, last_read_seq: room.seq };
    this.chat.update((current) => readUpTo(current, roomId, mark));
    this.#reads.seen(roomId, room.last_message.id);
  }

  /** Replaces everything by fresh state, in place. Drafts, the open room and what is yet to be sent stay. */
  async reload(): Promise<void> {
    const loss = this.loss.get();
    if (!loss || loss.reloading) return;
    this.loss.update(() => ({ ...loss, reloading: true, error: null }));
    try {
      const sync = await fetchSync(this.#http);
      if (sync.me.id !== this.me.id) {
        this.#leaveToAnother();
        return;
      }
      this.#history.forget();
      this.messages.forget();
      this.#reads.clear();
      this.#forgetDraftsElsewhere(sync);
      this.chat.update(() => stateOf(sync));
      this.reloads.update((count) => count + 1);
      this.loss.update(() => null);
      this.#realtime.follow(sync.position);
      if (this.#openRoomId !== null) this.openRoom(this.#openRoomId);
      this.outbox.resume();
    } catch (error) {
      this.loss.update(() => ({ ...loss, reloading: false, error: errorText(error) }));
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#breath);
    globalThis.removeEventListener('online', this.#onOnline);
    this.presence.close();
    this.#reads.close();
    this.#realtime.close();
    this.outbox.close();
  }

  /** Forgets in this browser what I have written and not sent: whoever uses it next must not find it. */
  forgetWritten(): void {
    for (const start of ['draft.', 'reply.', 'outbox.']) {
      for (const key of this.shelf.keys(start)) this.shelf.remove(key);
    }
  }

  /** Ends without another word to the server, which would take it for somebody else's. */
  abandon(): void {
    this.#reads.clear();
    this.close();
  }

  /** What was half written in a room goes with the room: `sync` has all that are mine. */
  #forgetDraftsElsewhere(sync: Sync): void {
    const mine = new Set(sync.rooms.map(({ id }) => String(id)));
    for (const start of ['draft.', 'reply.']) {
      for (const key of this.shelf.keys(start)) {
        if (!mine.has(key.slice(start.length))) this.shelf.remove(key);
      }
    }
  }

  #stored(message: Message): void {
    this.chat.update((state) => messageStored(state, message));
    const roomId = message.room.id;
    const window = this.chat.get().windows.get(roomId);
    // Whoever wrote it was to see the end of the room, and what kept the message from being sent kept that away as well.
    const kept = window?.phase === 'failed' || window?.jump === 'failed';
    if (kept && this.#openRoomId === roomId) void this.jumpToLatest(roomId);
  }

  #startOf(roomId: number): number | null {
    const room = this.chat.get().rooms.get(roomId);
    return room && room.unread_count > UNREAD_AT_HAND ? (room.last_read_message_id ?? BEGINNING) : null;
  }

  async #loadReceipts(roomId: number): Promise<void> {
    const state = this.chat.get();
    const oldest = state.windows.get(roomId)?.messages[0]?.id;
    const members = state.rooms.get(roomId)?.member_count ?? 0;
    if (oldest === undefined || members > MOST_WITH_RECEIPTS) return;
    // Without them nothing is missing but who has read what.
    const receipts = await fetchReceipts(this.#http, roomId, oldest).catch(() => []);
    if (this.#openRoomId === roomId) this.room.read(receipts);
  }

  /** Whatever waits is told now; but whoever was away does not know who has logged in since, in another window. */
  async #retry(): Promise<void> {
    if (this.outbox.entries.get().length > 0) {
      // If that cannot be told, what waits is tried again in its own time.
      const { id } = await fetchMe(this.#http).catch(() => ({ id: null }));
      if (id === null || this.#closed) return;
      if (id !== this.me.id) {
        this.#leaveToAnother();
        return;
      }
    }
    this.outbox.wake();
    this.#reads.flush();
  }

  /** Nothing of this page is theirs. */
  #leaveToAnother(): void {
    this.abandon();
    globalThis.location.reload();
  }

  /** What I have seen of what I had missed is told in the server's own time. */
  #statusChanged(status: ConnectionStatus): void {
    const before = this.status.get();
    this.status.update(() => status);
    if (status === 'connected') {
      void this.#retry();
      if (this.#interrupted) this.#breath = setTimeout(() => this.#reads.release(), breath());
    } else if (before === 'connected') {
      clearTimeout(this.#breath);
      this.#interrupted = true;
      this.#reads.hold();
    }
  }

  #stateLost(reason: LossReason): void {
    this.outbox.pause();
    this.loss.update(() => ({ reason, reloading: false, error: null }));
    // Perhaps the reason is that the session is over: then this leads to the log-in page.
    if (reason === 'refused') void this.#http.get('/api/me').catch(() => undefined);
  }
}
