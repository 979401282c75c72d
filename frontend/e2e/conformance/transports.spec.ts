import { encodeCommands } from './support/protobuf';
import type { ConnectResult } from './support/frames';
import type { Gateway } from './support/gateway';
import { encoded, Heard, HeardByClient, nameOf, WIRES, type Wire } from './support/sdk';
import { expect, test } from './support/test';

const JSON_STREAM: Wire = { transport: 'http_stream', format: 'json' };
const PROTOBUF_STREAM: Wire = { transport: 'http_stream', format: 'protobuf' };
const SSE: Wire = { transport: 'sse', format: 'json' };
const STREAMS = [JSON_STREAM, PROTOBUF_STREAM, SSE];

test.describe('§12 http_stream', () => {
  test('§12 JSON: 200, each reply ends with a newline, nothing is buffered or stored on the way', async ({ full }) => {
    const stream = full.stream(JSON_STREAM);
    stream.send({ id: 1, connect: { token: full.token() } });
    const response = await stream.response;
    expect(response.status).toBe(200);
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('cache-control')).toContain('no-store');
    await stream.reply(1);
    expect(stream.text).toMatch(/^\{"id":1,"connect":\{.*\}\}\n$/);
  });

  test('§12 application/octet-stream means Protobuf: each reply behind its length', async ({ full }) => {
    const stream = full.stream(PROTOBUF_STREAM);
    const { connect } = await stream.call({ connect: { token: full.token() } });
    expect(connect?.session).toBeTruthy();
    expect((await stream.response).headers.get('x-accel-buffering')).toBe('no');
  });

  test('§12 the body may hold more than the connect', async ({ full }) => {
    for (const wire of [JSON_STREAM, PROTOBUF_STREAM]) {
      const stream = full.stream(wire);
      const channel = full.channel('plain');
      const [connected, subscribed] = await stream.calls(
        { connect: { token: full.token() } },
        { subscribe: { channel } },
      );
      expect([connected?.connect?.ping, subscribed?.subscribe]).toEqual([25, {}]);
    }
  });

  test('§12 what is no connect ends it with 3501', async ({ full }) => {
    for (const body of ['', 'not json', '{}', '{"id":1,"subscribe":{"channel":"plain:x"}}']) {
      const response = await fetch(`${full.url}/connection/http_stream`, { method: 'POST', body });
      const text = await response.text();
      // Either no stream at all, or one that says why it ends.
      if (response.ok) expect(text).toContain('"code":3501');
      else expect(response.status).toBe(400);
    }
  });

  test('§12 GET is the wrong verb', async ({ full }) => {
    expect((await fetch(`${full.url}/connection/http_stream`)).status).toBe(405);
  });
});

test.describe('§12 sse', () => {
  test('§12 text/event-stream: a line break first, then an event for each reply', async ({ full }) => {
    const stream = full.stream(SSE);
    const channel = full.channel('plain');
    const [connected] = await stream.calls({ connect: { token: full.token() } }, { subscribe: { channel } });
    expect(connected?.connect?.session).toBeTruthy();
    const response = await stream.response;
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toMatch(/no-store|no-cache/);
    expect(stream.text).toMatch(/^\r\ndata: \{"id":1,"connect":.*\}\n\ndata: \{"id":2,"subscribe":\{\}\}\n\n$/);
  });

  test('§12 a POST does as well as a GET', async ({ full }) => {
    const abort = new AbortController();
    const response = await fetch(`${full.url}/connection/sse`, {
      method: 'POST',
      body: JSON.stringify({ id: 1, connect: { token: full.token() } }),
      signal: abort.signal,
    });
    expect(response.status).toBe(200);
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (text.endsWith('\n\n')) break;
    }
    expect(text).toMatch(/^\r\ndata: \{"id":1,"connect":\{.*\}\}\n\n$/);
    abort.abort();
  });
});

