import { inSeconds } from './support/jwt';
import { Heard, HeardByClient, nameOf, WIRES } from './support/sdk';
import { API_KEY } from './support/servers';
import { expect, test } from './support/test';

interface Published {
  offset: number;
  epoch: string;
}

test.describe('§13 server API: who may, and how it refuses', () => {
  test('§13 the key comes in a header, as Authorization, or in the query; else 401', async ({ full }) => {
    const post = async (path: string, headers: Record<string, string> = {}) =>
      (await full.api.post(path, '{}', headers)).status;
    expect(await post('info', { 'X-API-Key': API_KEY })).toBe(200);
    expect(await post('info', { Authorization: `apikey ${API_KEY}` })).toBe(200);
    expect(await post(`info?api_key=${API_KEY}`)).toBe(200);
    expect(await post('info')).toBe(401);
    expect(await post('info', { 'X-API-Key': `${API_KEY}x` })).toBe(401);
    expect(await post('info', { 'X-API-Key': '' })).toBe(401);
    expect(await post('info', { Authorization: `Bearer ${API_KEY}` })).toBe(401);
    expect(await post('info?api_key=wrong')).toBe(401);
  });

  test('§13 an unparsable body: 400; an unknown method: 404; GET: 405', async ({ full }) => {
    const headers = { 'X-API-Key': API_KEY };
    for (const body of ['not json', '[', '[]', '"x"', '{"channel":7}']) {
      expect([body, (await full.api.post('publish', body, headers)).status]).toEqual([body, 400]);
    }
    expect((await full.api.post('fly', '{}', headers)).status).toBe(404);
    expect((await fetch(`${full.url}/gateway/api/info`, { headers })).status).toBe(405);
  });

  test('§13 errors are answered with 200; with X-Centrifugo-Error-Mode: transport, with a status', async ({ full }) => {
    const mode = { 'X-Centrifugo-Error-Mode': 'transport' };
    const news = full.channel('news');
    await full.api.publish(news, 1);
    const cases: [string, object, number, number][] = [
      ['publish', { channel: 'nowhere:x', data: 1 }, 102, 404],
      ['publish', { data: 1 }, 107, 400],
      ['history', { channel: full.channel('plain') }, 108, 400],
      ['presence', { channel: full.channel('plain') }, 108, 400],
      ['presence_stats', { channel: full.channel('news') }, 108, 400],
      ['history', { channel: news, limit: 1, since: { offset: 1, epoch: 'xxxx' } }, 112, 416],
    ];
    for (const [method, body, code, status] of cases) {
      const answer = await full.api.call(method, body);
      expect([method, answer.status, answer.error?.code]).toEqual([method, 200, code]);
      expect(answer.error?.message).toBeTruthy();
      expect([method, (await full.api.call(method, body, mode)).status]).toEqual([method, status]);
    }
    expect((await full.api.call('publish', { channel: news, data: 1 }, mode)).status).toBe(200);
  });

  test('§13 what a method cannot do without is a bad request: error 107', async ({ full }) => {
    const cases: [string, object][] = [
      ['publish', {}],
      ['publish', { channel: full.channel('plain') }],
      ['broadcast', { data: 1 }],
      ['broadcast', { channels: [], data: 1 }],
      ['history', {}],
      ['history_remove', {}],
      ['presence', {}],
      ['presence_stats', {}],
      ['subscribe', { user: 'x' }],
    ];
    for (const [method, body] of cases) {
      const { error } = await full.api.call(method, body);
      expect([method, body, error?.code]).toEqual([method, body, 107]);
    }
  });
});

