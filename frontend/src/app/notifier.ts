import { parseMarkdown, plainText } from '../lib/markdown';
import { beep } from '../features/notifications/beep';
import { isSettled, isWorthCalling } from '../features/notifications/decide';
import { isOn, permission } from '../features/notifications/preferences';
import { Tabs } from '../features/notifications/tabs';
import { randomUuid } from '../lib/uuid';
import { roomTitle } from '../model/rooms';
import type { Message, MyRoom } from '../model/types';
import type { ChatSession } from './session';

const LONGEST_TEXT = 200;

/** How long a message waits before somebody is called for it, in ms: what was missed comes at once, and with it what was read elsewhere. */
const SETTLES_MS = 50;

/** Calls somebody who looks elsewhere, by a notification of the browser; takes it back when it has been seen to. */
export class Notifier {
  readonly #session: ChatSession;
  readonly #onOpen: (roomId: number) => void;
  readonly #tabs: Tabs;
  readonly #ends: readonly (() => void)[];
  /** What has just come, by id; it is decided in a moment. */
  readonly #fresh = new Map<number, Message>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The notification of each room, with the newest message in it. */
  readonly #shown = new Map<number, { readonly messageId: number; readonly notification: Notification }>();

  constructor(session: ChatSession, onOpen: (roomId: number) => void) {
    this.#session = session;
    this.#onOpen = onOpen;
    this.#tabs = new Tabs(`gapless.${session.me.id}`, randomUuid());
    this.#ends = [
      session.watch((event) => {
        if (event.type === 'message_added') this.#came(event.body);
        else if (event.type === 'message_edited' || event.type === 'message_deleted') this.#changed(event.body);
      }),
      session.chat.subscribe(() => this.#closeSettled()),
      session.loss.subscribe(() => (session.loss.get() ? this.#tabs.rest() : this.#tabs.goOn())),
    ];
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
    this.#tabs.close();
    for (const roomId of [...this.#shown.keys()]) this.#take(roomId);
  }

  #came(message: Message): void {
    this.#fresh.set(message.id, message);
    this.#timer ??= setTimeout(() => this.#decide(), SETTLES_MS);
  }

  /** What stands in a notification must not outlive the message. */
  #changed(message: Message): void {
    if (this.#fresh.has(message.id)) this.#fresh.set(message.id, message);
    if (this.#shown.get(message.room.id)?.messageId === message.id) this.#take(message.room.id);
  }

  #decide(): void {
    const fresh = [...this.#fresh.values()];
    this.#fresh.clear();
    this.#timer = undefined;
    const { me, shelf, chat } = this.#session;
    if (!this.#tabs.speaks || permission() !== 'granted' || !isOn(shelf, 'notifications')) return;
    const calls = new Map<MyRoom, Message>();
    for (const message of fresh) {
      const room = chat.get().rooms.get(message.room.id);
      const worth = isWorthCalling(message, { myId: me.id, room, looking: this.#tabs.looking });
      if (room && worth) calls.set(room, message);
    }
    for (const [room, message] of calls) this.#show(message, room);
    if (calls.size > 0 && isOn(shelf, 'sound')) void beep().catch(() => undefined); // A call without a sound is a call.
  }

  #show(message: Message, room: MyRoom): void {
    const author = message.user.display_name;
    const notification = this.#notification(room.kind === 'direct' ? author : `${author} in ${roomTitle(room)}`, {
      body: plainText(parseMarkdown(message.content)).slice(0, LONGEST_TEXT),
      icon: message.user.avatar_url ?? '/favicon.svg',
      tag: `gapless-room-${room.id}`,
      silent: true,
    });
    if (!notification) return;
    this.#shown.set(room.id, { messageId: message.id, notification });
    notification.addEventListener('click', () => {
      globalThis.focus();
      this.#take(room.id);
      this.#onOpen(room.id);
    });
  }

  /** Null where the browser has the word, but does not do it: on phones only a service worker may. */
  #notification(title: string, options: NotificationOptions): Notification | null {
    try {
      return new Notification(title, options);
    } catch {
      return null;
    }
  }

  #closeSettled(): void {
    if (this.#shown.size === 0) return;
    const { rooms } = this.#session.chat.get();
    for (const [roomId, { messageId }] of [...this.#shown]) {
      if (isSettled(messageId, rooms.get(roomId))) this.#take(roomId);
    }
  }

  #take(roomId: number): void {
    this.#shown.get(roomId)?.notification.close();
    this.#shown.delete(roomId);
  }
}
