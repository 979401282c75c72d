import { hmacToken, inSeconds, unsignedToken } from './support/jwt';
import { HeardByClient, nameOf, WIRES } from './support/sdk';
import { SECRET } from './support/servers';
import { expect, test } from './support/test';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test.describe('§2 connect: the result', () => {
  for (const wire of WIRES) {
    const emulated = wire.transport !== 'websocket';

    test(`§2 a client id, the server's version, ping and pong (${nameOf(wire)})`, async ({ full }) => {
      const first = await full.connected({}, wire);
      const second = await full.connected({}, wire);
      expect(first.client).toMatch(UUID);
      expect(second.client).toMatch(UUID);
      expect(first.client).not.toBe(second.client);
      expect(first.connection).toMatchObject({ ping: 25, pong: true });
      expect(first.connection.version).toBeTruthy();
      expect(first.connection.time).toBeUndefined();
      expect(first.connection.subs).toBeUndefined();
      expect(first.connection.data).toBeUndefined();
    });

    test(`§2 session and node are told ${emulated ? 'for emulation' : 'only for emulation'} (${nameOf(wire)})`, async ({
      full,
    }) => {
      const { connection } = await full.connected({}, wire);
      expect([typeof connection.session, typeof connection.node]).toEqual(
        emulated ? ['string', 'string'] : ['undefined', 'undefined'],
      );
    });

    test(`§2 the SDK connects, with name, version, headers and data (${nameOf(wire)})`, async ({ full }) => {
      const client = full.sdk(wire, { name: 'conformance', version: '1.2.3', headers: { 'x-a': 'b' } });
      client.connect();
      await client.ready();
      expect(client.state).toBe('connected');
    });

    test(`§2 expires and ttl are told where the client has to refresh, and only there (${nameOf(wire)})`, async ({
      full,
    }) => {
      const token = (claims: object) => hmacToken(SECRET, { sub: '42', ...claims });
      const ending = await full.connectedWith({ token: token({ exp: inSeconds(100) }) }, '42', wire);
      expect(ending.connection.expires).toBe(true);
      expect(ending.connection.ttl).toBeGreaterThan(50);
      expect(ending.connection.ttl).toBeLessThanOrEqual(100);
      const endless = await full.connectedWith({ token: token({}) }, '42', wire);
      expect(endless.connection.expires).toBeUndefined();
      expect(endless.connection.ttl).toBeUndefined();
    });
  }

  test('§2 what newer clients send beside (flag, profile, dict) is ignored', async ({ full }) => {
    const { client } = await full.connectedWith({ token: full.token(), flag: 3, profile: 'x', dict: { id: 'y' } });
    expect(client).toMatch(UUID);
  });

  test('§2 a field that nobody knows is ignored', async ({ full }) => {
    const { client } = await full.connectedWith({ token: full.token(), tomorrow: [1, { a: null }] });
    expect(client).toMatch(UUID);
  });

  test('§2 a user may be named by any text', async ({ full }) => {
    const channel = full.channel('lobby');
    for (const user of ['alice', 'user:7', 'Zoë 🦊', 'x'.repeat(200), '007', '-1']) {
      const peer = await full.connected({ sub: user });
      await peer.subscribe(channel);
      const { presence } = await peer.call({ presence: { channel } });
      expect(presence?.presence?.[peer.client]?.user).toBe(user);
      peer.leave();
    }
  });
});

