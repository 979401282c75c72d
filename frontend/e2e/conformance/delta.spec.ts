import { Heard, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

const TEXT = 'the quick brown fox jumps over the lazy dog; '.repeat(11);
/** About 500 bytes that differ in two places far apart. */
const similar = (i: number) => ({ first: `item ${i}`, text: TEXT, last: i * 7 });

test.describe('§6 delta: the SDK', () => {
  for (const wire of WIRES) {
    test(`§6 similar publications of 500 bytes: one whole, the others patches (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('delta');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { delta: 'fossil' });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      const sent = Array.from({ length: 20 }, (_, i) => similar(i));
      for (const data of sent) await full.api.publish(channel, data);
      await expect.poll(() => heard.data).toEqual(sent);
      const stats = subscription.deltaStats();
      expect(stats).toMatchObject({ numPublications: 20, numFullPayloads: 1, numDeltaPayloads: 19 });
      expect(stats.bytesReceived).toBeLessThan(stats.bytesDecoded / 3);
    });

    test(`§6 recovered publications: the first whole, the others and the next live one patches (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('delta');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { delta: 'fossil' });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      await full.api.publish(channel, similar(0));
      await expect.poll(() => heard.data).toHaveLength(1);
      client.disconnect();
      for (let i = 1; i < 6; i++) await full.api.publish(channel, similar(i));
      client.connect();
      await subscription.ready();
      await full.api.publish(channel, similar(6));
      await expect.poll(() => heard.data).toEqual(Array.from({ length: 7 }, (_, i) => similar(i)));
      expect(heard.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: true });
      const { numFullPayloads, numDeltaPayloads } = subscription.deltaStats();
      expect(numFullPayloads + numDeltaPayloads).toBe(7);
      // A whole one is always legal where the base is in doubt: of the five that were recovered, four cannot be.
      expect(numDeltaPayloads).toBeGreaterThanOrEqual(4);
    });

    test(`§6 any text comes out as it went in, however publications differ (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('delta');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { delta: 'fossil' });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      const sent: unknown[] = [
        '',
        'ä'.repeat(300),
        'ö'.repeat(300),
        `${'ä'.repeat(150)}ö${'ä'.repeat(150)}`,
        `${'🦊'.repeat(100)}x${'🦊'.repeat(100)}`,
        `${'🦊'.repeat(99)}🐻x${'🦊'.repeat(100)}`,
        { a: [1, 2, { b: null }], c: 'quotes " and \\ and \u0001 and \n' },
        { a: [1, 2, { b: null }], c: 'quotes " and \\ and \u0001 and \n', d: TEXT },
        0,
        [],
        'x'.repeat(20_000),
        `${'x'.repeat(9_999)}y${'x'.repeat(10_000)}`,
        ...Array.from({ length: 30 }, (_, i) => scrambled(i)),
      ];
      for (const data of sent) await full.api.publish(channel, data);
      await expect.poll(() => heard.data).toEqual(sent);
    });

    test(`§6 not recovered: the next one is whole (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('delta');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { delta: 'fossil' });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      await full.api.publish(channel, similar(0));
      await expect.poll(() => heard.data).toHaveLength(1);
      client.disconnect();
      // The history holds a hundred: one more than that was missed.
      for (let i = 1; i <= 101; i++) await full.api.publish(channel, similar(i));
      client.connect();
      await subscription.ready();
      await full.api.publish(channel, similar(102));
      await expect.poll(() => heard.data).toEqual([similar(0), similar(102)]);
      expect(heard.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: false });
    });
  }
});

