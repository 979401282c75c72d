import { Cable } from '../support/proxy';
import { sdkClient, Heard, HeardByClient, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

test.describe('§3 ping and pong', () => {
  test('§3 the server pings again and again, and whoever answers stays', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const peer = await strict.connected({}, wire);
        expect(peer.connection).toMatchObject({ ping: 4, pong: true });
        await peer.until('three pings', () => (peer.pings >= 3 ? true : undefined));
        const channel = strict.channel('plain');
        expect([nameOf(wire), await peer.subscribe(channel)]).toEqual([nameOf(wire), {}]);
      }),
    );
  });

  test('§3 §10 a ping that is not answered: disconnect 3012', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const peer = await strict.peer(wire);
        peer.answersPings = false;
        peer.send({ id: 1, connect: { token: strict.token() } });
        expect([nameOf(wire), await peer.closed()]).toEqual([nameOf(wire), { code: 3012, reason: 'no pong' }]);
        expect(peer.pings).toBe(1);
      }),
    );
  });

  test('§3 the SDK answers pings over every transport, and reconnects after 3012 at most', async ({ strict }) => {
    const clients = WIRES.map((wire) => strict.sdk(wire));
    const heard = clients.map((client) => new HeardByClient(client));
    for (const client of clients) client.connect();
    const clock = await strict.connected();
    await clock.until('four pings', () => (clock.pings >= 4 ? true : undefined));
    for (const each of heard) {
      expect(each.connected).toHaveLength(1);
      expect(each.connecting).toHaveLength(1);
    }
  });

  test('§1 a ping is an empty object in JSON, and an empty reply in Protobuf', async ({ strict }) => {
    await Promise.all(
      (['json', 'protobuf'] as const).map(async (format) => {
        const socket = await strict.socket({ format });
        socket.send({ id: 1, connect: { token: strict.token() } });
        await socket.until('a ping', () => (socket.pings > 0 ? true : undefined));
        const last = socket.frames.at(-1);
        expect(typeof last === 'string' ? last : [...(last ?? [])]).toEqual(format === 'json' ? '{}' : [0]);
      }),
    );
  });

  test('§3 one pong answers one ping: a second one is 3501', async ({ strict }) => {
    const socket = await strict.socket();
    socket.send({ id: 1, connect: { token: strict.token() } });
    await socket.until('a ping', () => (socket.pings > 0 ? true : undefined));
    socket.send({});
    expect((await socket.closed()).code).toBe(3501);
  });

  test('§3 when nothing at all arrives the SDK reconnects with its code 2, and recovers', async ({ strict }) => {
    const cable = await Cable.to(Number(new URL(strict.url).port));
    const channel = strict.channel('news');
    const publisher = await strict.connected();
    const client = sdkClient(cable.url, WIRES[0] ?? { transport: 'websocket', format: 'json' }, {
      token: strict.token(),
      maxServerPingDelay: 2_000,
    });
    try {
      const heard = new HeardByClient(client);
      const subscription = client.newSubscription(channel);
      const subscriber = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      cable.stall();
      await publisher.call({ publish: { channel, data: 'while stalled' } });
      await expect.poll(() => heard.connecting).toEqual([0, 2]);
      cable.resume();
      await expect.poll(() => subscriber.data).toEqual(['while stalled']);
      expect(subscriber.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: true });
    } finally {
      client.disconnect();
      await cable.close();
    }
  });
});

test.describe('§11 stale connections', () => {
  test('§11 no successful connect in time: disconnect 3502', async ({ strict }) => {
    const silent = await strict.socket();
    const binary = await strict.socket({ format: 'protobuf' });
    const refused = await strict.socket();
    refused.send({ id: 1, connect: { token: strict.token({ exp: 1 }) } });
    expect((await refused.reply(1)).error?.code).toBe(109);
    for (const socket of [silent, binary, refused]) {
      expect(await socket.closed()).toEqual({ code: 3502, reason: 'stale' });
    }
  });

  test('§11 §12 over a stream, a connect answered with an error: the stream ends', async ({ strict }) => {
    for (const wire of WIRES.filter(({ transport }) => transport !== 'websocket')) {
      const peer = await strict.peer(wire);
      expect((await peer.call({ connect: { token: strict.token({ exp: 1 }) } })).error?.code).toBe(109);
      await peer.closed();
    }
  });
});
