import type { Position } from './support/frames';
import { inSeconds } from './support/jwt';
import { HeardByClient, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

test.describe('§8 server-side subscriptions: made by the token', () => {
  for (const wire of WIRES) {
    test(`§8 the SDK hears what is published, recovers after a break, and hears it once (${nameOf(wire)})`, async ({
      full,
    }) => {
      const [news, plain] = [full.channel('news'), full.channel('plain')];
      const client = full.sdk(wire, { token: full.token({ channels: [news, plain] }) });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      await expect.poll(() => heard.subscribed.map(({ channel }) => channel).sort()).toEqual([news, plain].sort());
      await full.api.publish(news, 1);
      await full.api.publish(plain, 'plain');
      const of = (channel: string) => heard.publications.filter((it) => it.channel === channel).map(({ data }) => data);
      await expect.poll(() => [of(news), of(plain)]).toEqual([[1], ['plain']]);
      client.disconnect();
      for (const i of [2, 3, 4]) await full.api.publish(news, i);
      client.connect();
      await client.ready();
      await full.api.publish(news, 5);
      await expect.poll(() => of(news)).toEqual([1, 2, 3, 4, 5]);
      const again = heard.subscribed.slice(2).find(({ channel }) => channel === news);
      expect(again).toMatchObject({ wasRecovering: true, recovered: true });
      expect(heard.unsubscribed).toEqual([]);
    });

    test(`§8 a channel that is missing on reconnect is an unsubscribed event (${nameOf(wire)})`, async ({ full }) => {
      const [kept, gone] = [full.channel('news'), full.channel('news')];
      const sub = full.user();
      const client = full.sdk(wire, { token: full.token({ sub, channels: [kept, gone] }) });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      client.disconnect();
      client.setToken(full.token({ sub, channels: [kept] }));
      client.connect();
      await client.ready();
      await expect.poll(() => heard.unsubscribed).toEqual([gone]);
    });

    test(`§2 §8 connect.subs resumes from a position: recovered, or not (${nameOf(wire)})`, async ({ full }) => {
      const [news, small, foreign] = [full.channel('news'), full.channel('small'), full.channel('news')];
      const positions: Record<string, Position[]> = { [news]: [], [small]: [] };
      for (let i = 0; i < 4; i++) {
        for (const channel of [news, small]) positions[channel]?.push(await full.api.publish(channel, i));
      }
      const resume = (channel: string) => ({ recover: true, ...positions[channel]?.[0] });
      const token = full.token({ channels: [news, small] });
      const subs = { [news]: resume(news), [small]: resume(small), [foreign]: { recover: true } };
      const { connection } = await full.connectedWith({ token, subs }, '', wire);
      // What the token does not name is not subscribed, whatever the client says.
      expect(Object.keys(connection.subs ?? {}).sort()).toEqual([news, small].sort());
      expect(connection.subs?.[news]).toMatchObject({ recovered: true, was_recovering: true, recoverable: true });
      expect(connection.subs?.[news]?.publications?.map(({ data }) => data)).toEqual([1, 2, 3]);
      expect(connection.subs?.[news]?.offset).toBe(positions[news]?.[0]?.offset);
      const lost = connection.subs?.[small];
      expect([lost?.recovered, lost?.was_recovering, lost?.publications]).toEqual([undefined, true, undefined]);
    });
  }

  test('§8 no client command is needed, and a subscribe to such a channel is answered with 105', async ({ full }) => {
    const channel = full.channel('plain');
    const peer = await full.connected({ channels: [channel] });
    expect((await peer.call({ subscribe: { channel } })).error?.code).toBe(105);
    await full.api.publish(channel, 'x');
    await peer.publication(channel, 'x');
    expect(peer.publications(channel)).toHaveLength(1);
  });

  test('§8 such a subscription gives the rights of a subscriber', async ({ full }) => {
    const channel = full.channel('inner');
    const peer = await full.connected({ channels: [channel] });
    expect((await peer.call({ publish: { channel, data: 'mine' } })).publish).toEqual({});
    await peer.publication(channel, 'mine');
    expect((await peer.call({ history: { channel, limit: -1 } })).history?.publications).toHaveLength(1);
    expect((await peer.call({ presence: { channel } })).presence?.presence).toHaveProperty(peer.client);
  });

  test('§7 §8 joins and leaves of a server-side subscription, where they are pushed', async ({ full }) => {
    const channel = full.channel('loud');
    const client = full.sdk(WIRES[0], { token: full.token({ channels: [channel] }) });
    const heard = new HeardByClient(client);
    client.connect();
    await client.ready();
    const guest = await full.connected();
    await guest.subscribe(channel);
    await expect.poll(() => heard.joins).toContainEqual({ channel, client: guest.client });
    guest.leave();
    await expect.poll(() => heard.leaves).toContainEqual({ channel, client: guest.client });
  });

  test('§4.2 §8 §10 a refresh with other channels: 3010, and the client comes back with the new ones', async ({
    strict,
  }) => {
    const sub = strict.user();
    const [first, second] = [strict.channel('news'), strict.channel('news')];
    let asked = 0;
    const client = strict.sdk(WIRES[0], {
      getToken: () => {
        asked++;
        return Promise.resolve(
          strict.token(asked === 1 ? { sub, channels: [first], exp: inSeconds(6) } : { sub, channels: [second] }),
        );
      },
    });
    const heard = new HeardByClient(client);
    client.connect();
    await client.ready();
    await expect.poll(() => heard.subscribed.map(({ channel }) => channel)).toEqual([first, second]);
    expect(heard.connecting).toEqual([0, 3010]);
    expect(heard.unsubscribed).toEqual([first]);
    expect(asked).toBe(2);
  });

  test('§5.1 §8 nothing is lost while connections come and go under publications', async ({ full }) => {
    const channel = full.channel('large');
    const client = full.sdk(WIRES[0], { token: full.token({ channels: [channel] }) });
    const heard = new HeardByClient(client);
    client.connect();
    await client.ready();
    const publisher = await full.connected();
    const rounds = 15;
    for (let round = 0; round < rounds; round++) {
      const publishing = publisher.calls(
        ...Array.from({ length: 10 }, (_, i) => ({ publish: { channel, data: round * 10 + i } })),
      );
      client.disconnect();
      client.connect();
      await client.ready();
      await publishing;
    }
    const sent = Array.from({ length: rounds * 10 }, (_, i) => i);
    await expect.poll(() => heard.publications.map(({ data }) => data)).toEqual(sent);
  });
});
