import type { SubscribeResult } from './support/frames';
import type { Connected, Gateway } from './support/gateway';
import { hmacToken, inSeconds, signedToken } from './support/jwt';
import { AUDIENCE, ISSUER, SECRET } from './support/servers';
import { expect, test } from './support/test';

/** The answer to a connect with a token: its error's code, the code of the disconnect, or 0 when it is fine. */
async function judge(gateway: Gateway, token: string): Promise<number> {
  const peer = await gateway.peer();
  const answer = await peer.call({ connect: { token } }).catch(() => null);
  const code = answer ? (answer.error?.code ?? 0) : (await peer.closed()).code;
  peer.leave();
  return code;
}

test.describe('§4.1 tokens: algorithms', () => {
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    test(`§4.1 ${alg} with the secret`, async ({ full }) => {
      expect(await judge(full, hmacToken(SECRET, full.claims(), alg))).toBe(0);
      expect(await judge(full, hmacToken('another secret, as long as it has to be', full.claims(), alg))).toBe(3500);
    });
  }

  for (const alg of ['RS256', 'RS384', 'RS512']) {
    test(`§4.1 ${alg} with the configured key`, async ({ full }) => {
      expect(await judge(full, signedToken(full.key('rsa'), full.claims(), alg))).toBe(0);
      expect(await judge(full, signedToken(full.key('listed-rsa'), full.claims(), alg))).toBe(3500);
    });
  }

  test('§4.1 ES256 with the configured key', async ({ full }) => {
    expect(await judge(full, signedToken(full.key('ecdsa'), full.claims(), 'ES256'))).toBe(0);
    expect(await judge(full, signedToken(full.key('listed-ecdsa'), full.claims(), 'ES256'))).toBe(3500);
  });

  test('§4.1 a public key is no secret: HS256 signed with the text of the RSA key is refused', async ({ full }) => {
    const jwk = full.key('rsa').export({ format: 'jwk' });
    for (const secret of [String(jwk.n), JSON.stringify(jwk)]) {
      expect(await judge(full, hmacToken(secret, full.claims()))).toBe(3500);
    }
  });

  test('§4.1 JWKS: keys are found by their kid; an unknown kid or the wrong key is refused', async ({ strict }) => {
    const sign = (name: 'listed-rsa' | 'listed-ecdsa' | 'rsa', alg: string, kid?: string) =>
      signedToken(strict.key(name), strict.claims(), alg, kid);
    expect(await judge(strict, sign('listed-rsa', 'RS256', 'listed-rsa'))).toBe(0);
    expect(await judge(strict, sign('listed-ecdsa', 'ES256', 'listed-ecdsa'))).toBe(0);
    expect(await judge(strict, sign('rsa', 'RS256', 'listed-rsa'))).toBe(3500);
    // Whoever comes with a name that is not known, while the key set has just been asked for, may have to come again.
    const unknown = () => judge(strict, sign('listed-rsa', 'RS256', 'nobody-knows-this-one'));
    expect([100, 3500]).toContain(await unknown());
    await expect.poll(unknown).toBe(3500);
  });

  test('§4.1 subscription tokens are signed in the same ways', async ({ full }) => {
    const peer = await full.connected();
    for (const [alg, key] of [
      ['RS256', 'rsa'],
      ['ES256', 'ecdsa'],
    ] as const) {
      const channel = full.channel('shut');
      const token = signedToken(full.key(key), full.claims({ sub: peer.user, channel }), alg);
      await peer.subscribe(channel, { token });
    }
  });
});