test.describe('§2 connect: who may', () => {
  test('§2 no token, and anonymous clients are not allowed: disconnect 3501', async ({ strict }) => {
    const peer = await strict.peer();
    peer.send({ id: 1, connect: {} });
    expect((await peer.closed()).code).toBe(3501);
  });

  test('§2 no token, and anonymous clients are allowed: connected as nobody', async ({ full }) => {
    const peer = await full.connectedWith({});
    const channel = full.channel('lobby');
    await peer.subscribe(channel);
    const { presence } = await peer.call({ presence: { channel } });
    expect(presence?.presence?.[peer.client]?.user ?? '').toBe('');
    expect(peer.connection.expires).toBeUndefined();
  });

  test('§2 no token in insecure mode: connected, and nothing expires', async ({ insecure }) => {
    const { connection } = await insecure.connectedWith({});
    expect(connection.expires).toBeUndefined();
  });

  test('§2 an expired token: error 109, not temporary', async ({ full }) => {
    const peer = await full.peer();
    const { error } = await peer.call({ connect: { token: full.token({ exp: inSeconds(-1) }) } });
    expect(error).toEqual({ code: 109, message: 'token expired' });
  });

  const EXPIRED_ONCE = WIRES;
  for (const wire of EXPIRED_ONCE) {
    test(`§2 after error 109 the SDK asks for a new token and connects (${nameOf(wire)})`, async ({ full }) => {
      const tokens = [full.token({ exp: inSeconds(-1) }), full.token()];
      let asked = 0;
      const client = full.sdk(wire, { getToken: () => Promise.resolve(tokens[asked++] ?? '') });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      expect(asked).toBe(2);
      expect(heard.errors).toEqual([{ type: 'connect', code: 109 }]);
      expect(heard.disconnected).toEqual([]);
    });

    test(`§2 a token with a bad signature: disconnect 3500, for good (${nameOf(wire)})`, async ({ full }) => {
      const client = full.sdk(wire, { token: hmacToken('another secret, as long as it has to be', full.claims()) });
      const heard = new HeardByClient(client);
      client.connect();
      await expect.poll(() => heard.disconnected).toEqual([{ code: 3500, reason: 'invalid token' }]);
    });
  }

  const BAD: [string, (claims: object) => string][] = [
    ['text that is no token', () => 'x'],
    ['three parts that are none', () => 'a.b.c'],
    ['no signature', (claims) => unsignedToken({ ...claims })],
    ['another secret', (claims) => hmacToken('another secret, as long as it has to be', { ...claims })],
    ['the signature of other claims', (claims) => foreignSignature(claims)],
    ['a channel claim', (claims) => hmacToken(SECRET, { ...claims, channel: 'plain:x' })],
    ['a user that is a number', (claims) => hmacToken(SECRET, { ...claims, sub: 42 })],
    ['an end that is text', (claims) => hmacToken(SECRET, { ...claims, exp: 'tomorrow' })],
    ['claims that are no object', () => hmacToken(SECRET, [] as unknown as Record<string, unknown>)],
  ];

  for (const [what, token] of BAD) {
    test(`§2 a token with ${what}: disconnect 3500`, async ({ full }) => {
      const peer = await full.peer();
      peer.send({ id: 1, connect: { token: token(full.claims()) } });
      expect(await peer.closed()).toEqual({ code: 3500, reason: 'invalid token' });
    });
  }

  test('§2 a token of nobody (iat only) is fine', async ({ full }) => {
    const { connection } = await full.connectedWith({ token: hmacToken(SECRET, { iat: inSeconds(0) }) });
    expect(connection.expires).toBeUndefined();
  });

  test('§2 a token of nobody where that is disallowed: disconnect 3507', async ({ strict }) => {
    const peer = await strict.peer();
    peer.send({ id: 1, connect: { token: strict.token({ sub: '' }) } });
    expect(await peer.closed()).toEqual({ code: 3507, reason: 'permission denied' });
  });

  test('§2 more server-side subscriptions than the channel limit: disconnect 3505', async ({ full, strict }) => {
    const channels = Array.from({ length: 129 }, () => full.channel('plain'));
    const peer = await full.peer();
    peer.send({ id: 1, connect: { token: full.token({ channels }) } });
    expect(await peer.closed()).toEqual({ code: 3505, reason: 'channel limit' });
    const { connection } = await full.connected({ channels: channels.slice(1) });
    expect(Object.keys(connection.subs ?? {})).toHaveLength(128);
    const other = await strict.peer();
    other.send({ id: 1, connect: { token: strict.token({ channels: channels.slice(0, 5) }) } });
    expect((await other.closed()).code).toBe(3505);
  });

  test('§2 more connections of one user than allowed: disconnect 3504', async ({ strict }) => {
    const sub = strict.user();
    const [first] = [await strict.connected({ sub }), await strict.connected({ sub })];
    const third = await strict.peer();
    third.send({ id: 1, connect: { token: strict.token({ sub }) } });
    expect(await third.closed()).toEqual({ code: 3504, reason: 'connection limit' });
    // Another user may, and so may this one when a connection has ended.
    await strict.connected();
    first.leave();
    await expect
      .poll(async () => {
        const peer = await strict.peer();
        const answer = await Promise.race([peer.call({ connect: { token: strict.token({ sub }) } }), peer.closed()]);
        peer.leave();
        return 'connect' in answer;
      })
      .toBe(true);
  });
});

function foreignSignature(claims: object): string {
  const [header, , signature] = hmacToken(SECRET, { ...claims, sub: 'somebody-else' }).split('.');
  return [header, hmacToken(SECRET, { ...claims }).split('.')[1], signature].join('.');
}
