import { hmacToken, inSeconds } from './support/jwt';
import { Heard, HeardByClient, nameOf, WIRES } from './support/sdk';
import { expect, test } from './support/test';

test.describe('§4.2 refresh of a connection', () => {
  for (const wire of WIRES) {
    test(`§4.2 refresh is answered with client, version, expires and ttl (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({ exp: inSeconds(100) }, wire);
      const { refresh } = await peer.call({ refresh: { token: full.token({ sub: peer.user, exp: inSeconds(1000) }) } });
      expect(refresh).toMatchObject({ client: peer.client, version: peer.connection.version, expires: true });
      expect(refresh?.ttl).toBeGreaterThan(900);
    });
  }

  test('§4.2 with a token without an end, the connection does not expire any more', async ({ full }) => {
    const peer = await full.connected({ exp: inSeconds(100) });
    const { refresh } = await peer.call({ refresh: { token: full.token({ sub: peer.user, exp: undefined }) } });
    expect(refresh?.client).toBe(peer.client);
    expect([refresh?.expires, refresh?.ttl]).toEqual([undefined, undefined]);
  });

  test("§4.2 a bad token, or another user's: disconnect 3500", async ({ full }) => {
    const bad: Record<string, (user: string) => string> = {
      'no token at all': () => 'x',
      'another secret': (sub) => hmacToken('another secret, as long as it has to be', full.claims({ sub })),
      'another user': () => full.token(),
      nobody: () => full.token({ sub: '' }),
      'a subscription token': (user) => full.subscriptionToken(user, 'plain:x'),
    };
    for (const [what, token] of Object.entries(bad)) {
      const peer = await full.connected();
      peer.send({ id: 9, refresh: { token: token(peer.user) } });
      expect([what, await peer.closed()]).toEqual([what, { code: 3500, reason: 'invalid token' }]);
    }
  });

  test('§4.2 an expired token: disconnect 3005', async ({ full }) => {
    const peer = await full.connected();
    peer.send({ id: 9, refresh: { token: full.token({ sub: peer.user, exp: inSeconds(-5) }) } });
    expect(await peer.closed()).toEqual({ code: 3005, reason: 'connection expired' });
  });

  test('§4.2 a token whose expire_at has passed: error 110', async ({ full }) => {
    const peer = await full.connected();
    const token = full.token({ sub: peer.user, expire_at: inSeconds(-5) });
    expect((await peer.call({ refresh: { token } })).error).toEqual({ code: 110, message: 'expired' });
    expect(peer.isClosed).toBe(false);
  });

  test('§4.2 no token, or client-side refresh not in use: disconnect 3501', async ({ full, insecure }) => {
    const peer = await full.connected();
    peer.send({ id: 9, refresh: {} });
    expect((await peer.closed()).code).toBe(3501);
    const free = await insecure.connectedWith({});
    free.send({ id: 9, refresh: {} });
    expect((await free.closed()).code).toBe(3501);
  });

  test('§4.2 other server-side channels in the new token: disconnect 3010, and the client comes back with them', async ({
    full,
  }) => {
    const [first, second] = [full.channel('plain'), full.channel('plain')];
    const peer = await full.connected({ channels: [first, second] });
    const same = await peer.call({ refresh: { token: full.token({ sub: peer.user, channels: [second, first] }) } });
    expect(same.refresh?.client).toBe(peer.client);
    for (const channels of [[first], [first, second, full.channel('plain')], undefined]) {
      const other = await full.connected({ channels: [first, second] });
      other.send({ id: 9, refresh: { token: full.token({ sub: other.user, channels }) } });
      expect(await other.closed()).toEqual({ code: 3010, reason: 'insufficient state' });
    }
  });

  test('§4.2 no refresh until some time past the end: disconnect 3005, over every transport', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const exp = inSeconds(6);
        const peer = await strict.connected({ exp }, wire);
        expect([nameOf(wire), await peer.closed()]).toEqual([
          nameOf(wire),
          { code: 3005, reason: 'connection expired' },
        ]);
        // The end and the delay, which is a second here, have passed.
        expect(Date.now() / 1000).toBeGreaterThan(exp + 0.9);
      }),
    );
  });

  test('§4.2 the SDK refreshes in time and stays connected, over every transport', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const sub = strict.user();
        let asked = 0;
        const client = strict.sdk(wire, {
          getToken: () => Promise.resolve(strict.token({ sub, exp: inSeconds(asked++ === 0 ? 6 : 3600) })),
        });
        const heard = new HeardByClient(client);
        client.connect();
        await client.ready();
        const clock = await strict.connected({ exp: inSeconds(8) });
        await clock.closed();
        expect([nameOf(wire), asked, client.state, heard.connected.length]).toEqual([nameOf(wire), 2, 'connected', 1]);
      }),
    );
  });

  test('§4.2 after 3005 the SDK comes back with a new token', async ({ strict }) => {
    const sub = strict.user();
    // What the SDK refreshes with has ended already.
    const tokens = [strict.token({ sub, exp: inSeconds(6) }), strict.token({ sub, exp: inSeconds(-5) })];
    const client = strict.sdk(WIRES[0], {
      getToken: () => Promise.resolve(tokens.shift() ?? strict.token({ sub })),
    });
    const heard = new HeardByClient(client);
    client.connect();
    await expect.poll(() => heard.connected.length).toBe(2);
    expect(heard.connecting).toContain(3005);
    expect(heard.disconnected).toEqual([]);
  });
});

test.describe('§4.2 refresh of a subscription', () => {
  for (const wire of WIRES) {
    test(`§4.2 sub_refresh is answered with expires and ttl (${nameOf(wire)})`, async ({ full }) => {
      const peer = await full.connected({}, wire);
      const channel = full.channel('shut');
      const token = (claims: object) => full.subscriptionToken(peer.user, channel, { ...claims });
      await peer.subscribe(channel, { token: token({ exp: inSeconds(100) }) });
      const { sub_refresh: next } = await peer.call({
        sub_refresh: { channel, token: token({ exp: inSeconds(1000) }) },
      });
      expect(next?.expires).toBe(true);
      expect(next?.ttl).toBeGreaterThan(900);
      const { sub_refresh: last } = await peer.call({ sub_refresh: { channel, token: token({ exp: undefined }) } });
      expect(last).toEqual({});
    });
  }

  test('§4.2 not subscribed: error 103; no token: error 107; an expired token: error 110', async ({ full }) => {
    const peer = await full.connected();
    const channel = full.channel('shut');
    const token = full.subscriptionToken(peer.user, channel);
    const refused = async (request: object) => (await peer.call({ sub_refresh: request })).error?.code;
    expect(await refused({ channel, token })).toBe(103);
    await peer.subscribe(channel, { token });
    expect(await refused({ channel })).toBe(107);
    expect(await refused({ channel, token: full.subscriptionToken(peer.user, channel, { exp: inSeconds(-5) }) })).toBe(
      110,
    );
    expect(
      await refused({ channel, token: full.subscriptionToken(peer.user, channel, { expire_at: inSeconds(-5) }) }),
    ).toBe(110);
    expect((await peer.call({ sub_refresh: { channel, token } })).sub_refresh?.expires).toBe(true);
  });

  test('§4.2 a bad token, or one of another user or channel: disconnect 3500', async ({ full }) => {
    const channel = full.channel('shut');
    const bad: Record<string, (user: string) => string> = {
      'no token at all': () => 'x',
      'another secret': (sub) => hmacToken('another secret, as long as it has to be', full.claims({ sub, channel })),
      'another user': () => full.subscriptionToken(full.user(), channel),
      'another channel': (user) => full.subscriptionToken(user, full.channel('shut')),
      'a connection token': (sub) => full.token({ sub }),
    };
    for (const [what, token] of Object.entries(bad)) {
      const peer = await full.connected();
      await peer.subscribe(channel, { token: full.subscriptionToken(peer.user, channel) });
      peer.send({ id: 9, sub_refresh: { channel, token: token(peer.user) } });
      expect([what, await peer.closed()]).toEqual([what, { code: 3500, reason: 'invalid token' }]);
    }
  });

  test('§4.2 past the end of a subscription: unsubscribe push 2501', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const peer = await strict.connected({}, wire);
        const channel = strict.channel('shut');
        const token = strict.subscriptionToken(peer.user, channel, { exp: inSeconds(6) });
        expect((await peer.subscribe(channel, { token })).expires).toBe(true);
        const { unsubscribe } = await peer.push((push) => push.channel === channel && push.unsubscribe !== undefined);
        expect([nameOf(wire), unsubscribe]).toEqual([nameOf(wire), { code: 2501, reason: 'subscription expired' }]);
        // The connection goes on, and the channel may be subscribed again.
        await peer.subscribe(channel, { token: strict.subscriptionToken(peer.user, channel) });
      }),
    );
  });

  test('§4.2 past the end of a server-side subscription: disconnect 3006', async ({ strict }) => {
    const peer = await strict.connected();
    const channel = strict.channel('plain');
    await strict.api.ok('subscribe', { user: peer.user, channel, expire_at: inSeconds(3) });
    await peer.push((push) => push.channel === channel && push.subscribe !== undefined);
    expect(await peer.closed()).toEqual({ code: 3006, reason: 'subscription expired' });
  });

  test('§4.2 the SDK refreshes its subscription in time and stays subscribed', async ({ strict }) => {
    await Promise.all(
      WIRES.map(async (wire) => {
        const user = strict.user();
        const channel = strict.channel('shut');
        let asked = 0;
        const client = strict.sdk(wire, { token: strict.token({ sub: user }) });
        const subscription = client.newSubscription(channel, {
          getToken: () =>
            Promise.resolve(strict.subscriptionToken(user, channel, { exp: inSeconds(asked++ === 0 ? 6 : 3600) })),
        });
        const heard = new Heard(subscription);
        subscription.subscribe();
        client.connect();
        await subscription.ready();
        // Another one's subscription, that began later and was not refreshed, has ended by now.
        const clock = await strict.connected();
        const token = strict.subscriptionToken(clock.user, channel, { exp: inSeconds(8) });
        await clock.subscribe(channel, { token });
        await clock.push((push) => push.unsubscribe?.code === 2501);
        expect([nameOf(wire), asked, subscription.state, heard.subscribed.length]).toEqual([
          nameOf(wire),
          2,
          'subscribed',
          1,
        ]);
      }),
    );
  });

  test('§4.2 after 2501 the SDK subscribes again, with recovery', async ({ strict }) => {
    const user = strict.user();
    const channel = strict.channel('news');
    const tokens = [strict.subscriptionToken(user, channel, { exp: inSeconds(6) })];
    const client = strict.sdk(WIRES[0], { token: strict.token({ sub: user }) });
    let hold: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      hold = resolve;
    });
    const subscription = client.newSubscription(channel, {
      getToken: async () => {
        const token = tokens.shift();
        if (token !== undefined) return token;
        // The next one comes too late for the refresh.
        await held;
        return strict.subscriptionToken(user, channel);
      },
    });
    const heard = new Heard(subscription);
    subscription.on('subscribing', ({ code }) => {
      if (code === 2501) hold();
    });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    await expect.poll(() => heard.subscribed.length).toBe(2);
    expect(heard.subscribing).toEqual([0, 2501]);
    expect(heard.subscribed[1]).toMatchObject({ wasRecovering: true, recovered: true });
  });
});
