import { encoded, Heard, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

test.describe('§6 publications', () => {
  for (const wire of WIRES) {
    test(`§6 the publisher gets its own, too, with its info; the reply is empty (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('news');
      const peer = await full.connected({ info: { name: 'Alice' } }, wire);
      await peer.subscribe(channel, { token: full.subscriptionToken(peer.user, channel, { info: { seat: 7 } }) });
      const { publish } = await peer.call({ publish: { channel, data: { text: 'hello' } } });
      expect(publish).toEqual({});
      const pub = await peer.publication(channel, { text: 'hello' });
      expect(pub).toEqual({
        data: { text: 'hello' },
        offset: pub.offset,
        info: { user: peer.user, client: peer.client, conn_info: { name: 'Alice' }, chan_info: { seat: 7 } },
      });
      expect(pub.offset).toBeGreaterThan(0);
    });

    test(`§6 a publication by the server has tags and no info (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('news');
      const peer = await full.connected({}, wire);
      await peer.subscribe(channel);
      const { offset } = await full.api.publish(channel, 'x', { tags: { color: 'red', size: 'ä' } });
      expect(await peer.publication(channel, 'x')).toEqual({ data: 'x', offset, tags: { color: 'red', size: 'ä' } });
    });

    test(`§6 the SDK publishes and hears, subscribed or not (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('plain');
      const client = full.sdk(wire);
      const other = full.sdk(wire);
      const subscription = client.newSubscription(channel);
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      other.connect();
      await subscription.ready();
      await subscription.publish(encoded(wire, { i: 1 }));
      await other.publish(channel, encoded(wire, { i: 2 }));
      await expect.poll(() => heard.data).toEqual([{ i: 1 }, { i: 2 }]);
    });

    test(`§1 a payload is any JSON value (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('plain');
      const peer = await full.connected({}, wire);
      await peer.subscribe(channel);
      const values = [
        0,
        -1.5,
        true,
        false,
        '',
        'text',
        'ünïcödé 🦊',
        'line\nbreak',
        [],
        {},
        [1, [2, [3]]],
        { a: { b: null } },
      ];
      for (const data of values) expect((await peer.call({ publish: { channel, data } })).error).toBeUndefined();
      await peer.publication(channel, { a: { b: null } });
      expect(peer.publications(channel).map(({ data }) => data)).toEqual(values);
    });
  }

  test('§1 JSON payloads keep their bytes: numbers, order of keys, double keys, spaces', async ({ full }) => {
    const channel = full.channel('news');
    const socket = await full.socket();
    socket.send({ id: 1, connect: { token: full.token() } });
    await socket.reply(1);
    socket.send({ id: 2, subscribe: { channel } });
    await socket.reply(2);
    const odd = '{"z":1.0,  "a" : 1e3,"a":12345678901234567890, "e":"\\u00e9\\/", "deep":[ { } ]}';
    socket.sendText(`{"id":3,"publish":{"channel":"${channel}","data":${odd}}}`);
    await socket.reply(3);
    await full.api.publishText(channel, odd);
    await full.api.publish(channel, 'marker');
    await socket.publication(channel, 'marker');
    expect(socket.frames.join('\n').split(odd)).toHaveLength(3);
    socket.send({ id: 4, history: { channel, limit: -1 } });
    await socket.reply(4);
    expect(String(socket.frames.at(-1)).split(odd)).toHaveLength(3);
  });

  test('§1 a payload never breaks a line, though it was pretty-printed', async ({ full }) => {
    const channel = full.channel('news');
    const pretty = JSON.stringify({ a: [1, 2], text: 'line\nbreak' }, null, 2);
    for (const wire of WIRES) {
      const peer = await full.connected({}, wire);
      await peer.subscribe(channel);
      await full.api.publishText(channel, pretty);
      await peer.publication(channel, JSON.parse(pretty));
    }
    // By Protobuf a client may send raw newlines, too.
    const binary = await full.connected({}, { transport: 'websocket', format: 'protobuf' });
    const text = await full.connected();
    const plain = full.channel('plain');
    await text.subscribe(plain);
    await binary.subscribe(plain);
    const data = new TextEncoder().encode('{\r\n  "from": "protobuf"\n}');
    expect((await binary.call({ publish: { channel: plain, data } })).error).toBeUndefined();
    await text.publication(plain, { from: 'protobuf' });
    await binary.publication(plain, { from: 'protobuf' });
  });

  test('§1 Protobuf passes bytes through unchanged', async ({ full }) => {
    const channel = full.channel('news');
    const wire = { transport: 'websocket', format: 'protobuf' } as const;
    const peer = await full.connected({}, wire);
    await peer.subscribe(channel);
    const data = Uint8Array.from({ length: 256 }, (_, i) => i);
    await peer.call({ publish: { channel, data } });
    const pub = await peer.until('a publication', () => peer.publications(channel)[0]);
    expect(Buffer.from(pub.data as Uint8Array).equals(data)).toBe(true);
    await full.api.ok('publish', { channel, b64data: Buffer.from([0xff, 0x0a, 0x00]).toString('base64') });
    const second = await peer.until('a second one', () => peer.publications(channel)[1]);
    expect([...(second.data as Uint8Array)]).toEqual([0xff, 0x0a, 0x00]);
  });

  test('§1 bytes that are no JSON do not break the frames of JSON clients', async ({ full }) => {
    const channel = full.channel('news');
    const text = await full.connected();
    const binary = await full.connected({}, { transport: 'websocket', format: 'protobuf' });
    await text.subscribe(channel);
    for (const bytes of ['{"half":', '\n\n', '"quo"te"', '}{', '\uFEFF1', 'NaN', '01', "'x'"]) {
      await binary.call({ publish: { channel, data: new TextEncoder().encode(bytes) } });
    }
    await binary.call({ publish: { channel, data: Uint8Array.from([0xff, 0xfe]) } });
    await full.api.publish(channel, 'marker');
    await text.publication(channel, 'marker');
    // They are base64 text there.
    expect(text.publications(channel)[0]?.data).toBe(Buffer.from('{"half":').toString('base64'));
    const { history } = await text.call({ history: { channel, limit: -1 } });
    expect(history?.publications).toHaveLength(text.publications(channel).length);
  });

  test('§6 who may publish: clients, subscribers, others: error 103; unknown: 102', async ({ full }) => {
    const peer = await full.connected();
    const nobody = await full.connectedWith({});
    const refusal = async (who: typeof peer, channel: string) =>
      (await who.call({ publish: { channel, data: 'x' } })).error?.code;
    expect(await refusal(peer, full.channel('shut'))).toBe(103);
    expect(await refusal(peer, 'nowhere:x')).toBe(102);
    expect(await refusal(peer, full.channel('named'))).toBeUndefined();
    expect(await refusal(nobody, full.channel('named'))).toBe(103);
    expect(await refusal(nobody, full.channel('plain'))).toBeUndefined();
    const channel = full.channel('inner');
    expect(await refusal(peer, channel)).toBe(103);
    await peer.subscribe(channel);
    expect(await refusal(peer, channel)).toBeUndefined();
    await peer.publication(channel, 'x');
  });

  test('§6 a publish without data: disconnect 3501', async ({ full }) => {
    const peer = await full.connected();
    peer.send({ id: 2, publish: { channel: full.channel('plain') } });
    expect(await peer.closed()).toEqual({ code: 3501, reason: 'bad request' });
  });

  test('§6 publications come in the order in which they were published', async ({ full }) => {
    const channel = full.channel('plain');
    const [publisher, ...listeners] = await Promise.all(WIRES.map((wire) => full.connected({}, wire)));
    for (const listener of listeners) await listener.subscribe(channel);
    const count = 200;
    await publisher?.calls(...Array.from({ length: count }, (_, i) => ({ publish: { channel, data: i } })));
    for (const listener of listeners) {
      await listener.publication(channel, count - 1);
      expect(listener.publications(channel).map(({ data }) => data)).toEqual(
        Array.from({ length: count }, (_, i) => i),
      );
    }
  });
});

test.describe("the messenger's own channels", () => {
  test('§4 personal:<user> is for that user alone, recovered, and nobody publishes there', async ({ full }) => {
    const peer = await full.connected({ sub: '990000001' });
    expect(await peer.subscribe('personal:990000001')).toMatchObject({ recoverable: true, positioned: true });
    expect((await peer.call({ subscribe: { channel: 'personal:990000002' } })).error?.code).toBe(103);
    expect((await peer.call({ publish: { channel: 'personal:990000001', data: 'x' } })).error?.code).toBe(103);
    await full.api.publish('personal:990000001', { type: 'from the server' });
    await peer.publication('personal:990000001', { type: 'from the server' });
  });

  test('§4 room:<id> is for members alone: others get error 103', async ({ full }) => {
    const peer = await full.connected({ sub: '990000003' });
    for (const channel of ['room:1', 'room:0', 'room:x', 'user:990000003', 'here:1', 'gapless:control']) {
      const { error } = await peer.call({ subscribe: { channel } });
      expect([channel, [102, 103, 107].includes(error?.code ?? 0)]).toEqual([channel, true]);
    }
  });
});
