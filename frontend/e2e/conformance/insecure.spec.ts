import { hmacToken, inSeconds } from './support/jwt';
import { encoded, Heard, nameOf, WIRES } from './support/sdk';
import { SECRET } from './support/servers';
import { expect, test } from './support/test';

test.describe('§14 insecure mode: everything is allowed to everybody', () => {
  for (const wire of WIRES) {
    test(`§14 subscribe, publish, history and presence without a token (${nameOf(wire)})`, async ({ insecure }) => {
      const client = insecure.sdk(wire, { token: '' });
      const subscription = client.newSubscription(insecure.channel());
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      await subscription.publish(encoded(wire, { i: 1 }));
      await expect.poll(() => heard.data).toEqual([{ i: 1 }]);
      expect((await subscription.history({ limit: 10 })).publications).toHaveLength(1);
      expect(await subscription.presenceStats()).toEqual({ numClients: 1, numUsers: 1 });
      subscription.unsubscribe();
      await expect.poll(async () => (await client.presenceStats(subscription.channel)).numClients).toBe(0);
    });

    test(`§4.1 §14 subscription tokens with iat and channel only (${nameOf(wire)})`, async ({ insecure }) => {
      const client = insecure.sdk(wire, { token: hmacToken(SECRET, { iat: inSeconds(0) }) });
      client.connect();
      const subscriptions = Array.from({ length: 5 }, () => {
        const channel = insecure.channel();
        return client.newSubscription(channel, { token: hmacToken(SECRET, { iat: inSeconds(0), channel }) });
      });
      for (const subscription of subscriptions) subscription.subscribe();
      for (const subscription of subscriptions) await subscription.ready();
    });

    test(`§14 the namespaces recovery, smallhistory and delta (${nameOf(wire)})`, async ({ insecure }) => {
      const client = insecure.sdk(wire, { token: '' });
      const [whole, small, delta] = ['recovery', 'smallhistory', 'delta'].map((namespace) =>
        client.newSubscription(insecure.channel(namespace), namespace === 'delta' ? { delta: 'fossil' } : {}),
      );
      if (!whole || !small || !delta) throw new Error('three subscriptions');
      const heard = [whole, small, delta].map((it) => new Heard(it));
      for (const subscription of [whole, small, delta]) subscription.subscribe();
      client.connect();
      for (const subscription of [whole, small, delta]) await subscription.ready();
      client.disconnect();
      for (const { channel } of [whole, small, delta]) {
        for (let i = 0; i < 3; i++) await insecure.api.publish(channel, { i });
      }
      client.connect();
      for (const subscription of [whole, small, delta]) await subscription.ready();
      const all = [{ i: 0 }, { i: 1 }, { i: 2 }];
      await expect.poll(() => heard.map(({ data }) => data)).toEqual([all, [], all]);
      expect(heard.map(({ subscribed }) => subscribed.at(-1)?.recovered)).toEqual([true, false, true]);
    });
  }

  test('§14 the API key of that set-up', async ({ insecure }) => {
    expect((await insecure.api.post('info', '{}', { 'X-API-Key': 'test-api-key' })).status).toBe(200);
    expect((await insecure.api.post('info', '{}', {})).status).toBe(401);
  });

  test('§9 §14 rpc is answered with 108', async ({ insecure }) => {
    const peer = await insecure.connectedWith({});
    expect((await peer.call({ rpc: { method: 'method', data: {} } })).error?.code).toBe(108);
  });
});
