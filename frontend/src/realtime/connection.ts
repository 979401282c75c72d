import { Centrifuge, UnauthorizedError, type Options, type Subscription } from 'centrifuge';
import { parseEvent, type ChatEvent } from '../model/events';
import type { Position } from '../model/types';
import { RoomChannel } from './roomChannel';
import { transportOptions, transportsOf } from './transports';

/**
 * - `connected`: everything that happens arrives
 * - `reconnecting`: not connected, but trying
 * - `offline`: the device has no network
 * - `stopped`: the server ended the connection for good, or it was closed here
 */
export type ConnectionStatus = 'connected' | 'reconnecting' | 'offline' | 'stopped';

/**
 * - `history-lost`: the server cannot prove that nothing was missed
 * - `refused`: the server ended the subscription or the connection for good
 * - `unreadable`: an event was not understood, so what follows cannot be trusted either
 */
export type LossReason = 'history-lost' | 'refused' | 'unreadable';

export interface RealtimeConfig {
  /** The server's, such as https://chat.example.org. */
  readonly origin: string;
  readonly userId: number;
  /** A fresh connection token; null when nobody is logged in any more. */
  readonly getToken: () => Promise<string | null>;
  /** Everything that happened after the position, in order, live or recovered alike. */
  readonly onEvent: (event: ChatEvent) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  /** No event comes after this until `follow` is called again with the position of fresh state. */
  readonly onStateLost: (reason: LossReason) => void;
  readonly options?: Partial<Options>;
}

/**
 * The socket to the server, and what it carries: the stream of events in the user's personal channel, and what is going
 * on in the room that is being looked at.
 */
export class RealtimeConnection {
  readonly room: RoomChannel;
  readonly #config: RealtimeConfig;
  readonly #client: Centrifuge;
  readonly #onNetworkChange = () => this.#reportStatus();
  #subscription: Subscription | null = null;
  #status: ConnectionStatus | null = null;

  constructor(config: RealtimeConfig) {
    this.#config = config;
    this.#client = new Centrifuge(transportsOf(config.origin), {
      name: 'gapless-web',
      minReconnectDelay: 300,
      maxReconnectDelay: 10_000,
      // For how long the SDK waits for an answer before it gives the connection up. Recovery comes as one answer,
      // hundreds of messages long: on a slow line the default of 5 s would cut it off, and begin anew, for ever.
      // Connecting shares it: a server that takes a connection and then says nothing is left only after this time.
      timeout: 30_000,
      ...transportOptions(config.origin),
      ...config.options,
      getToken: async () => {
        const token = await config.getToken();
        if (token === null) throw new UnauthorizedError('not logged in');
        return token;
      },
    });
    this.room = new RoomChannel(this.#client, config.userId);
    this.#client.on('state', () => this.#reportStatus());
    this.#client.on('disconnected', () => {
      // Only the server's terminal codes and our own close() lead here; the SDK reconnects by itself otherwise.
      if (this.#subscription) this.#lose('refused');
    });
    globalThis.addEventListener('online', this.#onNetworkChange);
    globalThis.addEventListener('offline', this.#onNetworkChange);
  }

  /** Follows what happens after `position`, the position of the state at hand. Connects if need be. */
  follow(position: Position): void {
    this.#dropSubscription();
    const subscription = this.#client.newSubscription(`personal:${this.#config.userId}`, {
      since: { ...position },
    });
    this.#subscription = subscription;
    // What a dropped subscription still has to say is of no concern.
    const whileFollowed =
      <C>(handle: (context: C) => void) =>
      (context: C) => {
        if (this.#subscription === subscription) handle(context);
      };
    subscription.on(
      'state',
      whileFollowed(() => this.#reportStatus()),
    );
    subscription.on(
      'publication',
      whileFollowed(({ data }) => this.#publication(data)),
    );
    subscription.on(
      'subscribed',
      whileFollowed(({ recovered }) => {
        // Each subscribe asks to recover, the first one since `position`, later ones since the last event. So one
        // that did not has a gap, whether the server could not (wasRecovering) or the SDK had no position left to ask with.
        if (!recovered) this.#lose('history-lost');
      }),
    );
    // The SDK subscribes again by itself where the code allows it; this one is final.
    subscription.on(
      'unsubscribed',
      whileFollowed(() => this.#lose('refused')),
    );
    this.#client.connect();
    subscription.subscribe();
    this.#reportStatus();
  }

  close(): void {
    globalThis.removeEventListener('online', this.#onNetworkChange);
    globalThis.removeEventListener('offline', this.#onNetworkChange);
    this.#dropSubscription();
    this.room.close();
    this.#client.disconnect();
  }

  #publication(data: unknown): void {
    let event: ChatEvent | null;
    try {
      event = parseEvent(data);
    } catch (error) {
      console.error('An event could not be read', error);
      this.#lose('unreadable');
      return;
    }
    if (event) this.#config.onEvent(event);
  }

  #lose(reason: LossReason): void {
    this.#dropSubscription();
    this.#config.onStateLost(reason);
    this.#reportStatus();
  }

  #dropSubscription(): void {
    const subscription = this.#subscription;
    if (!subscription) return;
    this.#subscription = null;
    this.#client.removeSubscription(subscription);
  }

  #reportStatus(): void {
    const status = this.#currentStatus();
    if (status === this.#status) return;
    this.#status = status;
    this.#config.onStatus(status);
  }

  #currentStatus(): ConnectionStatus {
    // The SDK's states are string enums; their values say the same without naming the enum here.
    const client: string = this.#client.state;
    if (client === 'disconnected') return 'stopped';
    if (!navigator.onLine) return 'offline';
    const subscription: string | undefined = this.#subscription?.state;
    return client === 'connected' && subscription !== 'subscribing' ? 'connected' : 'reconnecting';
  }
}