test.describe('§13 server API: publications', () => {
  for (const wire of WIRES) {
    test(`§13 publish and broadcast reach every subscriber (${nameOf(wire)})`, async ({ full }) => {
      const channels = [full.channel('news'), full.channel('plain'), full.channel()];
      const client = full.sdk(wire);
      const heard = channels.map((channel) => {
        const subscription = client.newSubscription(channel);
        subscription.subscribe();
        return [subscription, new Heard(subscription)] as const;
      });
      client.connect();
      for (const [subscription] of heard) await subscription.ready();
      for (const channel of channels) await full.api.publish(channel, { to: channel });
      await full.api.ok('broadcast', { channels, data: 'to all' });
      for (const [{ channel }, listening] of heard) {
        await expect.poll(() => listening.data).toEqual([{ to: channel }, 'to all']);
      }
    });
  }

  test('§13 a publish has stored its publication and knows its offset when it is answered', async ({ full }) => {
    const channel = full.channel('news');
    for (let i = 0; i < 20; i++) {
      const { offset, epoch } = await full.api.publish(channel, i);
      const top = await full.api.ok<Published & { publications: unknown[] }>('history', {
        channel,
        limit: 1,
        reverse: true,
      });
      expect(top).toEqual({ publications: [{ data: i, offset }], offset, epoch });
    }
  });

  test('§13 without a history there is no offset; skip_history leaves it out', async ({ full }) => {
    expect(await full.api.ok('publish', { channel: full.channel('plain'), data: 1 })).not.toHaveProperty(
      'offset',
      expect.any(Number),
    );
    const channel = full.channel('news');
    const peer = await full.connected();
    await peer.subscribe(channel);
    const first = await full.api.publish(channel, 'kept');
    await full.api.publish(channel, 'heard only', { skip_history: true });
    expect((await peer.publication(channel, 'heard only')).offset).toBeUndefined();
    const history = await full.api.ok<Published & { publications: unknown[] }>('history', { channel, limit: -1 });
    expect(history.publications).toEqual([{ data: 'kept', offset: first.offset }]);
  });

  test('§13 b64data and tags', async ({ full }) => {
    const channel = full.channel('news');
    const peer = await full.connected();
    await peer.subscribe(channel);
    const b64data = Buffer.from('{"from":"base64"}').toString('base64');
    await full.api.ok('publish', { channel, b64data, tags: { a: 'b' } });
    expect(await peer.publication(channel, { from: 'base64' })).toMatchObject({ tags: { a: 'b' } });
  });

  test('§13 delta: true is accepted where deltas are allowed', async ({ full }) => {
    const channel = full.channel('delta');
    const peer = await full.connected();
    await peer.subscribe(channel);
    await full.api.publish(channel, 'x', { delta: true });
    await peer.publication(channel, 'x');
  });

  test('§13 broadcast answers for each channel in order, with a result or an error', async ({ full }) => {
    const [news, plain] = [full.channel('news'), full.channel('plain')];
    const { responses } = await full.api.ok<{ responses: { result?: Published; error?: { code: number } }[] }>(
      'broadcast',
      { channels: [news, 'nowhere:x', plain], data: 1 },
    );
    expect(responses).toHaveLength(3);
    expect(responses[0]?.result?.offset).toBeGreaterThan(0);
    expect(responses[1]?.error?.code).toBe(102);
    expect(responses[2]?.result).toBeDefined();
  });

  test('§13 the same idempotency key publishes once in a channel, and answers the same', async ({ full }) => {
    const [channel, other] = [full.channel('news'), full.channel('news')];
    const peer = await full.connected();
    await peer.subscribe(channel);
    const first = await full.api.publish(channel, 'once', { idempotency_key: 'k1' });
    expect(await full.api.publish(channel, 'again', { idempotency_key: 'k1' })).toEqual(first);
    const racing = await Promise.all(
      Array.from({ length: 5 }, () => full.api.publish(channel, 'raced', { idempotency_key: 'k2' })),
    );
    expect(new Set(racing.map(({ offset }) => offset)).size).toBe(1);
    // Another channel is another matter; broadcast knows keys, too.
    await full.api.ok('broadcast', { channels: [channel, other], data: 'elsewhere', idempotency_key: 'k1' });
    await full.api.publish(channel, 'marker');
    await peer.publication(channel, 'marker');
    expect(peer.publications(channel).map(({ data }) => data)).toEqual(['once', 'raced', 'marker']);
    const { publications } = await full.api.ok<{ publications: { data: unknown }[] }>('history', {
      channel: other,
      limit: -1,
    });
    expect(publications.map(({ data }) => data)).toEqual(['elsewhere']);
  });

  test('§13 a version that is not newer is dropped, and answered with the top; another epoch begins anew', async ({
    full,
  }) => {
    const channel = full.channel('news');
    const peer = await full.connected();
    await peer.subscribe(channel);
    await full.api.publish(channel, 'v2', { version: 2, version_epoch: 'a' });
    const third = await full.api.publish(channel, 'v3', { version: 3, version_epoch: 'a' });
    expect(await full.api.publish(channel, 'old', { version: 2, version_epoch: 'a' })).toEqual(third);
    expect(await full.api.publish(channel, 'same', { version: 3, version_epoch: 'a' })).toEqual(third);
    await full.api.publish(channel, 'v1 of b', { version: 1, version_epoch: 'b' });
    await full.api.publish(channel, 'without');
    await peer.publication(channel, 'without');
    expect(peer.publications(channel).map(({ data }) => data)).toEqual(['v2', 'v3', 'v1 of b', 'without']);
  });
});

