import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpError, NetworkError, type Http } from '../lib/http';
import type { Command } from '../model/fakeRules';
import { FakeServer } from '../model/fakeServer';
import { orderedRooms } from '../model/rooms';
import { userOf } from '../model/samples';
import type { Message, Place, User } from '../model/types';
import { FakeGateway } from '../realtime/fakeGateway';
import { ChatSession } from './session';

const ME = 1;
const BOB = 2;
const ROOM = 1;

let server: FakeServer;
let gateway: FakeGateway;
let session: ChatSession;
/** Whose session the browser has. */
let loggedIn: User;
/** The next calls to a path that fail, as a network does. */
let failing: Set<string>;
/** How many of the next newest pages are read before their room's newest message can be. */
let early: number;

/** The REST API in front of the model, and the gateway told of all that the model logs. */
function answer(path: string, body: unknown): unknown {
  if (path === '/api/sync') return sync();
  if (path === '/api/me') return loggedIn;
  if (path === '/api/token/connection') return { token: 'token' };
  const page = /^\/api\/rooms\/(\d+)\/messages(?:\?(before|after|around)=(\d+))?$/.exec(path);
  if (page && body === undefined) {
    const [, room, kind, id] = page;
    let place = kind === undefined ? { kind: 'newest' } : { kind, id: Number(id) };
    const newest = server.messages(Number(room), ME).at(-1)?.id;
    const tooEarly = early > 0 && kind === undefined;
    if (tooEarly) {
      early -= 1;
      place = { kind: 'before', id: newest ?? 0 };
    }
    const { messages, hasOlder, hasNewer } = server.page(Number(room), ME, place as Place);
    const told = tooEarly ? messages.map((each) => ({ ...each, room: { ...each.room, version: 1 } })) : messages;
    const previous = hasNewer && !tooEarly ? 'more' : null;
    return { results: told.toReversed(), next: hasOlder ? 'more' : null, previous };
  }
  const other = routes[path];
  if (!other) throw new HttpError(404, `no such path: ${path}`);
  return other(body);
}

/** What the tests need besides. */
let routes: Record<string, (body: unknown) => unknown>;

const calls: string[] = [];

function call(method: string, path: string, body?: unknown): Promise<unknown> {
  calls.push(`${method} ${path}`);
  if (failing.has(path)) return Promise.reject(new NetworkError());
  try {
    const result = answer(path, body);
    announce();
    return Promise.resolve(result);
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error());
  }
}

const http: Http = {
  get: (path) => call('GET', path),
  post: (path, body = {}) => call('POST', path, body),
  put: (path, body = {}) => call('PUT', path, body),
  patch: (path, body) => call('PATCH', path, body),
  delete: (path) => call('DELETE', path),
};

function sync() {
  return { ...server.syncOf(ME), position: { offset: server.log.length, epoch: 'epoch' } };
}

