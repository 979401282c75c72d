import { createHmac } from 'node:crypto';
import { expect, test } from '@playwright/test';
import WebSocket from 'ws';
import { Listener, PASSWORD, Person, type Room } from './support/person';
import { GaplessServer } from './support/server';

const SECRET = 'a-secret-that-only-this-test-knows-0123456789';
const NASTY = ["'; drop table users; --", '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{7*7}}'];

/** Turns the direction of all that follows. */
const TURNING = '\u202Eevil';

let server: GaplessServer;
let alice: Person;
let bob: Person;
let room: Room;

test.beforeAll(async () => {
  server = await GaplessServer.start({
    properties: { 'gapless.token.secret': SECRET, 'gapless.rate-limit.enabled': 'true' },
  });
  alice = await Person.register(server.url, 'alice');
  bob = await Person.register(server.url, 'bob');
  room = await alice.createRoom('Fortress');
});

test.afterAll(async () => {
  await server.stop();
});

test.afterEach(async () => {
  // Whatever was thrown at it, the server still works, and has logged no error.
  const listener = await Listener.of(alice, (await alice.sync()).position);
  const { content } = await alice.post(room, `still here ${Date.now()}`);
  await expect.poll(() => listener.contents).toContain(content);
  listener.close();
  expect(server.log).not.toMatch(/^\s+at [\w.$/]+\(/m);
  expect(server.log).not.toMatch(/\bERROR\b/);
});

test('malformed, empty and unknown frames, and commands before connect, are a bad request (3501)', async () => {
  const frames = [
    '',
    'not json',
    '[]',
    '"connect"',
    '{"id":1',
    '{"id":0,"connect":{}}',
    '{"id":-1,"connect":{}}',
    '{"id":1,"fly":{}}',
    '{"id":1,"subscribe":{"channel":"personal:1"}}',
    '{"id":1,"connect":[]}',
    `{"id":1,"connect":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    '\u0000',
  ];
  for (const frame of frames)
    expect([frame.slice(0, 40), await closeCodeAfter(frame)]).toEqual([frame.slice(0, 40), 3501]);
});

test('a frame over the limit is closed with 1009', async () => {
  expect(await closeCodeAfter(`{"id":1,"connect":{"token":"${'x'.repeat(70_000)}"}}`)).toBe(1009);
});

test('forged tokens are refused for good (3500), expired ones may be renewed (109)', async () => {
  const later = Math.floor(Date.now() / 1000) + 600;
  const forged = [
    jwt({ alg: 'HS256', typ: 'JWT' }, { sub: String(alice.id), exp: later }, 'another-secret'),
    jwt({ alg: 'none' }, { sub: String(alice.id), exp: later }, SECRET).replace(/[^.]*$/, ''),
    'a.b.c',
    'x',
  ];
  for (const token of forged) {
    expect(await closeCodeAfter(JSON.stringify({ id: 1, connect: { token } }))).toBe(3500);
  }
  const expired = jwt({ alg: 'HS256', typ: 'JWT' }, { sub: String(alice.id), exp: later - 10_000 }, SECRET);
  const [reply] = await repliesTo(JSON.stringify({ id: 1, connect: { token: expired } }), 1);
  expect(reply).toMatchObject({ id: 1, error: { code: 109 } });
  expect(await closeCodeAfter('{"id":1,"connect":{}}')).toBe(3501);
});

test("another user's channel is refused with 103, and one of no kind with 102", async () => {
  const { token } = await bob.ok<{ token: string }>('GET', '/api/token/connection');
  const codes: Record<string, number> = {
    [`personal:${alice.id}`]: 103,
    'personal:': 103,
    [`personal:0${bob.id}`]: 103,
    'room:9999': 103,
    sessions: 102,
    [`user:${alice.id}`]: 102,
    'gapless:control': 102,
    '*': 102,
  };
  const channels = Object.keys(codes);
  const frame = [
    JSON.stringify({ id: 1, connect: { token } }),
    ...channels.map((channel, i) => JSON.stringify({ id: i + 2, subscribe: { channel, recover: true } })),
  ].join('\n');
  const replies = await repliesTo(frame, channels.length + 1);
  expect(Object.fromEntries(replies.slice(1).map(({ id, error }) => [channels[(id ?? 0) - 2], error?.code]))).toEqual(
    codes,
  );
});

test('SQL and HTML in names and messages stay text', async () => {
  for (const nasty of NASTY) {
    const mine = await alice.createRoom(`room ${nasty}`);
    const message = await alice.post(mine, nasty);
    expect(message.content).toBe(nasty);
    expect((await alice.history(mine)).map((it) => it.content)).toEqual([nasty]);
    const found = await alice.ok<{ results: { name: string }[] }>('GET', `/api/search?q=${encodeURIComponent(nasty)}`);
    expect(found.results.map((it) => it.name)).toEqual([`room ${nasty}`]);
    expect((await alice.call('POST', '/api/register', { username: nasty, password: PASSWORD })).status).toBe(400);
  }
  expect((await alice.post(room, TURNING)).content).toBe(TURNING);
  expect((await alice.call('POST', '/api/rooms', { name: `room ${TURNING}` })).status).toBe(400);
});

test('requests that are malformed, too large or without the CSRF token are refused as documented', async () => {
  const messages = `/api/rooms/${room.id}/messages`;
  expect((await alice.call('POST', messages, { content: '' })).status).toBe(400);
  expect((await alice.call('POST', messages, { content: ' \n ' })).status).toBe(400);
  expect((await alice.call('POST', messages, { content: 'nul \u0000' })).status).toBe(400);
  expect((await alice.call('POST', messages, { content: { a: 1 } })).status).toBe(400);
  expect((await alice.call('POST', messages, ['x'])).status).toBe(400);
  expect((await alice.call('POST', messages, { content: 'x'.repeat(10_001) })).status).toBe(400);
  expect((await alice.call('POST', messages, { content: 'x'.repeat(3_000_000) })).status).toBe(413);
  expect((await alice.call('GET', '/api/rooms/nine')).status).toBe(400);
  expect((await alice.call('GET', '/api/rooms/99999999999999999999')).status).toBe(400);
  expect((await alice.call('GET', `${messages}?limit=-1`)).status).toBe(400);
  expect((await alice.call('GET', `${messages}?before=x`)).status).toBe(400);
  expect((await alice.call('GET', '/api/nowhere')).status).toBe(404);
  expect((await bob.call('GET', messages)).status).toBe(404);
  expect((await bob.call('POST', messages, { content: 'let me in' })).status).toBe(404);
  const forged = await alice.call('POST', messages, { content: 'x' }, { 'X-CSRFToken': 'forged' });
  expect(forged.status).toBe(403);
  expect(forged.headers.get('content-type')).toContain('application/problem+json');
  expect((await new Person(server.url, 'nobody').call('GET', '/api/rooms')).status).toBe(401);
});

test('guessing passwords is slowed down with 429 and Retry-After', async () => {
  const guesser = new Person(server.url, 'alice');
  const statuses: number[] = [];
  let last: Response | undefined;
  for (let i = 0; i < 40 && last?.status !== 429; i++) {
    last = await guesser.call('POST', '/api/login', { username: 'alice', password: `guess-${i}` });
    statuses.push(last.status);
  }
  expect(statuses).toContain(401);
  expect(last?.status).toBe(429);
  expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThan(0);
});

interface Reply {
  id?: number;
  error?: { code: number };
}

function open(): WebSocket {
  return new WebSocket(`${server.url.replace('http', 'ws')}/connection/websocket`);
}

/** The code that the server closes with after one frame. */
async function closeCodeAfter(frame: string): Promise<number> {
  const socket = open();
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.send(frame);
    });
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}

/** The first replies to one frame, in the order of their ids. */
async function repliesTo(frame: string, count: number): Promise<Reply[]> {
  const socket = open();
  const replies: Reply[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => {
        socket.send(frame);
      });
      socket.on('message', (data: Buffer) => {
        replies.push(
          ...data
            .toString()
            .split('\n')
            .map((line) => JSON.parse(line) as Reply),
        );
        if (replies.length >= count) resolve();
      });
      socket.on('close', (code) => {
        reject(new Error(`closed with ${code} after ${JSON.stringify(replies)}`));
      });
      socket.on('error', reject);
    });
  } finally {
    socket.close();
  }
  return replies.sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

function jwt(header: object, claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
