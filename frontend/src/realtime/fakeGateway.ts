import type { Position } from '../model/types';

interface Command {
  readonly id?: number;
  readonly connect?: { readonly token?: string };
  readonly subscribe?: { readonly channel: string; readonly recover?: boolean } & Partial<Position>;
  readonly unsubscribe?: { readonly channel: string };
  readonly presence?: { readonly channel: string };
  readonly publish?: { readonly channel: string; readonly data: unknown };
}

interface Visitor {
  readonly client: string;
  readonly user: string;
}

interface Publication {
  readonly offset: number;
  readonly data: unknown;
}

/**
 * The other end of the socket, for tests: as much of the Centrifugo client protocol as the SDK needs to
 * connect, subscribe and recover, over sockets that never leave the process.
 */
export class FakeGateway {
  readonly log: Publication[] = [];
  /** Who is in the rooms, as somebody is told who asks. */
  readonly present: Visitor[] = [];
  /** What was published by clients. */
  readonly published: unknown[] = [];
  /** The subscribes to streams, which recover; those to rooms do not count. */
  readonly subscribes: NonNullable<Command['subscribe']>[] = [];
  readonly tokens: (string | undefined)[] = [];
  /** Whether it can prove continuity to those who come back. */
  recovers = true;
  /** Whether anybody gets through to it. */
  reachable = true;
  /** How long an answer to a subscribe takes, in ms. */
  subscribeTakes = 0;
  readonly #sockets = new Set<FakeSocket>();

  /** To be given to the SDK as its WebSocket. */
  readonly WebSocket = ((gateway: FakeGateway) =>
    class extends FakeSocket {
      constructor() {
        super(gateway);
      }
    })(this);

  publish(offset: number, data: unknown): void {
    this.log.push({ offset, data });
    this.push({ pub: { offset, data } });
  }

  /** Sends a push about the channels that begin like this to everyone who has subscribed. */
  push(push: object, kind = 'personal:'): void {
    for (const socket of this.#sockets) {
      for (const channel of socket.channels) {
        if (channel.startsWith(kind)) socket.deliver({ push: { channel, ...push } });
      }
    }
  }

  /** Cuts every connection, with a close code of the protocol or as a network does. */
  cut(code = 1006, reason = ''): void {
    for (const socket of [...this.#sockets]) socket.end(code, reason);
  }

  opened(socket: FakeSocket): void {
    if (this.reachable) this.#sockets.add(socket);
    else socket.end(1006, '');
  }

  closed(socket: FakeSocket): void {
    this.#sockets.delete(socket);
  }

  received(socket: FakeSocket, { id, connect, subscribe, unsubscribe, presence, publish }: Command): void {
    if (connect) {
      this.tokens.push(connect.token);
      socket.deliver({ id, connect: { client: 'client', version: 'test', ping: 25, pong: true } });
    } else if (subscribe?.channel.startsWith('room:')) {
      socket.channels.add(subscribe.channel);
      socket.deliver({ id, subscribe: {} });
    } else if (subscribe) {
      this.subscribes.push(subscribe);
      socket.channels.add(subscribe.channel);
      const answer = () => socket.deliver({ id, subscribe: this.#subscribed(subscribe) });
      if (this.subscribeTakes === 0) answer();
      else setTimeout(answer, this.subscribeTakes);
    } else if (unsubscribe) {
      socket.channels.delete(unsubscribe.channel);
      socket.deliver({ id, unsubscribe: {} });
    } else if (presence) {
      const here = Object.fromEntries(this.present.map((visitor) => [visitor.client, visitor]));
      socket.deliver({ id, presence: { presence: here } });
    } else if (publish) {
      this.published.push(publish.data);
      socket.deliver({ id, publish: {} });
    }
  }

  #subscribed({ recover = false, offset = 0, epoch }: NonNullable<Command['subscribe']>): object {
    const result = { recoverable: true, positioned: true, epoch: 'epoch', was_recovering: recover };
    const missed = this.log.filter((publication) => publication.offset > offset);
    if (recover && this.recovers && epoch === 'epoch')
      return { ...result, recovered: true, offset, publications: missed };
    return { ...result, offset: this.log.at(-1)?.offset ?? 0 };
  }
}

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  binaryType = 'blob';
  readonly channels = new Set<string>();
  readonly #gateway: FakeGateway;
  #ended = false;

  constructor(gateway: FakeGateway) {
    this.#gateway = gateway;
    queueMicrotask(() => {
      gateway.opened(this);
      if (!this.#ended) this.onopen?.();
    });
  }

  send(frame: string): void {
    for (const line of frame.split('\n')) {
      const command = JSON.parse(line) as Command;
      queueMicrotask(() => this.#gateway.received(this, command));
    }
  }

  close(): void {
    this.end(1000, '');
  }

  deliver(reply: object): void {
    if (!this.#ended) this.onmessage?.({ data: JSON.stringify(reply) });
  }

  end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#gateway.closed(this);
    this.onclose?.({ code, reason });
  }
}
