import { hmacToken, inSeconds } from './support/jwt';
import { Heard, nameOf, WIRES } from './support/sdk';
import { SECRET } from './support/servers';
import { expect, test } from './support/test';

test.describe('§4 subscribe: outcomes', () => {
  test('§4 an empty channel: disconnect 3501', async ({ full }) => {
    const peer = await full.connected();
    peer.send({ id: 9, subscribe: { channel: '' } });
    expect((await peer.closed()).code).toBe(3501);
  });

  test('§4 an unknown kind of delta: disconnect 3501, before anything else is looked at', async ({ full }) => {
    for (const channel of [full.channel('plain'), `plain:${'x'.repeat(300)}`, 'nowhere:x']) {
      const peer = await full.connected();
      peer.send({ id: 9, subscribe: { channel, delta: 'bsdiff' } });
      expect((await peer.closed()).code).toBe(3501);
    }
  });

  test('§4 §11 a channel of 255 bytes is fine, of 256: error 107', async ({ full }) => {
    const peer = await full.connected();
    const head = full.channel('plain');
    await peer.subscribe(head.padEnd(255, 'x'));
    const { error } = await peer.call({ subscribe: { channel: head.padEnd(256, 'x') } });
    expect(error).toEqual({ code: 107, message: 'bad request' });
  });

  test('§4 already subscribed: error 105, also while the first is in progress', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('news');
    const replies = await peer.calls({ subscribe: { channel } }, { subscribe: { channel } });
    expect(replies.map(({ subscribe, error }) => subscribe !== undefined || error?.code)).toEqual([true, 105]);
    const { error } = await peer.call({ subscribe: { channel } });
    expect(error).toEqual({ code: 105, message: 'already subscribed' });
  });

  test('§4 §11 128 channels are fine, one more: error 106', async ({ full }) => {
    const peer = await full.connected();
    const channels = Array.from({ length: 128 }, () => full.channel('plain'));
    const replies = await peer.calls(...channels.map((channel) => ({ subscribe: { channel } })));
    expect(replies.filter(({ subscribe }) => subscribe)).toHaveLength(128);
    const { error } = await peer.call({ subscribe: { channel: full.channel('plain') } });
    expect(error).toEqual({ code: 106, message: 'limit exceeded' });
    // The order of checks: too long and subscribed already come before the limit, an unknown namespace after it.
    const tooLong = full.channel('plain').padEnd(256, 'x');
    expect((await peer.call({ subscribe: { channel: tooLong } })).error?.code).toBe(107);
    expect((await peer.call({ subscribe: { channel: channels[0] } })).error?.code).toBe(105);
    expect((await peer.call({ subscribe: { channel: 'nowhere:x' } })).error?.code).toBe(106);
    // An unsubscribe makes room.
    await peer.call({ unsubscribe: { channel: channels[0] } });
    await peer.subscribe(full.channel('plain'));
  });

  test('§4 an unknown namespace: error 102; so is a channel without one where these are not configured', async ({
    full,
    strict,
  }) => {
    const peer = await full.connected();
    const { error } = await peer.call({ subscribe: { channel: 'nowhere:x' } });
    expect(error).toEqual({ code: 102, message: 'unknown channel' });
    await peer.subscribe(full.channel());
    const other = await strict.connected();
    expect((await other.call({ subscribe: { channel: strict.channel() } })).error?.code).toBe(102);
  });

  test('§4 a name that is not ASCII, or not like the regex of its namespace: error 107', async ({ full }) => {
    const peer = await full.connected();
    const bad = ['plain:ünïcode', 'plain:emoji-🦊', 'digits:letters', 'digits:12a'];
    for (const channel of bad) {
      expect([channel, (await peer.call({ subscribe: { channel } })).error?.code]).toEqual([channel, 107]);
    }
    await peer.subscribe('digits:12');
  });

  test('§4 a private channel ($) without a token: error 103', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('$plain');
    const { error } = await peer.call({ subscribe: { channel } });
    expect(error).toEqual({ code: 103, message: 'permission denied' });
    await peer.subscribe(channel, { token: full.subscriptionToken(peer.user, channel) });
  });

  test('§4 no permission: error 103', async ({ full }) => {
    const peer = await full.connected();
    expect((await peer.call({ subscribe: { channel: full.channel('shut') } })).error?.code).toBe(103);
    const nobody = await full.connectedWith({});
    for (const namespace of ['shut', 'named']) {
      expect((await nobody.call({ subscribe: { channel: full.channel(namespace) } })).error?.code).toBe(103);
    }
    await nobody.subscribe(full.channel('plain'));
    await peer.subscribe(full.channel('named'));
  });

  test('§4 §11 a user-limited channel (#) is for the users it names: others get error 103', async ({ full }) => {
    const [alice, bob, carol] = await Promise.all([full.connected(), full.connected(), full.connected()]);
    const channel = `dialog:talk#${alice.user},${bob.user}`;
    await alice.subscribe(channel);
    await bob.subscribe(channel);
    expect((await carol.call({ subscribe: { channel } })).error?.code).toBe(103);
    const nobody = await full.connectedWith({});
    expect((await nobody.call({ subscribe: { channel: 'dialog:talk#' } })).error?.code).toBe(103);
  });

  test('§4 a filter of tags is not allowed: error 107', async ({ full }) => {
    for (const wire of WIRES) {
      const peer = await full.connected({}, wire);
      const request = { channel: full.channel('plain'), tf: { key: 'a', cmp: 'eq', val: 'b' } };
      expect((await peer.call({ subscribe: request })).error?.code).toBe(107);
    }
  });

  test('§4 the first check in the order of the protocol that fails decides', async ({ full }) => {
    const peer = await full.connected();
    const [taken, plain, shut] = [full.channel('plain'), full.channel('plain'), full.channel('shut')];
    await peer.subscribe(taken);
    const unknown = 'nowhere:x';
    const outdated = full.subscriptionToken(peer.user, unknown, { exp: inSeconds(-5) });
    const foreign = full.subscriptionToken('somebody else', taken);
    const over = full.subscriptionToken(peer.user, plain, { expire_at: inSeconds(-5) });
    const tf = { key: 'a', cmp: 'eq', val: 'b' };
    const cases: [string, Record<string, unknown>, number][] = [
      ['unknown, and not ASCII', { channel: 'nowhere:ü' }, 102],
      ['unknown, and a token that has expired', { channel: unknown, token: outdated }, 102],
      ['subscribed already, and a token of somebody else', { channel: taken, token: foreign }, 105],
      ['not permitted, and a filter', { channel: shut, tf }, 103],
      ['a filter, and already expired', { channel: plain, token: over, tf }, 107],
    ];
    for (const [what, subscribe, code] of cases) {
      expect([what, (await peer.call({ subscribe })).error?.code]).toEqual([what, code]);
    }
  });

  test('§4 a refused subscribe leaves no subscription: it may be tried again', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('shut');
    expect((await peer.call({ subscribe: { channel } })).error?.code).toBe(103);
    await peer.subscribe(channel, { token: full.subscriptionToken(peer.user, channel) });
  });

  for (const wire of WIRES) {
    test(`§4 the SDK's subscription ends with the code of the refusal (${nameOf(wire)})`, async ({ full }) => {
      const client = full.sdk(wire);
      const refused = client.newSubscription(full.channel('shut'));
      const unknown = client.newSubscription('nowhere:x');
      const heard = [new Heard(refused), new Heard(unknown)];
      refused.subscribe();
      unknown.subscribe();
      client.connect();
      await expect.poll(() => heard.map(({ unsubscribed }) => unsubscribed)).toEqual([[103], [102]]);
    });
  }
});

