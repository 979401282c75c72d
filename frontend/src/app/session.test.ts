import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Http } from '../lib/http';
import { FakeServer } from '../model/fakeServer';
import { orderedRooms } from '../model/state';
import { FakeGateway } from '../realtime/fakeGateway';
import { ChatSession } from './session';

const ME = 1;
const BOB = 2;
const ROOM = 1;

let server: FakeServer;
let gateway: FakeGateway;
let session: ChatSession;
/** The next calls to a path that fail, as a network does. */
let failing: Set<string>;
/** How many of the next newest pages are read before their room's newest message can be. */
let early: number;

/** The REST API in front of the model, and the gateway told of all that the model logs. */
const http: Http = {
  get: (path) => {
    if (failing.has(path)) return Promise.reject(new Error('down'));
    if (path === '/api/sync') return Promise.resolve(sync());
    if (path === '/api/token/connection') return Promise.resolve({ token: 'token' });
    const page = /^\/api\/rooms\/(\d+)\/messages(?:\?before=(\d+))?$/.exec(path);
    if (!page) return Promise.reject(new Error(`no such path: ${path}`));
    const newest = page[2] === undefined && early > 0 ? server.messages(Number(page[1])).at(-1)?.id : undefined;
    if (newest !== undefined) early -= 1;
    const { messages, hasOlder } = server.page(Number(page[1]), newest ?? Number(page[2] ?? Infinity));
    return Promise.resolve({ results: messages.toReversed(), next: hasOlder ? 'more' : null, previous: null });
  },
  post: (path, body) => {
    if (failing.has(path)) return Promise.reject(new Error('down'));
    server.run({ kind: 'post', user: ME, room: ROOM });
    announce();
    return Promise.resolve({ ...server.messages(ROOM).at(-1), ...(body as object) });
  },
};

function sync() {
  const { me, rooms } = server.sync(ME);
  return { position: { offset: server.log.length, epoch: 'epoch' }, me, rooms: [...rooms.values()] };
}

let announced = 0;

function announce() {
  for (; announced < server.log.length; announced++) {
    const entry = server.log[announced];
    if (entry?.audience.has(ME)) gateway.publish(announced + 1, entry.event);
  }
}

async function bobPosts(count: number) {
  for (let i = 0; i < count; i++) server.run({ kind: 'post', user: BOB, room: ROOM });
  announce();
  await vi.advanceTimersByTimeAsync(0);
}

const settle = () => vi.advanceTimersByTimeAsync(30_000);
const shown = () =>
  session.chat
    .get()
    .windows.get(ROOM)
    ?.messages.map(({ id }) => id) ?? [];
const stored = () => server.messages(ROOM).map(({ id }) => id);

beforeEach(async () => {
  localStorage.clear();
  vi.useFakeTimers();
  failing = new Set();
  early = 0;
  announced = 0;
  gateway = new FakeGateway();
  vi.stubGlobal('WebSocket', gateway.WebSocket);
  server = new FakeServer([ROOM, 2]);
  for (const user of [ME, BOB]) server.run({ kind: 'join', user, room: ROOM });
  announce();
  session = new ChatSession(http, sync(), 'http://test');
  session.openRoom(ROOM);
  await settle();
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

describe('the session', () => {
  test('shows what is posted while the room is open, and after a cut', async () => {
    await bobPosts(2);
    gateway.cut();
    await bobPosts(3);
    await settle();
    expect(shown()).toEqual(stored());
    expect(session.loss.get()).toBeNull();
  });

  test('loads older messages page by page, once each', async () => {
    await bobPosts(11);
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    session.openRoom(ROOM);
    await settle();
    expect(shown()).toEqual(stored().slice(-4));
    await Promise.all([session.loadOlder(ROOM), session.loadOlder(ROOM)]);
    expect(shown()).toEqual(stored().slice(-8));
    failing.add(`/api/rooms/${ROOM}/messages?before=${shown()[0] ?? 0}`);
    await session.loadOlder(ROOM);
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ older: 'failed' });
    failing.clear();
    await session.loadOlder(ROOM);
    await session.loadOlder(ROOM);
    expect(shown()).toEqual(stored());
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ hasOlder: false });
  });

  test('shows a message that was announced an instant before it could be read', async () => {
    await bobPosts(2);
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    early = 3;
    session.openRoom(ROOM);
    await vi.advanceTimersByTimeAsync(0);
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ phase: 'loading' });
    await bobPosts(1);
    await settle();
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ phase: 'ready' });
    expect(shown()).toEqual(stored());

    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    early = 1000;
    session.openRoom(ROOM);
    await settle();
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ phase: 'failed' });
  });

  test('when state is lost, changes nothing until one reload, after which it equals a fresh log-in', async () => {
    await bobPosts(2);
    const before = session.chat.get();
    gateway.recovers = false;
    gateway.cut();
    await bobPosts(3);
    await settle();
    expect(session.loss.get()).toMatchObject({ reason: 'history-lost', reloading: false });
    await bobPosts(1);
    expect(session.chat.get()).toBe(before);

    gateway.recovers = true;
    await session.reload();
    await settle();
    expect(session.loss.get()).toBeNull();
    expect(orderedRooms(session.chat.get().rooms)).toEqual(orderedRooms(server.sync(ME).rooms));
    expect(shown()).toEqual(stored().slice(-4));
    await bobPosts(1);
    expect(shown()).toEqual(stored().slice(-5));
  });

  test('when the reload fails, says why and can be asked again', async () => {
    gateway.recovers = false;
    gateway.cut();
    await settle();
    failing.add('/api/sync');
    await session.reload();
    expect(session.loss.get()).toMatchObject({ reloading: false, error: 'Something went wrong.' });
    failing.clear();
    gateway.recovers = true;
    await session.reload();
    expect(session.loss.get()).toBeNull();
  });

  test('sends after the reload what was written while state was lost', async () => {
    gateway.recovers = false;
    gateway.cut();
    await settle();
    session.outbox.add(ROOM, 'written in between');
    await settle();
    expect(stored()).toEqual([]);
    gateway.recovers = true;
    await session.reload();
    await settle();
    expect(stored()).toHaveLength(1);
    expect(shown()).toEqual(stored());
    expect(session.outbox.entries.get()).toEqual([]);
  });

  test('marks a room as unread when somebody else writes, until it is seen, also over a reload of the page', async () => {
    await bobPosts(1);
    const marker = () => session.readMarkers.markers.get().get(ROOM) ?? -1;
    const last = stored().at(-1) ?? 0;
    expect(marker()).toBeLessThan(last);
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    expect(marker()).toBeLessThan(last);
    session.readMarkers.advance(ROOM, last);
    session.readMarkers.advance(ROOM, last - 1);
    expect(marker()).toBe(last);
  });
});