/** What a command of the model leads to, as an answer to me. */
function ran(command: Omit<Command, 'user' | 'room'>): Message | undefined {
  server.run({ user: ME, room: ROOM, ...command });
  return server.messages(ROOM, ME).at(-1 - (command.pick ?? 0));
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
const stored = () => server.messages(ROOM, ME).map(({ id }) => id);
const room = () => session.chat.get().rooms.get(ROOM);

beforeEach(async () => {
  localStorage.clear();
  vi.useFakeTimers();
  failing = new Set();
  loggedIn = userOf(ME);
  early = 0;
  announced = 0;
  calls.length = 0;
  routes = {
    [`/api/rooms/${ROOM}/messages`]: () => ran({ kind: 'post' }),
    [`/api/rooms/${ROOM}/read`]: (body) => {
      const { message_id } = body as { message_id: number };
      ran({ kind: 'read', pick: stored().length - 1 - stored().indexOf(message_id) });
      return server.myRoom(ROOM, ME);
    },
  };
  gateway = new FakeGateway();
  vi.stubGlobal('WebSocket', gateway.WebSocket);
  server = new FakeServer([ROOM, 2]);
  for (const user of [BOB, ME]) server.run({ kind: 'join', user, room: ROOM });
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

  test('opens a room where its many unread messages begin, also after state was lost', async () => {
    await bobPosts(1);
    session.markRead(ROOM, stored()[0] ?? 0);
    await settle();
    gateway.recovers = false;
    gateway.cut();
    await bobPosts(40);
    await settle();
    gateway.recovers = true;
    await session.reload();
    await settle();
    expect(room()).toMatchObject({ unread_count: 40 });
    expect(shown()).toEqual(stored().slice(0, shown().length));
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    session.openRoom(ROOM);
    await settle();
    expect(shown()).toEqual(stored().slice(0, shown().length));
  });

  test('when the reload fails, says why and can be asked again', async () => {
    gateway.recovers = false;
    gateway.cut();
    await settle();
    failing.add('/api/sync');
    await session.reload();
    expect(session.loss.get()).toMatchObject({ reloading: false, error: new NetworkError().message });
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

  test('keeps what is half written in rooms of mine, and forgets it with the room', async () => {
    for (const room of [ROOM, 2, 3]) session.shelf.set(`draft.${room}`, 'half');
    session.shelf.set('reply.2', '{}');
    server.run({ kind: 'join', user: ME, room: 2 });
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    expect(session.shelf.keys('draft.').sort()).toEqual([`draft.${ROOM}`, 'draft.2'].sort());
    gateway.recovers = false;
    gateway.cut();
    server.run({ kind: 'leave', user: ME, room: 2 });
    await settle();
    gateway.recovers = true;
    await session.reload();
    expect([...session.shelf.keys('draft.'), ...session.shelf.keys('reply.')]).toEqual([`draft.${ROOM}`]);
  });

  test('sends nothing as somebody who has logged in in another window in the meantime', async () => {
    const path = `POST /api/rooms/${ROOM}/messages`;
    failing.add(`/api/rooms/${ROOM}/messages`);
    session.outbox.add(ROOM, 'mine');
    await vi.advanceTimersByTimeAsync(0);
    failing.clear();
    gateway.cut();
    loggedIn = userOf(BOB);
    const tried = calls.filter((each) => each === path).length;
    const reloaded = vi.spyOn(console, 'error').mockImplementation(() => undefined); // jsdom cannot load a page.
    globalThis.dispatchEvent(new Event('online'));
    await settle();
    expect(calls.filter((each) => each === path)).toHaveLength(tried);
    expect(stored()).toEqual([]);
    reloaded.mockRestore();
  });

  test('marks a room as unread when somebody else writes, until it is seen, also over a reload of the page', async () => {
    await bobPosts(2);
    expect(room()).toMatchObject({ unread_count: 2 });
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    session.openRoom(ROOM);
    await settle();
    expect(room()).toMatchObject({ unread_count: 2 });
    const [first = 0, last = 0] = stored();
    session.markRead(ROOM, last);
    session.markRead(ROOM, first);
    expect(room()).toMatchObject({ unread_count: 0, last_read_message_id: last });
    await settle();
    expect(server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 0 });
    expect(calls.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
  });

  test('tells the server what I have read when it can be reached again', async () => {
    await bobPosts(1);
    failing.add(`/api/rooms/${ROOM}/read`);
    session.markRead(ROOM, stored().at(-1) ?? 0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 1 });
    failing.clear();
    globalThis.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 0 });
  });

  test('jumps to an old message and reads on from there to the end, or jumps back', async () => {
    await bobPosts(12);
    session.closeRoom(ROOM);
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    const [, old = 0] = stored();
    void session.jumpTo(ROOM, old);
    session.openRoom(ROOM, { asked: true });
    await settle();
    expect(shown()).toContain(old);
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ hasNewer: true });
    await bobPosts(1);
    await session.loadNewer(ROOM);
    await session.loadOlder(ROOM);
    expect(shown()).toEqual(stored().slice(0, shown().length));
    expect(await session.jumpToLatest(ROOM)).toBe(true);
    expect(shown()).toEqual(stored().slice(-4));
    failing.add(`/api/rooms/${ROOM}/messages?around=${old}`);
    expect(await session.jumpTo(ROOM, old)).toBe(false);
    expect(session.chat.get().windows.get(ROOM)).toMatchObject({ jump: 'failed' });
    expect(shown()).toEqual(stored().slice(-4));
  });

  test('shows what was sent from an old part of the room, once both can be reached again', async () => {
    await bobPosts(12);
    const [, old = 0] = stored();
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    session.openRoom(ROOM, { asked: true });
    await session.jumpTo(ROOM, old);
    failing.add(`/api/rooms/${ROOM}/messages`);
    session.send(ROOM, 'hello');
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toContain(old);
    failing.clear();
    session.outbox.wake();
    await settle();
    expect(shown()).toEqual(stored().slice(-4));
  });

  test('keeps of a room that is followed for long only the newest messages, but not while it is open', async () => {
    await bobPosts(601);
    expect(shown()).toHaveLength(601);
    session.closeRoom(ROOM);
    expect(shown()).toEqual(stored().slice(-200));
    await bobPosts(401);
    expect(shown()).toEqual(stored().slice(-300));
  });

  test('keeps the messages of the rooms that were opened last', async () => {
    const rooms = Array.from({ length: 21 }, (_, index) => index + 1);
    server = new FakeServer(rooms);
    for (const room of rooms) server.run({ kind: 'join', user: ME, room });
    session.close();
    session = new ChatSession(http, sync(), 'http://test');
    for (const room of [...rooms.slice(0, 20), 1, 21]) {
      session.openRoom(room);
      await settle();
      session.closeRoom(room);
    }
    expect([...session.chat.get().windows.keys()].sort((a, b) => a - b)).toEqual(rooms.filter((room) => room !== 2));
  });

  test('shows a reaction at once, and takes it back when the server refuses it', async () => {
    await bobPosts(1);
    const [message] = session.chat.get().windows.get(ROOM)?.messages ?? [];
    if (!message) throw new Error('nothing was posted');
    const path = `/api/messages/${message.id}/reactions/${encodeURIComponent('👍')}`;
    const reactions = () => session.chat.get().windows.get(ROOM)?.messages[0]?.reactions;
    routes[path] = () => {
      throw new HttpError(409, 'too many');
    };
    const refused = session.messages.react(message, '👍', true);
    expect(reactions()).toMatchObject([{ emoji: '👍', count: 1, mine: true }]);
    await expect(refused).rejects.toThrow('too many');
    expect(reactions()).toEqual([]);

    routes[path] = () => {
      server.run({ kind: 'react', user: ME, room: ROOM, pick: 1 });
      return { reactions: [] };
    };
    await session.messages.react(message, '👍', true);
    server.run({ kind: 'react', user: BOB, room: ROOM, pick: 1 });
    announce();
    await settle();
    expect(reactions()).toMatchObject([{ emoji: '👍', count: 2, mine: true }]);
    expect(reactions()).toEqual(server.messages(ROOM, ME)[0]?.reactions);
  });

  test('edits and deletes as the server answers, and changes nothing when it refuses', async () => {
    session.send(ROOM, 'hello');
    await settle();
    const [message] = session.chat.get().windows.get(ROOM)?.messages ?? [];
    if (!message) throw new Error('nothing was sent');
    const path = `/api/messages/${message.id}`;
    await expect(session.messages.edit(message, 'refused')).rejects.toThrow('no such path');
    expect(session.chat.get().windows.get(ROOM)?.messages).toEqual([message]);
    routes[path] = () => ran({ kind: 'edit' });
    await session.messages.edit(message, 'changed');
    expect(session.chat.get().windows.get(ROOM)?.messages[0]?.content).toMatch(/^edited/);
    routes[path] = () => ran({ kind: 'delete' });
    await session.messages.delete(message);
    await settle();
    expect(session.chat.get().windows.get(ROOM)?.messages).toMatchObject([{ content: '' }]);
    expect(room()).toMatchObject({ last_message: { content: '' } });
  });

  test('loads an open room again when I was removed from it and let in again', async () => {
    await bobPosts(2);
    gateway.cut();
    server.run({ kind: 'remove', user: BOB, other: ME, room: ROOM });
    server.run({ kind: 'add', user: BOB, other: ME, room: ROOM });
    announce();
    await settle();
    expect(shown()).toEqual(stored());
  });
});
