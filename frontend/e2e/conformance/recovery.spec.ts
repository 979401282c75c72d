import type { Position, SubscribeResult } from './support/frames';
import type { Gateway } from './support/gateway';
import { encoded, Heard, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

/** Publishes 0, 1, ... in a channel; their positions. */
async function publish(gateway: Gateway, channel: string, count: number, from = 0): Promise<Position[]> {
  const positions: Position[] = [];
  for (let i = from; i < from + count; i++) positions.push(await gateway.api.publish(channel, { i }));
  return positions;
}

function numbers(result: SubscribeResult): unknown[] {
  return (result.publications ?? []).map(({ data }) => (data as { i: number }).i);
}

test.describe('§5 recovery: what the server answers', () => {
  for (const wire of WIRES) {
    test(`§5 missed publications come in the reply, ascending, with the requested offset (${nameOf(wire)})`, async ({
      full,
    }) => {
      const peer = await full.connected({}, wire);
      const channel = full.channel('news');
      const since = (await peer.subscribe(channel)) as SubscribeResult & Position;
      await peer.call({ unsubscribe: { channel } });
      const positions = await publish(full, channel, 5);
      const result = await peer.subscribe(channel, { recover: true, offset: since.offset, epoch: since.epoch });
      expect(result).toMatchObject({ recovered: true, was_recovering: true, epoch: since.epoch });
      expect(result.offset).toBe(since.offset);
      expect(numbers(result)).toEqual([0, 1, 2, 3, 4]);
      expect(result.publications?.map(({ offset }) => offset)).toEqual(positions.map(({ offset }) => offset));
      // What was recovered does not come live as well; what comes then does.
      await full.api.publish(channel, 'marker');
      const marker = await peer.publication(channel, 'marker');
      expect(peer.publications(channel)).toHaveLength(1);
      expect(marker.offset).toBeGreaterThan(positions[4]?.offset ?? Infinity);
    });
  }

  test('§5 offsets rise along a channel', async ({ full }) => {
    const channel = full.channel('news');
    const offsets = (await publish(full, channel, 10)).map(({ offset }) => offset);
    for (let i = 1; i < offsets.length; i++) expect(offsets[i]).toBeGreaterThan(offsets[i - 1] ?? Infinity);
    const epochs = new Set((await publish(full, channel, 2)).map(({ epoch }) => epoch));
    expect(epochs.size).toBe(1);
  });

  test('§5 no recovery asked: the top position, nothing recovered', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('news');
    const top = (await publish(full, channel, 3)).at(-1);
    const result = await peer.subscribe(channel, { offset: 1, epoch: top?.epoch });
    expect(result.offset).toBeGreaterThanOrEqual(top?.offset ?? Infinity);
    expect(result.epoch).toBe(top?.epoch);
    expect([result.recovered, result.was_recovering, result.publications]).toEqual([undefined, undefined, undefined]);
  });

  test('§5 a first read before the first publication gives a position to come back with', async ({ full }) => {
    const channel = full.channel('news');
    const peer = await full.connected();
    const { offset, epoch } = await peer.subscribe(channel);
    expect(epoch).toBeTruthy();
    peer.leave();
    await publish(full, channel, 1);
    const again = await full.connected();
    const result = await again.subscribe(channel, { recover: true, offset, epoch });
    expect(result.recovered).toBe(true);
    expect(numbers(result)).toEqual([0]);
  });

  test('§5 nothing missed: recovered, with nothing', async ({ full }) => {
    const channel = full.channel('news');
    const top = (await publish(full, channel, 2)).at(-1);
    const peer = await full.connected();
    const result = await peer.subscribe(channel, { recover: true, ...top });
    expect(result).toMatchObject({ recovered: true, was_recovering: true });
    // Offsets are hub-wide: with nothing missed, the client may be taken as far as the hub has come.
    expect(result.offset).toBeGreaterThanOrEqual(top?.offset ?? Infinity);
    expect(result.publications).toBeUndefined();
  });

  test('§5 another epoch: not recovered, the subscription is live from the top', async ({ full }) => {
    const channel = full.channel('news');
    const top = (await publish(full, channel, 2)).at(-1);
    const peer = await full.connected();
    const result = await peer.subscribe(channel, { recover: true, offset: top?.offset, epoch: 'xxxx' });
    expect([result.recovered, result.publications]).toEqual([undefined, undefined]);
    expect(result).toMatchObject({ was_recovering: true, recoverable: true, epoch: top?.epoch });
    expect(result.offset).toBeGreaterThanOrEqual(top?.offset ?? Infinity);
    await full.api.publish(channel, 'live');
    await peer.publication(channel, 'live');
  });

  test('§5 an empty epoch fits every epoch', async ({ full }) => {
    const channel = full.channel('news');
    const [first] = await publish(full, channel, 3);
    const peer = await full.connected();
    const result = await peer.subscribe(channel, { recover: true, offset: first?.offset });
    expect(result.recovered).toBe(true);
    expect(numbers(result)).toEqual([1, 2]);
  });

  test('§5 since {0, ""}: the whole stream, if all of it is still there', async ({ full }) => {
    const [whole, cut] = [full.channel('news'), full.channel('small')];
    await publish(full, whole, 3);
    await publish(full, cut, 3);
    const peer = await full.connected();
    const result = await peer.subscribe(whole, { recover: true });
    expect(result).toMatchObject({ recovered: true, was_recovering: true });
    expect(result.offset ?? 0).toBe(0);
    expect(numbers(result)).toEqual([0, 1, 2]);
    const lost = await peer.subscribe(cut, { recover: true, offset: 0, epoch: '' });
    expect([lost.recovered, lost.was_recovering, lost.publications]).toEqual([undefined, true, undefined]);
    expect(lost.offset).toBeGreaterThan(0);
  });

  test('§5 a position ahead of the top is not recovered', async ({ full }) => {
    const channel = full.channel('news');
    const top = (await publish(full, channel, 1)).at(-1);
    const peer = await full.connected();
    const ahead = (top?.offset ?? 0) + 10 ** 12;
    const result = await peer.subscribe(channel, { recover: true, offset: ahead, epoch: top?.epoch });
    expect([result.recovered, result.was_recovering]).toEqual([undefined, true]);
    expect(result.offset).toBeLessThan(ahead);
  });

  test('§5 more missed than is held: not recovered; exactly as many: recovered', async ({ full }) => {
    const channel = full.channel('small');
    const positions = await publish(full, channel, 4);
    const peer = await full.connected();
    const lost = await peer.subscribe(channel, { recover: true, ...positions[0] });
    expect([lost.recovered, lost.publications, lost.offset]).toEqual([undefined, undefined, expect.any(Number)]);
    await peer.call({ unsubscribe: { channel } });
    const kept = await peer.subscribe(channel, { recover: true, ...positions[1] });
    expect(kept.recovered).toBe(true);
    expect(numbers(kept)).toEqual([2, 3]);
  });

  test('§5 §11 300 publications are the most that a recovery hands out', async ({ full }) => {
    const channel = full.channel('large');
    const peer = await full.connected();
    await peer.calls(...Array.from({ length: 310 }, (_, i) => ({ publish: { channel, data: { i } } })));
    const { history } = await peer.call({ history: { channel, limit: 10 } });
    const [ninth, tenth] = (history?.publications ?? [])
      .slice(8)
      .map(({ offset }) => ({ offset, epoch: history?.epoch }));
    const lost = await peer.subscribe(channel, { recover: true, ...ninth });
    expect([lost.recovered, lost.publications]).toEqual([undefined, undefined]);
    await peer.call({ unsubscribe: { channel } });
    const kept = await peer.subscribe(channel, { recover: true, ...tenth });
    expect(kept.recovered).toBe(true);
    expect(kept.publications).toHaveLength(300);
  });

  test('§5 the list has expired: recovered if nothing was missed, else not', async ({ full }) => {
    const channel = full.channel('brief');
    const positions = await publish(full, channel, 2);
    const peer = await full.connected();
    const held = async () => (await peer.call({ history: { channel, limit: -1 } })).history?.publications ?? [];
    await expect.poll(held).toEqual([]);
    const missedNothing = await peer.subscribe(channel, { recover: true, ...positions[1] });
    expect(missedNothing).toMatchObject({ recovered: true, was_recovering: true, epoch: positions[1]?.epoch });
    await peer.call({ unsubscribe: { channel } });
    const missedOne = await peer.subscribe(channel, { recover: true, ...positions[0] });
    expect([missedOne.recovered, missedOne.was_recovering]).toEqual([undefined, true]);
  });

  test('§5 where recovery is not enabled it does not run', async ({ full }) => {
    const peer = await full.connected();
    for (const namespace of ['held', 'placed', 'asked', 'kept']) {
      const channel = full.channel(namespace);
      const [first] = await publish(full, channel, 2);
      const result = await peer.subscribe(channel, { recover: true, ...first });
      expect([namespace, result.recovered, result.publications]).toEqual([namespace, undefined, undefined]);
      expect(result.recoverable).toBeUndefined();
    }
    const channel = full.channel('asked');
    const [first] = await publish(full, channel, 2);
    const result = await peer.subscribe(channel, { recover: true, recoverable: true, ...first });
    expect(result.recovered).toBe(true);
    expect(numbers(result)).toEqual([1]);
  });

  test('§4 §5 flag bit 2, reject if not recovered: error 112, and not subscribed', async ({ full }) => {
    const channel = full.channel('small');
    const positions = await publish(full, channel, 4);
    const peer = await full.connected();
    const request = { channel, recover: true, flag: 1 | 2 };
    const { error } = await peer.call({ subscribe: { ...request, ...positions[0] } });
    expect(error).toEqual({ code: 112, message: 'unrecoverable position' });
    const result = await peer.subscribe(channel, { ...request, ...positions[2] });
    expect(numbers(result)).toEqual([3]);
  });

  test('§5 publications without a history have no offset', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('plain');
    await peer.subscribe(channel);
    await full.api.publish(channel, 'x');
    expect(await peer.publication(channel, 'x')).toEqual({ data: 'x' });
  });
});