test.describe('§4.1 tokens: claims of a connection', () => {
  test('§4.1 exp has passed, or nbf is to come: error 109', async ({ full }) => {
    expect(await judge(full, full.token({ exp: inSeconds(-5) }))).toBe(109);
    expect(await judge(full, full.token({ nbf: inSeconds(600) }))).toBe(109);
    expect(await judge(full, full.token({ nbf: inSeconds(-600), iat: inSeconds(-600), jti: 'one' }))).toBe(0);
    // With a bad signature it is not expired but bad.
    expect(await judge(full, hmacToken('another secret, as long as it has to be', full.claims({ exp: 1 })))).toBe(3500);
  });

  test('§4.1 aud and iss are checked where they are configured', async ({ strict }) => {
    expect(await judge(strict, strict.token())).toBe(0);
    expect(await judge(strict, strict.token({ aud: ['somebody', AUDIENCE] }))).toBe(0);
    expect(await judge(strict, strict.token({ aud: 'somebody' }))).toBe(3500);
    expect(await judge(strict, strict.token({ iss: `${ISSUER}/` }))).toBe(3500);
    expect(await judge(strict, strict.token({ aud: undefined }))).toBe(3500);
    expect(await judge(strict, strict.token({ iss: undefined }))).toBe(3500);
  });

  test('§4.1 aud and iss are not checked where they are not configured', async ({ full }) => {
    expect(await judge(full, full.token({ aud: 'anybody', iss: 'anybody' }))).toBe(0);
  });

  test('§4.1 info and b64info are shown with the client, meta never', async ({ full }) => {
    const channel = full.channel('lobby');
    const info = { name: 'Zoë', colors: ['red', 2, null] };
    const first = await full.connected({ info, meta: { secret: 'meta-is-for-the-server' } });
    await first.subscribe(channel);
    const second = await full.connected({ b64info: Buffer.from(JSON.stringify(info)).toString('base64') });
    await second.subscribe(channel);
    const { presence } = await first.call({ presence: { channel } });
    expect(presence?.presence?.[first.client]).toEqual({ user: first.user, client: first.client, conn_info: info });
    expect(presence?.presence?.[second.client]).toEqual({ user: second.user, client: second.client, conn_info: info });
    await second.call({ publish: { channel, data: 'x' } });
    expect((await first.publication(channel, 'x')).info?.conn_info).toEqual(info);
    expect(JSON.stringify([first.received, second.received])).not.toContain('meta-is-for-the-server');
  });

  test('§4.1 expire_at overrides exp for the life of the connection: 0 is for ever', async ({ full }) => {
    const ttl = async (claims: object) => {
      const { connection } = await full.connected({ ...claims });
      return connection.expires === true ? Math.round((connection.ttl ?? 0) / 100) * 100 : 0;
    };
    expect(await ttl({ exp: inSeconds(1000) })).toBe(1000);
    expect(await ttl({ exp: inSeconds(1000), expire_at: inSeconds(3000) })).toBe(3000);
    expect(await ttl({ exp: inSeconds(1000), expire_at: 0 })).toBe(0);
    expect(await ttl({ exp: undefined, expire_at: inSeconds(3000) })).toBe(3000);
    expect(await ttl({ exp: undefined })).toBe(0);
  });

  test('§4.1 §4.2 a connection token whose expire_at has passed: error 110', async ({ full }) => {
    expect(await judge(full, full.token({ expire_at: inSeconds(-10) }))).toBe(110);
  });

  test('§4.2 times are capped at one year', async ({ full }) => {
    const year = 365 * 24 * 3600;
    const { connection } = await full.connected({ exp: inSeconds(10 * year) });
    expect(connection.ttl).toBeGreaterThan(year - 1000);
    expect(connection.ttl).toBeLessThanOrEqual(year + 1);
  });

  test('§4.1 caps and revocation are ignored', async ({ full }) => {
    const claims = {
      caps: [{ channels: ['plain:*'], match: 'wildcard', allow: ['sub'] }],
      jti: 'x',
      iat: inSeconds(-5),
    };
    const peer = await full.connected(claims);
    expect((await peer.call({ subscribe: { channel: full.channel('shut') } })).error?.code).toBe(103);
    await peer.subscribe(full.channel('news'));
  });
});

