import type { Centrifuge, ClientInfo, Subscription } from 'centrifuge';
import * as v from 'valibot';
import { byFrame } from '../lib/pace';
import { createStore, type Store, type WritableStore } from '../lib/store';
import { UserSchema, type Receipt, type User } from '../model/types';
import { breath } from './breath';

/** How often others are told that I am typing, and for how long that holds when nothing more is heard, in ms. */
const TYPING_EVERY = 3_000;
const TYPING_HOLDS = 5_000;

const NewsSchema = v.variant('type', [
  v.object({ type: v.literal('typing') }),
  v.object({
    type: v.literal('read_changed'),
    body: v.object({ user: UserSchema, last_read_message_id: v.number() }),
  }),
]);

const NOBODY: ReadonlySet<number> = new Set();
const NO_RECEIPTS: ReadonlyMap<number, Receipt> = new Map();

/**
 * The room that is being looked at: who else does, who is typing, and how far others have read. Nothing of it is kept
 * anywhere, so after an interruption it begins anew. Messages change it too: like the chat, it tells of a burst once a frame.
 */
export class RoomChannel {
  /** The ids of those who look at the room just now, me included. */
  readonly here: Store<ReadonlySet<number>>;
  /** The ids of the others who are typing, the one who began first in front. */
  readonly typing: Store<readonly number[]>;
  /** How far each of the others has read, by user id, where that is known. */
  readonly receipts: Store<ReadonlyMap<number, Receipt>>;
  readonly #here = createStore(NOBODY, byFrame);
  readonly #typing: WritableStore<readonly number[]> = createStore<readonly number[]>([], byFrame);
  readonly #receipts = createStore(NO_RECEIPTS, byFrame);
  readonly #client: Centrifuge;
  readonly #myId: number;
  readonly #typists = new Map<number, ReturnType<typeof setTimeout>>();
  #subscription: Subscription | null = null;
  #clients = new Map<string, number>();
  #comingBack: ReturnType<typeof setTimeout> | undefined;
  #stop: () => void = () => undefined;
  #typedAt = -Infinity;

  constructor(client: Centrifuge, myId: number) {
    this.#client = client;
    this.#myId = myId;
    this.here = this.#here;
    this.typing = this.#typing;
    this.receipts = this.#receipts;
  }

  /**
   * Looks at a room; `onSubscribed` is called when news arrives: what was before has to be asked for. After an
   * interruption one comes back to the room a while later, see `breath`.
   */
  open(roomId: number, onSubscribed: () => void): void {
    this.close();
    const subscription = this.#client.newSubscription(`room:${roomId}`, { joinLeave: true });
    this.#subscription = subscription;
    const whileOpen =
      <C>(handle: (context: C) => void) =>
      (context: C) => {
        if (this.#subscription === subscription) handle(context);
      };
    // Who came and went while it was asked who is there.
    let meanwhile: { readonly info: ClientInfo; readonly here: boolean }[] = [];
    const moved = (here: boolean) =>
      whileOpen(({ info }: { readonly info: ClientInfo }) => {
        meanwhile.push({ info, here });
        this.#move(info, here);
      });
    subscription.on('join', moved(true));
    subscription.on('leave', moved(false));
    subscription.on(
      'publication',
      whileOpen(({ data, info }) => this.#publication(data, info)),
    );
    const ask = () => {
      meanwhile = [];
      onSubscribed();
      subscription.presence().then(
        whileOpen(({ clients }) => {
          this.#clients = new Map(Object.values(clients).map(({ client, user }) => [client, Number(user)]));
          for (const { info, here } of meanwhile) this.#move(info, here);
          this.#show();
        }),
        () => undefined, // The next subscribe asks again.
      );
    };
    subscription.on(
      'subscribing',
      whileOpen(() => this.#forget()),
    );
    subscription.on('subscribed', whileOpen(ask));
    const interrupted = () => {
      clearTimeout(this.#comingBack);
      subscription.unsubscribe();
      this.#forget();
    };
    const connected = () => {
      const state: string = subscription.state;
      if (state === 'unsubscribed') this.#comingBack = setTimeout(() => subscription.subscribe(), breath());
    };
    this.#client.on('connecting', interrupted);
    this.#client.on('connected', connected);
    this.#stop = () => {
      clearTimeout(this.#comingBack);
      this.#client.off('connecting', interrupted);
      this.#client.off('connected', connected);
    };
    subscription.subscribe();
  }

  close(): void {
    const subscription = this.#subscription;
    if (!subscription) return;
    this.#subscription = null;
    this.#stop();
    this.#client.removeSubscription(subscription);
    this.#typedAt = -Infinity;
    this.#forget();
    this.#receipts.update(() => NO_RECEIPTS);
  }

  /** I am typing: others are told, now and then. */
  type(): void {
    const now = Date.now();
    const subscription = this.#subscription;
    const state: string | undefined = subscription?.state;
    if (!subscription || state !== 'subscribed' || now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = now;
    // It would be too late to say so again.
    subscription.publish({ type: 'typing' }).catch(() => undefined);
  }

  /** Somebody's message is here: they type no more, and have read everything up to it. */
  wrote(user: User, messageId: number): void {
    this.#stopTyping(user.id);
    this.read([{ user, last_read_message_id: messageId }]);
  }

  /** How far others have read, which goes only forward. */
  read(receipts: readonly Receipt[]): void {
    this.#receipts.update((known) => {
      const news = receipts.filter(
        ({ user, last_read_message_id }) =>
          user.id !== this.#myId && last_read_message_id > (known.get(user.id)?.last_read_message_id ?? 0),
      );
      return news.length === 0 ? known : new Map([...known, ...news.map((each) => [each.user.id, each] as const)]);
    });
  }

  #publication(data: unknown, info: ClientInfo | undefined): void {
    const news = v.safeParse(NewsSchema, data);
    if (!news.success) return; // Of a newer app.
    if (news.output.type === 'read_changed') this.read([news.output.body]);
    else if (info) this.#startTyping(Number(info.user));
  }

  #startTyping(userId: number): void {
    if (userId === this.#myId) return;
    clearTimeout(this.#typists.get(userId));
    this.#typists.set(
      userId,
      setTimeout(() => this.#stopTyping(userId), TYPING_HOLDS),
    );
    this.#typing.update((typing) => (typing.includes(userId) ? typing : [...typing, userId]));
  }

  #stopTyping(userId: number): void {
    clearTimeout(this.#typists.get(userId));
    this.#typists.delete(userId);
    this.#typing.update((typing) => (typing.includes(userId) ? typing.filter((id) => id !== userId) : typing));
  }

  #move({ client, user }: ClientInfo, here: boolean): void {
    if (here) this.#clients.set(client, Number(user));
    else this.#clients.delete(client);
    this.#show();
    // Who has left without a word types no more, unless they are here a second time.
    if (!here && !this.#here.get().has(Number(user))) this.#stopTyping(Number(user));
  }

  #show(): void {
    const next = new Set(this.#clients.values());
    this.#here.update((here) => (next.size === here.size && [...next].every((id) => here.has(id)) ? here : next));
  }

  #forget(): void {
    for (const userId of [...this.#typists.keys()]) this.#stopTyping(userId);
    this.#clients.clear();
    this.#show();
  }
}
