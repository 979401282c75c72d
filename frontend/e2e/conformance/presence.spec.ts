import type { Connected } from './support/gateway';
import { Heard, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

async function present(peer: Connected, channel: string): Promise<string[]> {
  const { presence, error } = await peer.call({ presence: { channel } });
  if (!presence) throw new Error(JSON.stringify(error));
  return Object.keys(presence.presence ?? {}).sort();
}

/** Of a stream that nobody reads any more the server hears by the ping that is not answered: 25 and 8 seconds. */
const STREAM_GONE_MS = 60_000;

test.describe('§7 presence', () => {
  for (const wire of WIRES) {
    test(`§7 who is there, with user, client, conn_info and chan_info; and how many (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('lobby');
      const asker = await full.connected({}, wire);
      const sub = full.user();
      const first = await full.connected({ sub, info: { name: 'Alice' } }, wire);
      const second = await full.connected({ sub }, wire);
      await first.subscribe(channel);
      await second.subscribe(channel, {
        token: full.subscriptionToken(sub, channel, { info: { seat: 7 } }),
      });
      // May be asked without being subscribed.
      const { presence } = await asker.call({ presence: { channel } });
      expect(presence?.presence).toEqual({
        [first.client]: { user: sub, client: first.client, conn_info: { name: 'Alice' } },
        [second.client]: { user: sub, client: second.client, chan_info: { seat: 7 } },
      });
      const { presence_stats: stats } = await asker.call({ presence_stats: { channel } });
      expect(stats).toEqual({ num_clients: 2, num_users: 1 });
    });

    test(`§7 an entry goes at once with the unsubscribe, and with the connection (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('lobby');
      const asker = await full.connected({}, wire);
      expect(await present(asker, channel)).toEqual([]);
      const guest = await full.connected({}, wire);
      for (let round = 0; round < 10; round++) {
        await guest.subscribe(channel);
        expect(await present(asker, channel)).toEqual([guest.client]);
        await guest.call({ unsubscribe: { channel } });
        expect(await present(asker, channel)).toEqual([]);
      }
      await guest.subscribe(channel);
      guest.leave();
      await expect.poll(() => present(asker, channel), { timeout: STREAM_GONE_MS }).toEqual([]);
      const { presence_stats: stats } = await asker.call({ presence_stats: { channel } });
      expect([stats?.num_clients ?? 0, stats?.num_users ?? 0]).toEqual([0, 0]);
    });

    test(`§7 the SDK's presence and presenceStats (${nameOf(wire)})`, async ({ full }) => {
      const client = full.sdk(wire);
      const subscription = client.newSubscription(full.channel('lobby'));
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      expect(Object.keys((await subscription.presence()).clients)).toHaveLength(1);
      expect(await subscription.presenceStats()).toEqual({ numClients: 1, numUsers: 1 });
      subscription.unsubscribe();
      await expect.poll(() => client.presenceStats(subscription.channel)).toEqual({ numClients: 0, numUsers: 0 });
    });
  }

  test('§7 nobody counts as one user', async ({ full }) => {
    const channel = full.channel('lobby');
    const [first, second] = [await full.connectedWith({}), await full.connectedWith({})];
    for (const nobody of [first, second]) await nobody.subscribe(channel);
    const { presence_stats: stats } = await first.call({ presence_stats: { channel } });
    expect(stats).toEqual({ num_clients: 2, num_users: 1 });
  });

  test('§7 presence off: error 108; no right: 103; unknown: 102', async ({ full }) => {
    const peer = await full.connected();
    const refusal = async (who: Connected, channel: string) => [
      (await who.call({ presence: { channel } })).error?.code,
      (await who.call({ presence_stats: { channel } })).error?.code,
    ];
    expect(await refusal(peer, full.channel('plain'))).toEqual([108, 108]);
    expect(await refusal(peer, full.channel('shut'))).toEqual([103, 103]);
    expect(await refusal(peer, 'nowhere:x')).toEqual([102, 102]);
    const channel = full.channel('inner');
    expect(await refusal(peer, channel)).toEqual([103, 103]);
    await peer.subscribe(channel);
    expect(await refusal(peer, channel)).toEqual([undefined, undefined]);
    const nobody = await full.connectedWith({});
    expect(await refusal(nobody, full.channel('named'))).toEqual([103, 103]);
  });
});

test.describe('§7 join and leave', () => {
  for (const wire of WIRES) {
    test(`§7 are told to those who asked, with the client's info (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('lobby');
      const asked = await full.connected({}, wire);
      const silent = await full.connected({}, wire);
      await asked.subscribe(channel, { join_leave: true });
      await silent.subscribe(channel);
      const guest = await full.connected({ info: { name: 'Bob' } }, wire);
      await guest.subscribe(channel, { token: full.subscriptionToken(guest.user, channel, { info: { seat: 7 } }) });
      const info = { user: guest.user, client: guest.client, conn_info: { name: 'Bob' }, chan_info: { seat: 7 } };
      const { join } = await asked.push((push) => push.join?.info.client === guest.client);
      expect(join).toEqual({ info });
      await guest.call({ unsubscribe: { channel } });
      const { leave } = await asked.push((push) => push.leave?.info.client === guest.client);
      expect(leave).toEqual({ info });
      await full.api.publish(channel, 'marker');
      await silent.publication(channel, 'marker');
      expect(silent.pushes(channel)).toHaveLength(1);
    });

    test(`§7 the SDK hears them (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('lobby');
      const client = full.sdk(wire);
      const subscription = client.newSubscription(channel, { joinLeave: true });
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      const guest = await full.connected({}, wire);
      await guest.subscribe(channel);
      await expect.poll(() => heard.joins).toContain(guest.client);
      guest.leave();
      await expect.poll(() => heard.leaves, { timeout: STREAM_GONE_MS }).toContain(guest.client);
    });
  }

  test('§7 are pushed to everybody where that is forced', async ({ full }) => {
    const channel = full.channel('loud');
    const peer = await full.connected();
    await peer.subscribe(channel);
    const guest = await full.connected();
    await guest.subscribe(channel);
    await peer.push((push) => push.join?.info.client === guest.client);
    guest.leave();
    await peer.push((push) => push.leave?.info.client === guest.client);
  });

  test('§7 a join follows the reply to the subscribe of the one who joins', async ({ full }) => {
    const channel = full.channel('loud');
    for (let round = 0; round < 20; round++) {
      const peer = await full.connected();
      const { id } = await peer.call({ subscribe: { channel } });
      await peer.push((push) => push.join?.info.client === peer.client);
      const own = peer.received.findIndex((it) => it.push?.join?.info.client === peer.client);
      expect(peer.received.findIndex((it) => it.id === id)).toBeLessThan(own);
      peer.leave();
    }
  });

  test('§7 asking without the right to ask for presence is in vain', async ({ full }) => {
    const channel = full.channel('hidden');
    const peer = await full.connected();
    await peer.subscribe(channel, { join_leave: true });
    const guest = await full.connected();
    await guest.subscribe(channel);
    await guest.call({ unsubscribe: { channel } });
    await full.api.publish(channel, 'marker');
    await peer.publication(channel, 'marker');
    expect(peer.pushes(channel)).toHaveLength(1);
  });

  test('§7 are not told where join_leave is off', async ({ full }) => {
    const channel = full.channel('plain');
    const peer = await full.connected();
    await peer.subscribe(channel, { join_leave: true });
    const guest = await full.connected();
    await guest.subscribe(channel);
    await guest.call({ unsubscribe: { channel } });
    await full.api.publish(channel, 'marker');
    await peer.publication(channel, 'marker');
    expect(peer.pushes(channel)).toHaveLength(1);
  });
});