test.describe('§5 recovery: the SDK', () => {
  for (const wire of WIRES) {
    test(`§5 what was published while away is heard once, in order (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('news');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel);
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      await publish(full, channel, 3);
      await expect.poll(() => heard.data.length).toBe(3);
      client.disconnect();
      await publish(full, channel, 20, 3);
      client.connect();
      await subscription.ready();
      await publish(full, channel, 3, 23);
      await expect.poll(() => heard.data).toEqual(Array.from({ length: 26 }, (_, i) => ({ i })));
      expect(heard.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: true });
    });

    test(`§5 more than is held was missed: told so, and live again (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('small');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel);
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      client.disconnect();
      await publish(full, channel, 3);
      client.connect();
      await subscription.ready();
      await full.api.publish(channel, 'live');
      await expect.poll(() => heard.data).toEqual(['live']);
      expect(heard.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: false });
    });

    test(`§4 §5 getState: asked at first and after error 112, and not when recovered (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('small');
      await full.api.publish(channel, 'before');
      let asked = 0;
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, {
        minResubscribeDelay: 50,
        getState: async () => {
          asked++;
          const { offset, epoch } = await full.api.ok<Position>('history', { channel, limit: 0 });
          return { offset, epoch };
        },
      });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      expect(asked).toBe(1);
      client.disconnect();
      await publish(full, channel, 2);
      client.connect();
      await expect.poll(() => heard.data).toEqual([{ i: 0 }, { i: 1 }]);
      expect(asked).toBe(1);
      client.disconnect();
      await publish(full, channel, 3, 2);
      client.connect();
      await expect.poll(() => heard.subscribed.length).toBe(3);
      expect(asked).toBe(2);
      await full.api.publish(channel, 'live');
      await expect.poll(() => heard.data).toEqual([{ i: 0 }, { i: 1 }, 'live']);
    });

    test(`§5 since a position of one's own (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('news');
      const positions = await publish(full, channel, 3);
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { since: positions[0] ?? null });
      const whole = client.newSubscription(full.channel('news'), { since: { offset: 0, epoch: '' } });
      await full.api.publish(whole.channel, 'first of all');
      const heard = new Heard(subscription);
      const heardWhole = new Heard(whole);
      subscription.subscribe();
      whole.subscribe();
      client.connect();
      await expect.poll(() => heard.data).toEqual([{ i: 1 }, { i: 2 }]);
      await expect.poll(() => heardWhole.data).toEqual(['first of all']);
      await whole.publish(encoded(wire, 'next'));
      await expect.poll(() => heardWhole.data).toEqual(['first of all', 'next']);
    });
  }
});
