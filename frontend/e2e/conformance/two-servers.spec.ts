import { encoded, Heard, HeardByClient, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

/* Two servers on one database: a client does not notice where the others are. */

test.describe('§5 §13 two servers', () => {
  for (const wire of WIRES) {
    test(`§5 §6 what is published at one is heard at the other, with the same offsets (${nameOf(wire)})`, async ({
      full,
      second,
    }) => {
      const channel = full.channel('news');
      const listeners = [full.sdk(wire), second.sdk(wire)].map((client) => {
        const subscription = client.newSubscription(channel);
        subscription.subscribe();
        client.connect();
        return { client, subscription, heard: new Heard(subscription) };
      });
      for (const { subscription } of listeners) await subscription.ready();
      for (const [i, { subscription }] of listeners.entries()) await subscription.publish(encoded(wire, { i }));
      await full.api.publish(channel, 'from the first');
      await second.api.publish(channel, 'from the second');
      const [first, other] = listeners.map(({ heard }) => heard);
      await expect.poll(() => first?.data.length).toBe(4);
      await expect.poll(() => other?.publications).toEqual(first?.publications);
    });
  }

  test('§5 a position of one server is good at the other', async ({ full, second }) => {
    const channel = full.channel('news');
    const peer = await full.connected();
    const { offset, epoch } = await peer.subscribe(channel);
    for (let i = 0; i < 5; i++) await (i % 2 === 0 ? second : full).api.publish(channel, i);
    const moved = await second.connected();
    const result = await moved.subscribe(channel, { recover: true, offset, epoch });
    expect(result.recovered).toBe(true);
    expect(result.publications?.map(({ data }) => data)).toEqual([0, 1, 2, 3, 4]);
    // From a server that is further on than this one's tail: it waits until it has come there.
    for (let round = 0; round < 20; round++) {
      const position = await full.api.publish(channel, { round });
      const ahead = await second.connected();
      expect((await ahead.subscribe(channel, { recover: true, ...position })).recovered).toBe(true);
      ahead.leave();
    }
  });

  test('§7 presence, and joins and leaves, of both servers', async ({ full, second }) => {
    const channel = full.channel('lobby');
    const [here, there] = [await full.connected(), await second.connected()];
    await here.subscribe(channel, { join_leave: true });
    await there.subscribe(channel);
    await here.push((push) => push.join?.info.client === there.client);
    // A server that does not answer in time is left out, hence again and again.
    for (const peer of [here, there]) {
      await expect
        .poll(async () => Object.keys((await peer.call({ presence: { channel } })).presence?.presence ?? {}).sort())
        .toEqual([here.client, there.client].sort());
      await expect
        .poll(async () => (await peer.call({ presence_stats: { channel } })).presence_stats)
        .toEqual({ num_clients: 2, num_users: 2 });
    }
    there.leave();
    await here.push((push) => push.leave?.info.client === there.client);
    await expect.poll(() => full.api.ok('presence_stats', { channel })).toEqual({ num_clients: 1, num_users: 1 });
  });

  test('§13 the server API of one reaches the connections of both', async ({ full, second }) => {
    const [channel, sub] = [full.channel('news'), full.user()];
    const clients = [
      full.sdk(WIRES[0], { token: full.token({ sub }) }),
      second.sdk(WIRES[0], { token: full.token({ sub }) }),
    ];
    const heard = clients.map((client) => new HeardByClient(client));
    for (const client of clients) client.connect();
    for (const client of clients) await client.ready();
    await second.api.ok('subscribe', { user: sub, channel });
    await expect.poll(() => heard.map(({ subscribed }) => subscribed.length)).toEqual([1, 1]);
    await expect
      .poll(() => full.api.ok('channels', { pattern: channel }))
      .toEqual({ channels: { [channel]: { num_clients: 2 } } });
    await full.api.ok('unsubscribe', { user: sub, channel });
    await expect.poll(() => heard.map(({ unsubscribed }) => unsubscribed)).toEqual([[channel], [channel]]);
    await second.api.ok('disconnect', { user: sub });
    await expect
      .poll(() => heard.map(({ disconnected }) => disconnected.map(({ code }) => code)))
      .toEqual([[3503], [3503]]);
    await expect
      .poll(async () =>
        (await full.api.ok<{ nodes: { name: string }[] }>('info', {})).nodes.map(({ name }) => name).sort(),
      )
      .toEqual(['gapless_full', 'gapless_second']);
  });

  test('§13 an idempotency key counts at both', async ({ full, second }) => {
    const channel = full.channel('news');
    const both = await Promise.all(
      [full, second].map(({ api }) => api.publish(channel, 'once', { idempotency_key: 'k' })),
    );
    expect(both[0]).toEqual(both[1]);
    const { publications } = await full.api.ok<{ publications: unknown[] }>('history', { channel, limit: -1 });
    expect(publications).toHaveLength(1);
  });
});
