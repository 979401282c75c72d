import { HeardByClient, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

const LIMIT = 65_536;

test.describe('§11 limits: sizes', () => {
  for (const format of ['json', 'protobuf'] as const) {
    test(`§11 a message of 64 KiB is fine, a longer one closes with 1009 (websocket, ${format})`, async ({ full }) => {
      const wire = { transport: 'websocket', format } as const;
      const channel = full.channel('plain');
      const peer = await full.connected({}, wire);
      const reply = await peer.call({ publish: { channel, data: 'x'.repeat(LIMIT - 200) } });
      expect(reply.publish).toEqual({});
      peer.send({ id: 9, publish: { channel, data: 'x'.repeat(LIMIT + 1) } });
      expect((await peer.closed()).code).toBe(1009);
    });

    test(`§11 the SDK takes 1009 for the end: disconnected with its code 3 (websocket, ${format})`, async ({
      full,
    }) => {
      const client = full.sdk({ transport: 'websocket', format });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      const data = format === 'json' ? 'x'.repeat(LIMIT + 1) : new Uint8Array(LIMIT + 1);
      client.publish(full.channel('plain'), data).catch(() => undefined);
      await expect.poll(() => heard.disconnected.map(({ code }) => code)).toEqual([3]);
    });
  }

  test('§11 a long first message is too long as well', async ({ full }) => {
    const socket = await full.socket();
    socket.sendText(`{"id":1,"connect":{"token":"${'x'.repeat(LIMIT)}"}}`);
    expect((await socket.closed()).code).toBe(1009);
  });

  test('§10 a binary frame of a JSON client: disconnect 3506', async ({ full }) => {
    const socket = await full.socket();
    socket.sendBytes(Uint8Array.from([1, 2, 3]));
    expect(await socket.closed()).toEqual({ code: 3506, reason: 'inappropriate protocol' });
  });

  test('§12 a POST to /emulation beyond 64 KiB: 413; the stream goes on', async ({ full }) => {
    const stream = full.stream({ transport: 'http_stream', format: 'json' });
    await stream.call({ connect: { token: full.token() } });
    const channel = full.channel('plain');
    const response = await stream.post([{ id: 9, publish: { channel, data: 'x'.repeat(LIMIT) } }]);
    expect(response.status).toBe(413);
    expect(await stream.subscribe(channel)).toEqual({});
  });
});

test.describe('§11 limits: a client that is too slow', () => {
  test('§10 §11 more waits for it than the queue may hold: it is cut off without a flush, others go on', async ({
    strict,
  }) => {
    const channel = strict.channel('news');
    const socket = await strict.socket();
    socket.send({ id: 1, connect: { token: strict.token() } }, { id: 2, subscribe: { channel } });
    await socket.reply(2);
    const brisk = await strict.connected();
    await brisk.subscribe(channel);
    socket.stall();
    for (let i = 0; i < 200; i++) {
      // At the pace of the one that reads, for which no more than a little may wait either.
      await strict.api.publish(channel, 'x'.repeat(50_000));
      await brisk.until(`publication ${i}`, () => brisk.publications(channel)[i]);
    }
    await strict.api.publish(channel, 'the last one');
    await brisk.publication(channel, 'the last one');
    socket.resume();
    const { code } = await socket.closed();
    // 3008 if the client has come to read it before the server gave up waiting, else the connection just ends.
    expect([3008, 1006]).toContain(code);
    expect(socket.publications(channel).map(({ data }) => data)).not.toContain('the last one');
  });
});

test.describe('§11 limits: how often', () => {
  test('§10 §11 more commands than allowed: error 111 (temporary) or disconnect 3013', async ({ strict }) => {
    const peer = await strict.connected();
    const channel = strict.channel('plain');
    peer.send(...Array.from({ length: 500 }, (_, i) => ({ id: 10 + i, unsubscribe: { channel } })));
    const refused = await peer.until('a refusal', () =>
      peer.isClosed ? 'closed' : peer.received.find(({ error }) => error !== undefined)?.error,
    );
    if (refused === 'closed') expect(await peer.closed()).toEqual({ code: 3013, reason: 'too many requests' });
    else expect(refused).toEqual({ code: 111, message: 'too many requests', temporary: true });
  });

  test('§10 §11 an honest client never meets the rate', async ({ strict }) => {
    for (const wire of WIRES) {
      const peer = await strict.connected({}, wire);
      const channel = strict.channel('plain');
      const replies = await peer.calls(...Array.from({ length: 50 }, () => ({ publish: { channel, data: 1 } })));
      expect([nameOf(wire), replies.filter(({ error }) => error)]).toEqual([nameOf(wire), []]);
    }
  });
});