test.describe('§13 server API: history and presence', () => {
  test('§13 history: limit, since, reverse; none or 0 is the position only', async ({ full }) => {
    const channel = full.channel('news');
    const positions: Published[] = [];
    for (let i = 0; i < 4; i++) positions.push(await full.api.publish(channel, i));
    const ask = async (more: object) => {
      const result = await full.api.ok<Published & { publications?: { data: unknown }[] }>('history', {
        channel,
        ...more,
      });
      return { ...result, publications: (result.publications ?? []).map(({ data }) => data) };
    };
    const top = positions[3];
    expect(await ask({})).toEqual({ publications: [], ...top });
    expect(await ask({ limit: 0 })).toEqual({ publications: [], ...top });
    expect(await ask({ limit: -1 })).toEqual({ publications: [0, 1, 2, 3], ...top });
    expect((await ask({ limit: 2, since: positions[0] })).publications).toEqual([1, 2]);
    expect((await ask({ limit: 2, reverse: true })).publications).toEqual([3, 2]);
  });

  test('§13 history_remove removes what is held; who comes back has to be told', async ({ full }) => {
    const channel = full.channel('news');
    const first = await full.api.publish(channel, 1);
    const second = await full.api.publish(channel, 2);
    const other = full.channel('news');
    await full.api.publish(other, 'stays');
    expect(await full.api.ok('history_remove', { channel })).toEqual({});
    const history = async (of: string) =>
      (await full.api.ok<{ publications?: { data: unknown }[] }>('history', { channel: of, limit: -1 })).publications ??
      [];
    expect(await history(channel)).toEqual([]);
    expect(await history(other)).toHaveLength(1);
    const peer = await full.connected();
    const lost = await peer.subscribe(channel, { recover: true, ...first });
    expect([lost.recovered, lost.was_recovering]).toEqual([undefined, true]);
    const complete = await (await full.connected()).subscribe(channel, { recover: true, ...second });
    expect(complete.recovered).toBe(true);
    await full.api.publish(channel, 3);
    await peer.publication(channel, 3);
    expect(await history(channel)).toHaveLength(1);
  });

  test('§13 presence and presence_stats', async ({ full }) => {
    const channel = full.channel('lobby');
    const peer = await full.connected({ info: { name: 'Alice' } });
    await peer.subscribe(channel);
    const { presence } = await full.api.ok<{ presence: object }>('presence', { channel });
    expect(presence).toEqual({ [peer.client]: { user: peer.user, client: peer.client, conn_info: { name: 'Alice' } } });
    expect(await full.api.ok('presence_stats', { channel })).toEqual({ num_clients: 1, num_users: 1 });
    peer.leave();
    await expect.poll(async () => (await full.api.ok('presence_stats', { channel }))['num_clients'] ?? 0).toBe(0);
  });

  test('§13 channels: those that have subscribers, by a pattern, with their number', async ({ full }) => {
    const channel = full.channel('plain');
    for (const peer of [await full.connected(), await full.connected()]) await peer.subscribe(channel);
    const { channels } = await full.api.ok<{ channels: Record<string, { num_clients?: number }> }>('channels', {
      pattern: `${channel.slice(0, -4)}*`,
    });
    expect(channels).toEqual({ [channel]: { num_clients: 2 } });
    const all = await full.api.ok<{ channels: Record<string, unknown> }>('channels', {});
    expect(all.channels).toHaveProperty([channel]);
  });

  test('§13 info: the nodes, with what they carry', async ({ full }) => {
    const peer = await full.connected();
    await peer.subscribe(full.channel('plain'));
    const { nodes } = await full.api.ok<{ nodes: Record<string, unknown>[] }>('info', {});
    const node = nodes.find(({ name }) => name === 'gapless_full');
    for (const text of ['uid', 'version']) expect(node?.[text]).toBeTruthy();
    for (const count of ['num_clients', 'num_users', 'num_channels', 'num_subs']) {
      expect(node?.[count]).toBeGreaterThan(0);
    }
    expect(node).toHaveProperty('uptime');
  });
});

