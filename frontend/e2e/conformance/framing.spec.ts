import type { Request } from './support/frames';
import { nameOf, WIRES } from './support/sdk';
import type { Socket } from './support/socket';
import { expect, test } from './support/test';

test.describe('§1 framing: commands and replies', () => {
  for (const wire of WIRES) {
    test(`§1 one frame holds several commands, handled in order (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const [first, second] = [full.channel('plain'), full.channel('plain')];
      const replies = await peer.calls(
        { subscribe: { channel: first } },
        { unsubscribe: { channel: first } },
        { subscribe: { channel: second } },
        { publish: { channel: second, data: 'x' } },
      );
      expect(replies.map(({ subscribe, unsubscribe, publish }) => [subscribe, unsubscribe, publish])).toEqual([
        [{}, undefined, undefined],
        [undefined, {}, undefined],
        [{}, undefined, undefined],
        [undefined, undefined, {}],
      ]);
      await peer.publication(second, 'x');
    });

    test(`§1 an empty result is present and empty (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const channel = full.channel('plain');
      peer.countFrom(10);
      expect(await peer.call({ subscribe: { channel } })).toEqual({ id: 10, subscribe: {} });
      expect(await peer.call({ publish: { channel, data: 1 } })).toEqual({ id: 11, publish: {} });
      expect(await peer.call({ unsubscribe: { channel } })).toEqual({ id: 12, unsubscribe: {} });
    });

    test(`§1 connect and all pending subscribes come in one first frame (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.peer(wire);
      const channels = Array.from({ length: 20 }, () => full.channel('plain'));
      const commands = [
        { connect: { token: full.token() } },
        ...channels.map((channel) => ({ subscribe: { channel } })),
      ];
      const [connected, ...subscribed] = await peer.calls(...commands);
      expect(connected?.connect?.client).toBeTruthy();
      for (const reply of subscribed) expect(reply.subscribe).toBeDefined();
      // The connect is answered before anything else.
      expect(peer.received[0]?.connect).toBeDefined();
    });

    test(`§1 if several requests are set, the first in the order is used (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const channel = full.channel('plain');
      const asked = full.channel(); // where presence and history may be asked for
      const requests: Request = {
        subscribe: { channel },
        unsubscribe: { channel },
        publish: { channel, data: 1 },
        presence: { channel: asked },
        presence_stats: { channel: asked },
        history: { channel: asked },
        rpc: { method: 'x' },
        refresh: { token: 'x' },
        sub_refresh: { channel, token: 'x' },
      };
      expect((await peer.call(requests)).subscribe).toEqual({});
      delete requests['subscribe'];
      expect((await peer.call(requests)).unsubscribe).toEqual({});
      delete requests['unsubscribe'];
      expect((await peer.call(requests)).publish).toEqual({});
      delete requests['publish'];
      expect((await peer.call(requests)).presence).toBeDefined();
      delete requests['presence'];
      expect((await peer.call(requests)).presence_stats).toBeDefined();
      delete requests['presence_stats'];
      expect((await peer.call(requests)).history).toBeDefined();
      delete requests['history'];
      expect((await peer.call(requests)).error?.code).toBe(108); // what an rpc is told
      delete requests['rpc'];
      // A refresh with such a token ends the connection; before that, a sub_refresh would be refused.
      peer.send({ id: 99, ...requests });
      expect((await peer.closed()).code).toBe(3500);
    });
  }

  test('§1 JSON commands are separated by newlines, one at the end is no harm', async ({ full }) => {
    const socket = await full.socket();
    const channel = full.channel('plain');
    socket.sendText(`{"id":1,"connect":{"token":"${full.token()}"}}\n{"id":2,"subscribe":{"channel":"${channel}"}}\n`);
    expect((await socket.reply(2)).subscribe).toEqual({});
  });

  test('§1 ids need not be consecutive, only rise', async ({ full }) => {
    const socket = await full.socket();
    socket.send({ id: 7, connect: { token: full.token() } });
    socket.send({ id: 4_294_967_295, subscribe: { channel: full.channel('plain') } });
    expect((await socket.reply(7)).connect).toBeDefined();
    expect((await socket.reply(4_294_967_295)).subscribe).toEqual({});
  });

  test('§1 offsets are JSON numbers, names are snake_case, zero values are left out', async ({ full }) => {
    const socket = await connectedSocket(await full.socket(), full.token());
    const channel = full.channel('news');
    socket.send({ id: 2, subscribe: { channel } });
    await socket.reply(2);
    await full.api.publish(channel, 'x');
    await socket.publication(channel, 'x');
    const text = socket.frames.join('\n');
    expect(text).toMatch(/\{"id":2,"subscribe":\{[^}]*"recoverable":true/);
    expect(text).toMatch(/"offset":[1-9][0-9]*[,}]/);
    expect(text).not.toMatch(/"(offset|code|ttl|ping)":"/);
    expect(text).not.toMatch(/:(false|0|null|""|\[\])[,}]/);
    expect(text).not.toMatch(/"[a-z]+[A-Z][A-Za-z]*":/);
  });

  test('§1 an error has a code and a message, and no result beside it', async ({ full }) => {
    const socket = await connectedSocket(await full.socket(), full.token());
    socket.send({ id: 2, subscribe: { channel: 'nowhere:x' } });
    expect(await socket.reply(2)).toEqual({ id: 2, error: { code: 102, message: 'unknown channel' } });
  });

  test('§1 a push has no id', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('plain');
    await peer.subscribe(channel);
    await full.api.publish(channel, 'x');
    await peer.publication(channel, 'x');
    for (const reply of peer.received) expect(reply.id === undefined).toBe(reply.push !== undefined);
  });

  test('§1 the subscribe is answered before any publication of the channel, whatever is published meanwhile', async ({
    full,
  }) => {
    const publisher = await full.connected();
    const channel = full.channel('plain');
    expect((await publisher.call({ publish: { channel, data: 'first' } })).error).toBeUndefined();
    const rounds = new AbortController();
    const publishing = (async () => {
      for (let i = 0; !rounds.signal.aborted; i++) await publisher.call({ publish: { channel, data: i } });
    })();
    const subscriber = await full.connected();
    for (let round = 0; round < 100; round++) {
      const before = subscriber.received.length;
      const { id } = await subscriber.call({ subscribe: { channel } });
      await subscriber.until('a publication', () => subscriber.received.slice(before).find((it) => it.push?.pub));
      expect(subscriber.received[before]?.id).toBe(id);
      await subscriber.call({ unsubscribe: { channel } });
    }
    rounds.abort();
    await publishing;
  });
});

