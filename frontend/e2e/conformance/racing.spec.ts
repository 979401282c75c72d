import type { Position } from './support/frames';
import type { Connected, Gateway } from './support/gateway';
import { encoded, Heard, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

/*
 * Recovery while publications go on. Subscribers leave and come back at moments that chance chooses, thousands of times; what
 * each has heard in the end, recovered and live, has to be all that was published, in order, once each.
 */

const SUBSCRIBERS = 4;
const ROUNDS = 500;

/** Chance that can be repeated: its seed stands in the message of a failure. */
class Chance {
  constructor(private state: number) {}

  below(bound: number): number {
    // A linear congruential generator is enough to choose moments.
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * bound);
  }
}

/** Publishes 0, 1, 2, ... until told to stop. */
class Ticker {
  private sent = 0;
  private readonly stopped = new AbortController();
  private readonly done: Promise<void>;

  constructor(publisher: Connected, channel: string) {
    this.done = (async () => {
      while (!this.stopped.signal.aborted) {
        const burst = Array.from({ length: 4 }, () => ({ publish: { channel, data: this.sent++ } }));
        for (const { error } of await publisher.calls(...burst)) if (error) throw new Error(JSON.stringify(error));
      }
    })();
    this.done.catch(() => undefined);
  }

  /** How many it has published in all. */
  async stop(): Promise<number> {
    this.stopped.abort();
    await this.done;
    return this.sent;
  }
}

/** Subscribes, leaves and comes back with the position that it has; checks each offset against the one before. */
class Wanderer {
  readonly heard: number[] = [];
  private position: Position | null = null;
  private read = 0;

  constructor(
    private readonly gateway: Gateway,
    private readonly channel: string,
    private readonly chance: Chance,
    private peer: Connected,
  ) {}

  async wander(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await this.come();
      const enough = this.peer.received.length + this.chance.below(4);
      await this.peer.until('some more', () => (this.peer.received.length >= enough ? true : undefined));
      await this.go();
    }
    await this.come();
  }

  async hearUntil(last: number): Promise<void> {
    await this.peer.until(`publication ${last}`, () => {
      this.hear();
      return this.heard.at(-1) === last ? true : undefined;
    });
  }

  private async come(): Promise<void> {
    const since = this.position === null ? {} : { recover: true, ...this.position };
    await this.peer.subscribe(this.channel, since);
    this.hear();
  }

  private async go(): Promise<void> {
    if (this.chance.below(10) > 0) {
      await this.peer.call({ unsubscribe: { channel: this.channel } });
      this.hear();
      return;
    }
    // Like a client that goes down: what it was sent and has not read is missed.
    this.hear();
    this.peer.leave();
    this.peer = await this.gateway.connected();
    this.read = 0;
  }

  private hear(): void {
    for (const { subscribe, push } of this.peer.received.slice(this.read)) {
      if (subscribe) {
        if (this.position && subscribe.recovered !== true) throw new Error(`not recovered: ${this.place()}`);
        this.position ??= { offset: subscribe.offset ?? 0, epoch: subscribe.epoch ?? '' };
      }
      const live = push?.channel === this.channel && push.pub ? [push.pub] : [];
      for (const { data, offset = 0 } of [...(subscribe?.publications ?? []), ...live]) {
        if (!this.position || offset <= this.position.offset) throw new Error(`${offset} came again: ${this.place()}`);
        this.heard.push(data as number);
        this.position = { ...this.position, offset };
      }
    }
    this.read = this.peer.received.length;
  }

  private place(): string {
    return JSON.stringify({ position: this.position, received: this.peer.received.slice(-5) });
  }
}

test(`§5 ${SUBSCRIBERS} subscribers come and go ${ROUNDS} times each while publications go on: no gap, no duplicate`, async ({
  full,
}) => {
  const channel = full.channel('large');
  const seed = Math.floor(Math.random() * 2 ** 31);
  const peers = await Promise.all(Array.from({ length: SUBSCRIBERS }, () => full.connected()));
  const wanderers = peers.map((peer, i) => new Wanderer(full, channel, new Chance(seed + i), peer));
  const ticker = new Ticker(await full.connected(), channel);
  await Promise.all(wanderers.map((it) => it.wander(ROUNDS))).catch((error: unknown) => {
    throw new Error(`seed ${seed}`, { cause: error });
  });
  const sent = await ticker.stop();
  for (const wanderer of wanderers) {
    await wanderer.hearUntil(sent - 1);
    // It missed what was published before it came first.
    const first = wanderer.heard[0] ?? 0;
    expect([seed, wanderer.heard]).toEqual([seed, Array.from({ length: sent - first }, (_, i) => first + i)]);
  }
});

for (const wire of WIRES) {
  test(`§5 §12 the SDK reconnects again and again while publications go on: no gap, no duplicate (${nameOf(wire)})`, async ({
    full,
  }) => {
    const channel = full.channel('large');
    const client = full.sdk(wire);
    const subscription = client.newSubscription(channel);
    const heard = new Heard(subscription);
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const ticker = new Ticker(await full.connected(), channel);
    for (let round = 0; round < 20; round++) {
      const enough = heard.data.length + 3;
      await expect.poll(() => heard.data.length, { intervals: [1, 2, 5] }).toBeGreaterThanOrEqual(enough);
      client.disconnect();
      client.connect();
      await subscription.ready();
    }
    const sent = await ticker.stop();
    await subscription.publish(encoded(wire, 'the last one'));
    await expect.poll(() => heard.data.at(-1)).toBe('the last one');
    expect(heard.data.slice(0, -1)).toEqual(Array.from({ length: sent }, (_, i) => i));
    expect(heard.subscribed.slice(1).filter(({ recovered }) => !recovered)).toEqual([]);
  });
}