test.describe('§4 subscribe: tokens', () => {
  test('§4 an expired token: error 109; the SDK gets a new one', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('shut');
    const token = full.subscriptionToken(peer.user, channel, { exp: inSeconds(-1) });
    expect((await peer.call({ subscribe: { channel, token } })).error).toEqual({ code: 109, message: 'token expired' });

    const client = full.sdk({ transport: 'websocket', format: 'json' }, { token: full.token({ sub: peer.user }) });
    const tokens = [token, full.subscriptionToken(peer.user, channel)];
    const subscription = client.newSubscription(channel, {
      minResubscribeDelay: 50,
      getToken: () => Promise.resolve(tokens.shift() ?? ''),
    });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    expect(tokens).toEqual([]);
  });

  test('§4 a bad token: error 103', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('plain');
    const claims = full.claims({ sub: peer.user, channel });
    const bad = [
      'x',
      'a.b.c',
      hmacToken('another secret, as long as it has to be', claims),
      full.token({ sub: peer.user }),
    ];
    for (const token of bad) {
      expect((await peer.call({ subscribe: { channel, token } })).error?.code).toBe(103);
    }
    await peer.subscribe(channel);
  });

  test('§4 §4.1 a token with another channel, user or client: disconnect 3500', async ({ full }) => {
    const channel = full.channel('plain');
    const foreign: Record<string, (user: string, client: string) => string> = {
      channel: (user) => full.subscriptionToken(user, full.channel('plain')),
      user: () => full.subscriptionToken(full.user(), channel),
      nobody: () => full.subscriptionToken('', channel),
      client: (user) => full.subscriptionToken(user, channel, { client: '4d1a3f2e-0000-4000-8000-000000000000' }),
    };
    for (const [what, token] of Object.entries(foreign)) {
      const peer = await full.connected();
      peer.send({ id: 9, subscribe: { channel, token: token(peer.user, peer.client) } });
      expect([what, await peer.closed()]).toEqual([what, { code: 3500, reason: 'invalid token' }]);
    }
    const right = await full.connected();
    await right.subscribe(channel, { token: full.subscriptionToken(right.user, channel, { client: right.client }) });
  });

  test('§4.1 a token of nobody is for nobody', async ({ full }) => {
    const channel = full.channel('shut');
    const token = hmacToken(SECRET, { iat: inSeconds(0), channel });
    const nobody = await full.connectedWith({});
    await nobody.subscribe(channel, { token });
    const somebody = await full.connected();
    somebody.send({ id: 9, subscribe: { channel, token } });
    expect((await somebody.closed()).code).toBe(3500);
  });

  test('§4 already expired (expire_at has passed): error 110', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('plain');
    const token = full.subscriptionToken(peer.user, channel, { expire_at: inSeconds(-10) });
    expect((await peer.call({ subscribe: { channel, token } })).error).toEqual({ code: 110, message: 'expired' });
  });
});