test.describe('§12 emulation', () => {
  for (const wire of STREAMS) {
    test(`§12 commands are posted and answered with 204, the replies come on the stream (${nameOf(wire)})`, async ({
      full,
    }) => {
      const stream = full.stream(wire);
      await stream.call({ connect: { token: full.token() } });
      const channel = full.channel('plain');
      const response = await stream.post([
        { id: 2, subscribe: { channel } },
        { id: 3, publish: { channel, data: 'x' } },
      ]);
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect((await stream.reply(2)).subscribe).toEqual({});
      expect((await stream.reply(3)).publish).toEqual({});
      await stream.publication(channel, 'x');
    });

    test(`§12 posts of one session are handled in the order of their arrival (${nameOf(wire)})`, async ({ full }) => {
      const stream = full.stream(wire);
      await stream.call({ connect: { token: full.token() } });
      const channel = full.channel('news');
      await stream.subscribe(channel);
      for (let i = 0; i < 50; i++) stream.send({ id: 100 + i, publish: { channel, data: i } });
      await stream.publication(channel, 49);
      expect(stream.publications(channel).map(({ data }) => data)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    });

    test(`§1 §12 a bad command over emulation: the push says 3501, and the stream ends (${nameOf(wire)})`, async ({
      full,
    }) => {
      const stream = full.stream(wire);
      await stream.call({ connect: { token: full.token() } });
      stream.send({ id: 0, subscribe: { channel: full.channel('plain') } });
      expect(await stream.closed()).toEqual({ code: 3501, reason: 'bad request' });
    });

    test(`§12 a session that has ended is answered with 204, on a node that lives (${nameOf(wire)})`, async ({
      full,
    }) => {
      const stream = full.stream(wire);
      const { connect } = await stream.call({ connect: { token: full.token() } });
      stream.leave();
      const post = async () => emulate(full, connect, '{}');
      expect((await post()).status).toBe(204);
    });

    test(`§12 a fallback's reconnect misses nothing that is published meanwhile (${nameOf(wire)})`, async ({
      full,
    }) => {
      const channel = full.channel('news');
      let streams: AbortController[] = [];
      const client = full.sdk(wire, wire.transport === 'sse' ? {} : { fetch: breakable(streams) });
      const clientHeard = new HeardByClient(client);
      const subscription = client.newSubscription(channel);
      const heard = new Heard(subscription);
      subscription.subscribe();
      client.connect();
      await subscription.ready();
      const sent: number[] = [];
      for (let round = 0; round < 5; round++) {
        const publishing = (async () => {
          for (let i = 0; i < 10; i++) {
            sent.push(sent.length);
            await full.api.publish(channel, sent.length - 1);
          }
        })();
        if (wire.transport === 'sse') {
          client.disconnect();
          client.connect();
        } else {
          for (const stream of streams.splice(0)) stream.abort();
        }
        await publishing;
        await expect.poll(() => heard.data.at(-1)).toBe(sent.at(-1));
      }
      streams = [];
      expect(heard.data).toEqual(sent);
      expect(heard.subscribed.slice(1).every(({ recovered }) => recovered)).toBe(true);
      expect(clientHeard.connected.length).toBeGreaterThan(1);
      await subscription.publish(encoded(wire, 'at last'));
      await expect.poll(() => heard.data.at(-1)).toBe('at last');
    });
  }

  test('§12 an unknown node: 404; an unknown session on a known node: 204', async ({ full }) => {
    const stream = full.stream(JSON_STREAM);
    const { connect } = await stream.call({ connect: { token: full.token() } });
    const other = { session: connect?.session, node: 'no-node-is-called-like-this' } as ConnectResult;
    expect((await emulate(full, other, '{}')).status).toBe(404);
    const unknown = { session: 'no-such-session', node: connect?.node } as ConnectResult;
    expect((await emulate(full, unknown, '{}')).status).toBe(204);
  });

  test('§12 unparsable: 400; the wrong verb: 405; OPTIONS: 204 with CORS headers', async ({ full }) => {
    const url = `${full.url}/emulation`;
    const post = async (body: string, type: string) =>
      (await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).status;
    expect(await post('not json', 'application/json')).toBe(400);
    expect(await post('[1]', 'application/json')).toBe(400);
    expect(await post('', 'application/json')).toBe(400);
    expect(await post('\u007f\u007f\u007f', 'application/octet-stream')).toBe(400);
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(url, { method: 'PUT', body: '{}' })).status).toBe(405);
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: full.url,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(full.url);
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
  });

  test('§1 §12 a foreign origin may neither stream nor post', async ({ full }) => {
    const headers = { origin: 'https://evil.example.org', 'content-type': 'application/json' };
    const body = JSON.stringify({ id: 1, connect: { token: full.token() } });
    const query = `cf_connect=${encodeURIComponent(body)}`;
    expect((await fetch(`${full.url}/connection/http_stream`, { method: 'POST', body, headers })).status).toBe(403);
    expect((await fetch(`${full.url}/connection/sse?${query}`, { headers })).status).toBe(403);
    const stream = full.stream(JSON_STREAM);
    const { connect } = await stream.call({ connect: { token: full.token() } });
    expect((await emulate(full, connect, '{}', headers)).status).toBe(403);
    expect((await emulate(full, connect, '{}', { origin: full.url })).status).toBe(204);
  });

  test('§12 a session is known to who holds it: ids cannot be guessed', async ({ full }) => {
    const sessions = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const { connection } = await full.connected({}, JSON_STREAM);
      expect(connection.session).not.toBe(connection.client);
      expect(connection.session?.length).toBeGreaterThanOrEqual(20);
      sessions.add(connection.session ?? '');
    }
    expect(sessions.size).toBe(5);
  });

  test('§3 §12 a pong comes as an empty object in a post', async ({ strict }) => {
    const stream = strict.stream(JSON_STREAM);
    stream.answersPings = false;
    await stream.call({ connect: { token: strict.token() } });
    for (let ping = 1; ping <= 2; ping++) {
      await stream.until('a ping', () => (stream.pings >= ping ? true : undefined));
      expect((await stream.post([{}])).status).toBe(204);
    }
    expect(stream.isClosed).toBe(false);
    expect(await stream.subscribe(strict.channel('plain'))).toEqual({});
  });

  test('§12 a Protobuf body needs its content type', async ({ full }) => {
    const body = encodeCommands([{ id: 1, connect: { token: full.token() } }]);
    const response = await fetch(`${full.url}/connection/http_stream`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const text = await response.text();
    if (response.ok) expect(text).toContain('3501');
    else expect(response.status).toBe(400);
  });
});

test.describe('§10 how an end is told', () => {
  for (const wire of WIRES) {
    test(`§10 a push disconnect first, then the end with the same code and reason (${nameOf(wire)})`, async ({
      full,
    }) => {
      const peer = await full.connected({}, wire);
      await full.api.ok('disconnect', { user: peer.user, disconnect: { code: 4321, reason: 'as told' } });
      expect(await peer.closed()).toEqual({ code: 4321, reason: 'as told' });
      expect(peer.received.at(-1)).toEqual({ push: { disconnect: { code: 4321, reason: 'as told' } } });
    });
  }
});

async function emulate(
  gateway: Gateway,
  connection: ConnectResult | undefined,
  data: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${gateway.url}/emulation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ session: connection?.session, node: connection?.node, data }),
  });
}

/** A `fetch` whose streams can be broken from outside. */
function breakable(streams: AbortController[]): typeof fetch {
  return (input, init) => {
    if (typeof input === 'string' && input.endsWith('/emulation')) return fetch(input, init);
    const cut = new AbortController();
    streams.push(cut);
    const signals = [cut.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
}