test.describe('§1 framing: WebSocket', () => {
  test('§1 JSON comes in text frames when no subprotocol is offered', async ({ full }) => {
    const socket = await full.socket();
    expect(socket.subprotocol).toBe('');
    socket.send({ id: 1, connect: { token: full.token() } });
    await socket.reply(1);
    expect(typeof socket.frames[0]).toBe('string');
  });

  test('§1 the subprotocol centrifuge-protobuf is echoed and means Protobuf in binary frames', async ({ full }) => {
    const socket = await full.socket({ format: 'protobuf' });
    expect(socket.subprotocol).toBe('centrifuge-protobuf');
    socket.send({ id: 1, connect: { token: full.token() } });
    expect((await socket.reply(1)).connect?.client).toBeTruthy();
    expect(socket.frames[0]).toBeInstanceOf(Buffer);
  });

  test('§1 the query cf_protocol=protobuf means Protobuf without a subprotocol', async ({ full }) => {
    const socket = await full.socket({ format: 'protobuf', subprotocols: [], query: '?cf_protocol=protobuf' });
    expect(socket.subprotocol).toBe('');
    socket.send({ id: 1, connect: { token: full.token() } });
    expect((await socket.reply(1)).connect?.client).toBeTruthy();
    expect(socket.frames[0]).toBeInstanceOf(Buffer);
  });

  test('§1 an Origin is checked when there is one: our own may connect, a foreign one may not', async ({ full }) => {
    const own = await full.socket({ headers: { origin: full.url } });
    own.send({ id: 1, connect: { token: full.token() } });
    expect((await own.reply(1)).connect).toBeDefined();
    await expect(full.socket({ headers: { origin: 'https://evil.example.org' } })).rejects.toThrow('403');
  });
});