test.describe('§13 server API: connections', () => {
  for (const wire of WIRES) {
    test(`§10 §13 disconnect: 3503 unless told otherwise; the SDK obeys the code's range (${nameOf(wire)})`, async ({
      full,
    }) => {
      const sub = full.user();
      const client = full.sdk(wire, { token: full.token({ sub }) });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      await full.api.ok('disconnect', { user: sub, disconnect: { code: 4000, reason: 'come back' } });
      await expect.poll(() => heard.connecting).toEqual([0, 4000]);
      await expect.poll(() => heard.connected.length).toBe(2);
      expect(await full.api.ok('disconnect', { user: sub })).toEqual({});
      await expect.poll(() => heard.disconnected).toEqual([{ code: 3503, reason: 'force disconnect' }]);
    });

    test(`§8 §13 subscribe, then unsubscribe with push 2000 (${nameOf(wire)})`, async ({ full }) => {
      const channel = full.channel('news');
      const sub = full.user();
      const client = full.sdk(wire, { token: full.token({ sub }) });
      const heard = new HeardByClient(client);
      client.connect();
      await client.ready();
      expect(await full.api.ok('subscribe', { user: sub, channel, data: { hello: 1 } })).toEqual({});
      await expect.poll(() => heard.subscribed.map((it) => [it.channel, it.data])).toEqual([[channel, { hello: 1 }]]);
      await full.api.publish(channel, 'x');
      await expect.poll(() => heard.publications.map(({ data }) => data)).toEqual(['x']);
      expect(await full.api.ok('unsubscribe', { user: sub, channel })).toEqual({});
      await expect.poll(() => heard.unsubscribed).toEqual([channel]);
    });

    test(`§10 §13 unsubscribe ends a client-side subscription with code 2000, for good (${nameOf(wire)})`, async ({
      full,
    }) => {
      const sub = full.user();
      const client = full.sdk(wire, { token: full.token({ sub }) });
      const subscription = client.newSubscription(full.channel('news'));
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      await full.api.ok('unsubscribe', { user: sub, channel: subscription.channel });
      await expect.poll(() => heard.unsubscribed).toEqual([2000]);
      expect(subscription.state).toBe('unsubscribed');
    });
  }

  test('§13 disconnect: of one client or session, and not of those in the whitelist', async ({ full }) => {
    const sub = full.user();
    const [first, second, third] = [
      await full.connected({ sub }),
      await full.connected({ sub }),
      await full.connected({ sub }, { transport: 'http_stream', format: 'json' }),
    ];
    await full.api.ok('disconnect', { user: sub, client: first.client });
    expect((await first.closed()).code).toBe(3503);
    await full.api.ok('disconnect', { user: sub, session: third.connection.session });
    expect((await third.closed()).code).toBe(3503);
    const fourth = await full.connected({ sub });
    await full.api.ok('disconnect', { user: sub, whitelist: [second.client] });
    expect((await fourth.closed()).code).toBe(3503);
    // Neither this one nor another user's has been disconnected.
    expect(await second.subscribe(full.channel('plain'))).toEqual({});
  });

  test('§13 disconnect: of somebody else is not of me', async ({ full }) => {
    const [peer, other] = [await full.connected(), await full.connected()];
    await full.api.ok('disconnect', { user: other.user, client: peer.client });
    await full.api.ok('disconnect', { user: other.user });
    await other.closed();
    expect(await peer.subscribe(full.channel('plain'))).toEqual({});
  });

  test('§13 unsubscribe: the push comes to connections that are not subscribed, too', async ({ full }) => {
    const channel = full.channel('plain');
    const sub = full.user();
    const [subscribed, idle] = [await full.connected({ sub }), await full.connected({ sub })];
    await subscribed.subscribe(channel);
    await full.api.ok('unsubscribe', { user: sub, channel });
    for (const peer of [subscribed, idle]) {
      const push = await peer.push((it) => it.unsubscribe !== undefined);
      expect(push).toEqual({ channel, unsubscribe: { code: 2000, reason: 'server unsubscribe' } });
    }
    await full.api.publish(channel, 'nobody hears this');
    await subscribed.subscribe(channel);
    await full.api.publish(channel, 'marker');
    await subscribed.publication(channel, 'marker');
    expect(subscribed.publications(channel)).toHaveLength(1);
  });

  test('§8 §13 subscribe: the push tells position and data; info shows in presence; recover_since recovers', async ({
    full,
  }) => {
    const [news, lobby] = [full.channel('news'), full.channel('lobby')];
    const since = await full.api.publish(news, 'before');
    await full.api.publish(news, 'missed');
    const peer = await full.connected();
    await full.api.ok('subscribe', { user: peer.user, channel: news, recover_since: since });
    const { subscribe } = await peer.push((it) => it.channel === news && it.subscribe !== undefined);
    expect(subscribe).toMatchObject({ recoverable: true, positioned: true, epoch: since.epoch });
    await peer.publication(news, 'missed');
    await full.api.ok('subscribe', { user: peer.user, channel: lobby, info: { seat: 7 }, data: { hello: 1 } });
    const second = await peer.push((it) => it.channel === lobby && it.subscribe !== undefined);
    expect(second.subscribe).toEqual({ data: { hello: 1 } });
    const { presence } = await full.api.ok<{ presence: Record<string, object> }>('presence', { channel: lobby });
    expect(presence[peer.client]).toEqual({ user: peer.user, client: peer.client, chan_info: { seat: 7 } });
  });

  test('§13 subscribe: only the client, or the session, that is named', async ({ full }) => {
    const channel = full.channel('plain');
    const sub = full.user();
    const [first, second] = [await full.connected({ sub }), await full.connected({ sub })];
    await full.api.ok('subscribe', { user: sub, channel, client: first.client });
    await first.push((it) => it.subscribe !== undefined);
    await full.api.publish(channel, 'x');
    await first.publication(channel, 'x');
    const marker = full.channel('plain');
    await second.subscribe(marker);
    await full.api.publish(marker, 'marker');
    await second.publication(marker, 'marker');
    expect(second.pushes(channel)).toEqual([]);
  });

  test('§13 subscribe, unsubscribe, refresh: only the session that is named', async ({ full }) => {
    const channel = full.channel('plain');
    const sub = full.user();
    const wire = { transport: 'http_stream', format: 'json' } as const;
    const [named, other] = [await full.connected({ sub }, wire), await full.connected({ sub }, wire)];
    const { session } = named.connection;
    await other.subscribe(channel);
    await full.api.ok('subscribe', { user: sub, channel, session });
    await named.push((it) => it.subscribe !== undefined);
    await full.api.ok('unsubscribe', { user: sub, channel, session });
    await named.push((it) => it.unsubscribe !== undefined);
    await full.api.ok('refresh', { user: sub, session, expired: true });
    expect((await named.closed()).code).toBe(3005);
    await full.api.publish(channel, 'x');
    await other.publication(channel, 'x');
    expect(other.received.filter(({ push }) => push?.subscribe ?? push?.unsubscribe)).toEqual([]);
  });

  test('§13 refresh: what others learn about the client from now on', async ({ full }) => {
    const channel = full.channel('lobby');
    const peer = await full.connected();
    await peer.subscribe(channel);
    await full.api.ok('refresh', { user: peer.user, expire_at: inSeconds(1000), info: { name: 'Ada' } });
    await peer.push((it) => it.refresh !== undefined);
    const { presence } = await peer.call({ presence: { channel } });
    expect(Object.values(presence?.presence ?? {})).toMatchObject([{ conn_info: { name: 'Ada' } }]);
  });

  test('§4.1 §13 subscribe: overrides', async ({ full }) => {
    const channel = full.channel('kept');
    const peer = await full.connected();
    await full.api.ok('subscribe', {
      user: peer.user,
      channel,
      override: { force_recovery: { value: true } },
    });
    const { subscribe } = await peer.push((it) => it.subscribe !== undefined);
    expect(subscribe).toMatchObject({ recoverable: true, positioned: true });
  });

  test('§8 §13 refresh: a new end is pushed; expired ends the connection with 3005', async ({ full }) => {
    const peer = await full.connected();
    expect(await full.api.ok('refresh', { user: peer.user, expire_at: inSeconds(1000) })).toEqual({});
    const { refresh } = await peer.push((it) => it.refresh !== undefined);
    expect(refresh?.expires).toBe(true);
    expect(refresh?.ttl).toBeGreaterThan(900);
    expect(await full.api.ok('refresh', { user: peer.user, expired: true })).toEqual({});
    expect(await peer.closed()).toEqual({ code: 3005, reason: 'connection expired' });
  });

  test('§13 batch: commands in one request, answered in order', async ({ full }) => {
    const channel = full.channel('news');
    for (const parallel of [false, true]) {
      const answer = await full.api.post(
        'batch',
        JSON.stringify({
          parallel,
          commands: [
            { publish: { channel, data: 1 } },
            { publish: { channel: 'nowhere:x', data: 2 } },
            { presence_stats: { channel: full.channel('lobby') } },
          ],
        }),
        { 'X-API-Key': API_KEY },
      );
      const { replies } = (await answer.json()) as { replies: Record<string, { offset?: number; code?: number }>[] };
      expect(replies).toHaveLength(3);
      expect(replies[0]?.['publish']?.offset).toBeGreaterThan(0);
      expect(replies[1]?.['error']?.code).toBe(102);
      expect(replies[2]?.['presence_stats']).toBeDefined();
    }
    const { publications } = await full.api.ok<{ publications: unknown[] }>('history', { channel, limit: -1 });
    expect(publications).toHaveLength(2);
  });
});