test.describe('§4.1 tokens: server-side subscriptions', () => {
  test('§4.1 channels: subscribed with the connect', async ({ full }) => {
    const channels = [full.channel('shut'), full.channel('news')];
    const { connection } = await full.connected({ channels });
    expect(Object.keys(connection.subs ?? {}).sort()).toEqual([...channels].sort());
    expect(connection.subs?.[channels[1] ?? '']).toMatchObject({ recoverable: true, positioned: true });
  });

  test('§4.1 subs: info, data and overrides for each channel', async ({ full }) => {
    const [lobby, news, shut, binary] = ['lobby', 'news', 'shut', 'plain'].map((it) => full.channel(it)) as Four;
    const peer = await full.connected({
      info: { of: 'connection' },
      subs: {
        [lobby]: { info: { of: 'channel' }, data: { hello: 1 } },
        [news]: { override: { force_recovery: { value: false } } },
        [shut]: { override: { force_recovery: { value: true } } },
        [binary]: { b64data: Buffer.from('"from base64"').toString('base64'), b64info: b64({ of: 'base64' }) },
      },
    });
    const subs = peer.connection.subs ?? {};
    expect(subs[lobby]).toEqual({ data: { hello: 1 } });
    expect(subs[news]?.recoverable).toBeUndefined();
    expect(subs[shut]?.recoverable).toBe(true);
    expect(subs[binary]).toEqual({ data: 'from base64' });
    const { presence } = await peer.call({ presence: { channel: lobby } });
    expect(presence?.presence?.[peer.client]).toEqual({
      user: peer.user,
      client: peer.client,
      conn_info: { of: 'connection' },
      chan_info: { of: 'channel' },
    });
  });

  test('§4.1 overrides: presence, join_leave, force_push_join_leave, force_positioning', async ({ full }) => {
    const [quiet, news] = [full.channel('lobby'), full.channel('kept')];
    const watcher = await full.connected({
      subs: {
        [quiet]: { override: { force_push_join_leave: { value: true } } },
        [news]: { override: { force_positioning: { value: true } } },
      },
    });
    expect(watcher.connection.subs?.[news]?.positioned).toBe(true);
    const hidden = await full.connected({
      subs: { [quiet]: { override: { presence: { value: false }, join_leave: { value: false } } } },
    });
    const seen = await full.connected({ channels: [quiet] });
    // The later one's join has come, the hidden one's has not.
    await watcher.push(({ channel, join }) => channel === quiet && join?.info.client === seen.client);
    expect(watcher.pushes(quiet).map(({ join }) => join?.info.client)).not.toContain(hidden.client);
    const { presence } = await watcher.call({ presence: { channel: quiet } });
    expect(Object.keys(presence?.presence ?? {}).sort()).toEqual([watcher.client, seen.client].sort());
  });
});

test.describe('§4.1 tokens: claims of a subscription', () => {
  test('§4.1 info, b64info, data, b64data and overrides', async ({ full }) => {
    const peer = await full.connected();
    const subscribe = async (namespace: string, claims: object): Promise<[string, SubscribeResult]> => {
      const channel = full.channel(namespace);
      const token = full.subscriptionToken(peer.user, channel, { exp: undefined, ...claims });
      return [channel, await peer.subscribe(channel, { token })];
    };
    const [lobby, first] = await subscribe('lobby', { info: { of: 'channel' }, data: ['any', 'thing'] });
    expect(first).toEqual({ data: ['any', 'thing'] });
    expect(await chanInfo(peer, lobby)).toEqual({ of: 'channel' });
    const [binary, second] = await subscribe('lobby', { b64info: b64({ of: 'base64' }), b64data: b64({ x: 1 }) });
    expect(second).toEqual({ data: { x: 1 } });
    expect(await chanInfo(peer, binary)).toEqual({ of: 'base64' });
    const [, third] = await subscribe('kept', { override: { force_recovery: { value: true } } });
    expect(third).toMatchObject({ recoverable: true, positioned: true });
    const [, fourth] = await subscribe('kept', { override: { force_positioning: { value: true } } });
    expect([fourth.positioned, fourth.recoverable]).toEqual([true, undefined]);
  });

  test('§4.1 exp, expire_at and nbf of a subscription', async ({ full }) => {
    const peer = await full.connected();
    const ttl = async (claims: object) => {
      const channel = full.channel('shut');
      const { expires, ttl: seconds = 0 } = await peer.subscribe(channel, {
        token: full.subscriptionToken(peer.user, channel, { ...claims }),
      });
      return expires === true ? Math.round(seconds / 100) * 100 : 0;
    };
    expect(await ttl({ exp: inSeconds(1000) })).toBe(1000);
    expect(await ttl({ exp: inSeconds(1000), expire_at: inSeconds(3000) })).toBe(3000);
    expect(await ttl({ exp: inSeconds(1000), expire_at: 0 })).toBe(0);
    expect(await ttl({ exp: undefined })).toBe(0);
    const channel = full.channel('shut');
    const token = full.subscriptionToken(peer.user, channel, { nbf: inSeconds(600) });
    expect((await peer.call({ subscribe: { channel, token } })).error?.code).toBe(109);
  });

  test('§4.1 aud and iss of a subscription are checked where they are configured', async ({ strict }) => {
    const peer = await strict.connected();
    const channel = strict.channel('shut');
    for (const claims of [{ aud: 'somebody' }, { iss: 'somebody' }]) {
      const token = strict.subscriptionToken(peer.user, channel, claims);
      expect((await peer.call({ subscribe: { channel, token } })).error?.code).toBe(103);
    }
    await peer.subscribe(channel, { token: strict.subscriptionToken(peer.user, channel) });
  });
});

type Four = [string, string, string, string];

function b64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

async function chanInfo(peer: Connected, channel: string): Promise<unknown> {
  const { presence } = await peer.call({ presence: { channel } });
  return presence?.presence?.[peer.client]?.chan_info;
}