test.describe('§4 subscribe: the result', () => {
  for (const wire of WIRES) {
    test(`§4 recoverable implies positioned; forced by the namespace (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const news = await peer.subscribe(full.channel('news'));
      expect(news).toMatchObject({ recoverable: true, positioned: true });
      expect(news.epoch).toBeTruthy();
      const placed = await peer.subscribe(full.channel('placed'));
      expect(placed).toMatchObject({ positioned: true });
      expect(placed.recoverable).toBeUndefined();
      expect(placed.epoch).toBeTruthy();
    });
  }

  test('§4 recovery and position on request, where that is allowed', async ({ full }) => {
    const peer = await full.connected();
    for (const namespace of ['asked', 'kept']) {
      expect(await peer.subscribe(full.channel(namespace))).toEqual({});
      const placed = await peer.subscribe(full.channel(namespace), { positioned: true });
      expect([placed.positioned, placed.recoverable]).toEqual([true, undefined]);
      const recovered = await peer.subscribe(full.channel(namespace), { recoverable: true });
      expect([recovered.positioned, recovered.recoverable]).toEqual([true, true]);
    }
    for (const namespace of ['held', 'plain']) {
      const request = { positioned: true, recoverable: true };
      const { positioned, recoverable } = await peer.subscribe(full.channel(namespace), request);
      expect([positioned, recoverable]).toEqual([undefined, undefined]);
    }
  });

  test('§4 numeric channel ids (flag bit 1) are not used', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('plain');
    expect((await peer.subscribe(channel, { flag: 1 })).id).toBeUndefined();
    await full.api.publish(channel, 'x');
    await peer.publication(channel, 'x');
  });

  test('§4 data of the client in a subscribe is accepted', async ({ full }) => {
    const peer = await full.connected();
    await peer.subscribe(full.channel('plain'), { data: { any: ['thing'] }, type: 0 });
  });
});

test.describe('§4 unsubscribe', () => {
  for (const wire of WIRES) {
    test(`§4 ten times subscribe and unsubscribe at once: unsubscribed in the end (${nameOf(wire)})`, async ({
      full,
    }) => {
      const client = full.sdk(wire, { fetch: inOrder() });
      const channel = full.channel('lobby');
      client.connect();
      await client.ready();
      const subscription = client.newSubscription(channel);
      for (let i = 0; i < 10; i++) {
        subscription.subscribe();
        subscription.unsubscribe();
      }
      expect(subscription.state).toBe('unsubscribed');
      // The answer comes behind all that was sent before.
      await expect.poll(async () => Object.keys((await client.presence(channel)).clients)).toEqual([]);
      subscription.subscribe();
      await subscription.ready();
      await expect.poll(async () => Object.keys((await client.presence(channel)).clients)).toHaveLength(1);
    });

    test(`§4 an unsubscribe waits for the subscribe before it (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const channel = full.channel('news');
      for (let round = 0; round < 20; round++) {
        const replies = await peer.calls({ subscribe: { channel } }, { unsubscribe: { channel } });
        expect(replies.map(({ error }) => error)).toEqual([undefined, undefined]);
      }
      await full.api.publish(channel, 'nobody hears this');
      await peer.subscribe(channel);
      await full.api.publish(channel, 'marker');
      await peer.publication(channel, 'marker');
      expect(peer.publications(channel).map(({ data }) => data)).toEqual(['marker']);
    });
  }

  test('§4 of a channel that is not subscribed is answered all the same, and known to no push', async ({ full }) => {
    const peer = await full.connected();
    peer.countFrom(5);
    const channel = full.channel('plain');
    expect(await peer.call({ unsubscribe: { channel } })).toEqual({ id: 5, unsubscribe: {} });
    expect(await peer.call({ unsubscribe: { channel: 'nowhere:x' } })).toEqual({ id: 6, unsubscribe: {} });
    await peer.subscribe(channel);
    expect(await peer.call({ unsubscribe: { channel } })).toEqual({ id: 8, unsubscribe: {} });
    const marker = full.channel('plain');
    await peer.subscribe(marker);
    await full.api.publish(marker, 'marker');
    await peer.publication(marker, 'marker');
    expect(peer.pushes(channel)).toEqual([]);
  });
});

/** A `fetch` whose POSTs to /emulation leave one after the other: on different connections they may overtake each other. */
function inOrder(): typeof fetch {
  let last: Promise<unknown> = Promise.resolve();
  return (input, init) => {
    if (!(typeof input === 'string' && input.endsWith('/emulation'))) return fetch(input, init);
    const next = last.then(() => fetch(input, init));
    last = next.catch(() => undefined);
    return next;
  };
}