test.describe('§1 framing: what is a bad request (3501)', () => {
  const BAD: [string, string][] = [
    ['an empty frame', ''],
    ['a frame of newlines', '\n\n'],
    ['text that is no JSON', 'not json'],
    ['an array', '[]'],
    ['a string', '"connect"'],
    ['half a command', '{"id":1'],
    ['two commands without a newline', '{"id":1,"connect":{}}{"id":2,"ping":{}}'],
    ['a command before connect', '{"id":1,"subscribe":{"channel":"x"}}'],
    ['a publish before connect', '{"id":1,"publish":{"channel":"x","data":1}}'],
    ['a send before connect', '{"send":{"data":1}}'],
    ['an unknown command', '{"id":1,"fly":{}}'],
    ['a command without a request', '{"id":1}'],
    ['id 0', '{"id":0,"connect":{}}'],
    ['no id', '{"connect":{}}'],
    ['a negative id', '{"id":-1,"connect":{}}'],
    ['an id beyond 32 bits', '{"id":4294967296,"connect":{}}'],
    ['an id that is text', '{"id":"one","connect":{}}'],
    ['a request of another type', '{"id":1,"connect":[]}'],
    ['a field of another type', '{"id":1,"connect":{"token":{"a":1}}}'],
    ['a pong that no ping asked for', '{}'],
  ];

  for (const [what, frame] of BAD) {
    test(`§1 ${what}: disconnect 3501`, async ({ full }) => {
      const socket = await full.socket();
      socket.sendText(frame);
      expect(await socket.closed()).toEqual({ code: 3501, reason: 'bad request' });
    });
  }

  const BAD_LATER: [string, object][] = [
    ['a second connect', { id: 2, connect: {} }],
    ['a command without an id', { subscribe: { channel: 'plain:x' } }],
    ['an unknown command', { id: 2, fly: {} }],
    ['a pong that no ping asked for', {}],
    ['a subscribe without a channel', { id: 2, subscribe: {} }],
    ['an unsubscribe without a channel', { id: 2, unsubscribe: {} }],
    ['a publish without a channel', { id: 2, publish: { data: 1 } }],
    ['a presence without a channel', { id: 2, presence: {} }],
    ['a presence_stats without a channel', { id: 2, presence_stats: {} }],
    ['a history without a channel', { id: 2, history: {} }],
    ['a sub_refresh without a channel', { id: 2, sub_refresh: { token: 'x' } }],
    ['§3 the ping command', { id: 2, ping: {} }],
  ];

  for (const [what, command] of BAD_LATER) {
    test(`§1 once connected, ${what}: disconnect 3501`, async ({ full }) => {
      const socket = await connectedSocket(await full.socket(), full.token());
      socket.sendText(JSON.stringify(command));
      expect(await socket.closed()).toEqual({ code: 3501, reason: 'bad request' });
    });
  }

  const BAD_BYTES: [string, number[]][] = [
    ['an empty frame', []],
    ['a length that reaches beyond the frame', [0x05, 0x08]],
    ['a length without an end', [0x80]],
    ['a field that reaches beyond its command', [0x02, 0x22, 0x7f]],
    ['an impossible wire type', [0x02, 0x0f, 0x00]],
    ['an empty command', [0x00]],
    ['a command before connect', [0x09, 0x08, 0x01, 0x2a, 0x05, 0x0a, 0x03, 0x66, 0x6f, 0x6f]],
  ];

  for (const [what, bytes] of BAD_BYTES) {
    test(`§1 in Protobuf, ${what}: disconnect 3501`, async ({ full }) => {
      const socket = await full.socket({ format: 'protobuf' });
      socket.sendBytes(Uint8Array.from(bytes));
      expect(await socket.closed()).toEqual({ code: 3501, reason: 'bad request' });
    });
  }

  test('§1 a connect answered with an error leaves the socket open; the rest of its frame is dropped, a later command is 3501', async ({
    full,
  }) => {
    const socket = await full.socket();
    const channel = full.channel('plain');
    socket.send({ id: 1, connect: { token: full.token({ exp: 1 }) } }, { id: 2, subscribe: { channel } });
    expect((await socket.reply(1)).error?.code).toBe(109);
    expect(socket.isClosed).toBe(false);
    socket.send({ id: 3, subscribe: { channel } });
    expect((await socket.closed()).code).toBe(3501);
    expect(socket.received.filter(({ id }) => id !== undefined).map(({ id }) => id)).toEqual([1]);
  });

  test('§1 a connect answered with an error is no connect: a second one is 3501, too', async ({ full }) => {
    const socket = await full.socket();
    socket.send({ id: 1, connect: { token: full.token({ exp: 1 }) } });
    expect((await socket.reply(1)).error?.code).toBe(109);
    socket.send({ id: 2, connect: { token: full.token() } });
    expect((await socket.closed()).code).toBe(3501);
  });
});

async function connectedSocket(socket: Socket, token: string): Promise<Socket> {
  socket.send({ id: 1, connect: { token } });
  await socket.reply(1);
  socket.countFrom(2);
  return socket;
}