test.describe('§6 delta: on the wire', () => {
  test('§6 in JSON every payload is a string: of the whole text, or of a patch', async ({ full }) => {
    const channel = full.channel('delta');
    const peer = await full.connected();
    expect((await peer.subscribe(channel, { delta: 'fossil' })).delta).toBe(true);
    for (let i = 0; i < 3; i++) await full.api.publish(channel, similar(i));
    await peer.until('three', () => (peer.publications(channel).length === 3 ? true : undefined));
    const [first, ...others] = peer.publications(channel);
    expect(first?.delta).toBeUndefined();
    expect(JSON.parse(first?.data as string)).toEqual(similar(0));
    for (const { delta, data } of others) {
      expect(delta).toBe(true);
      // The length of the target in base 64, copies and literals, and a checksum.
      expect(data).toMatch(
        /^[0-9A-Z_a-z~]+\n(?:[0-9A-Z_a-z~]+@[0-9A-Z_a-z~]+,|[0-9A-Z_a-z~]+:)[\s\S]*[0-9A-Z_a-z~]+;$/,
      );
      expect((data as string).length).toBeLessThan(150);
    }
  });

  test('§6 in Protobuf payloads are bytes: whole, or a patch', async ({ full }) => {
    const channel = full.channel('delta');
    const peer = await full.connected({}, { transport: 'websocket', format: 'protobuf' });
    expect((await peer.subscribe(channel, { delta: 'fossil' })).delta).toBe(true);
    for (let i = 0; i < 2; i++) await full.api.publish(channel, similar(i));
    await peer.until('two', () => (peer.publications(channel).length === 2 ? true : undefined));
    const [first, second] = peer.publications(channel);
    expect([first?.delta, first?.data]).toEqual([undefined, similar(0)]);
    expect(second?.delta).toBe(true);
    expect(second?.data).toBeInstanceOf(Uint8Array);
    expect((second?.data as Uint8Array).length).toBeLessThan(150);
  });

  test('§6 in a recovered list the first is whole, each later one is a patch on the one before', async ({ full }) => {
    const channel = full.channel('delta');
    const peer = await full.connected();
    const since = await peer.subscribe(channel, { delta: 'fossil' });
    await peer.call({ unsubscribe: { channel } });
    for (let i = 0; i < 4; i++) await full.api.publish(channel, similar(i));
    const { publications = [], delta } = await peer.subscribe(channel, {
      delta: 'fossil',
      recover: true,
      offset: since.offset,
      epoch: since.epoch,
    });
    expect(delta).toBe(true);
    expect(publications.map((it) => it.delta)).toEqual([undefined, true, true, true]);
    expect(JSON.parse(publications[0]?.data as string)).toEqual(similar(0));
  });

  test('§6 not asked for, or not allowed: plain publications, and no delta in the reply', async ({ full }) => {
    const peer = await full.connected();
    const [allowed, off] = [full.channel('delta'), full.channel('news')];
    expect((await peer.subscribe(allowed)).delta).toBeUndefined();
    expect((await peer.subscribe(off, { delta: 'fossil' })).delta).toBeUndefined();
    for (const channel of [allowed, off]) {
      await full.api.publish(channel, similar(0));
      await full.api.publish(channel, similar(1));
      await peer.publication(channel, similar(1));
      expect(peer.publications(channel).map(({ data, delta }) => [data, delta])).toEqual([
        [similar(0), undefined],
        [similar(1), undefined],
      ]);
    }
  });

  test('§6 a patch that is not shorter is not sent: the payload comes whole', async ({ full }) => {
    const channel = full.channel('delta');
    const peer = await full.connected();
    await peer.subscribe(channel, { delta: 'fossil' });
    const sent = ['a', 'b', 1, 'something quite different', [true, null]];
    for (const data of sent) await full.api.publish(channel, data);
    await peer.until('all', () => (peer.publications(channel).length === sent.length ? true : undefined));
    expect(peer.publications(channel).map(({ data, delta }) => [data, delta])).toEqual(
      sent.map((data) => [JSON.stringify(data), undefined]),
    );
  });

  test('§6 the base is the text as it was sent, with its spaces and the order of its keys', async ({ full }) => {
    const channel = full.channel('delta');
    const client = full.sdk();
    const subscription = client.newSubscription(channel, { delta: 'fossil' });
    const heard = new Heard(subscription);
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const odd = (i: number) => `{  "z" : ${i}.0 ,"text":"${TEXT}",  "a":[ 1 ,2]}`;
    for (let i = 0; i < 5; i++) await full.api.publishText(channel, odd(i));
    await expect.poll(() => heard.data).toEqual(Array.from({ length: 5 }, (_, i) => JSON.parse(odd(i)) as unknown));
    expect(subscription.deltaStats().numDeltaPayloads).toBe(4);
  });

  test('§6 subscribed with and without deltas, on both formats: all hear the same', async ({ full }) => {
    const channel = full.channel('delta');
    const heard = await Promise.all(
      WIRES.flatMap((wire) =>
        [{ delta: 'fossil' as const }, {}].map(async (options) => {
          const client = full.sdk(wire);
          const subscription = client.newSubscription(channel, options);
          const listening = new Heard(subscription);
          subscription.subscribe();
          client.connect();
          await subscription.ready();
          return listening;
        }),
      ),
    );
    const sent = Array.from({ length: 10 }, (_, i) => similar(i));
    for (const data of sent) await full.api.publish(channel, data);
    for (const each of heard) await expect.poll(() => each.data).toEqual(sent);
  });
});

/** Much that is alike, cut and put together in another order each time. */
function scrambled(seed: number): unknown {
  const parts = ['alpha '.repeat(20), 'βήτα '.repeat(20), '🦊🐻 '.repeat(15), `number ${seed} `, '"\\/'.repeat(10)];
  return parts.map((_, i) => parts[(i * (seed + 1) + seed) % parts.length]).join(seed % 2 === 0 ? '' : '|');
}
