import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeServer } from '../model/fakeServer';
import { BOB, FakeWorld, ME, ROOM } from './fakeWorld';

let world: FakeWorld;

beforeEach(async () => {
  world = await FakeWorld.open();
});

afterEach(() => world.close());

describe('the history of a room', () => {
  test('loads older messages page by page, once each', async () => {
    await world.bobPosts(11);
    world.restart();
    world.session.openRoom(ROOM);
    await world.settle();
    expect(world.shown).toEqual(world.stored.slice(-4));
    await Promise.all([world.session.loadOlder(ROOM), world.session.loadOlder(ROOM)]);
    expect(world.shown).toEqual(world.stored.slice(-8));
    world.failing.add(`/api/rooms/${ROOM}/messages?before=${world.shown[0] ?? 0}`);
    await world.session.loadOlder(ROOM);
    expect(world.window).toMatchObject({ older: 'failed' });
    world.failing.clear();
    await world.session.loadOlder(ROOM);
    await world.session.loadOlder(ROOM);
    expect(world.shown).toEqual(world.stored);
    expect(world.window).toMatchObject({ hasOlder: false });
  });

  test('shows a message that was announced an instant before it could be read', async () => {
    await world.bobPosts(2);
    world.restart();
    world.early = 3;
    world.session.openRoom(ROOM);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.window).toMatchObject({ phase: 'loading' });
    await world.bobPosts(1);
    await world.settle();
    expect(world.window).toMatchObject({ phase: 'ready' });
    expect(world.shown).toEqual(world.stored);

    world.restart();
    world.early = 1000;
    world.session.openRoom(ROOM);
    await world.settle();
    expect(world.window).toMatchObject({ phase: 'failed' });
  });

  test('opens a room where its many unread messages begin, also after state was lost', async () => {
    await world.bobPosts(1);
    world.session.markRead(ROOM, world.stored[0] ?? 0);
    await world.settle();
    world.gateway.recovers = false;
    world.gateway.cut();
    await world.bobPosts(40);
    await world.settle();
    world.gateway.recovers = true;
    await world.session.reload();
    await world.settle();
    expect(world.room).toMatchObject({ unread_count: 40 });
    expect(world.shown).toEqual(world.stored.slice(0, world.shown.length));
    world.restart();
    world.session.openRoom(ROOM);
    await world.settle();
    expect(world.shown).toEqual(world.stored.slice(0, world.shown.length));
  });

  test('jumps to an old message and reads on from there to the end, or jumps back', async () => {
    await world.bobPosts(12);
    world.session.closeRoom(ROOM);
    world.restart();
    const [, old = 0] = world.stored;
    void world.session.jumpTo(ROOM, old);
    world.session.openRoom(ROOM, { asked: true });
    await world.settle();
    expect(world.shown).toContain(old);
    expect(world.window).toMatchObject({ hasNewer: true });
    await world.bobPosts(1);
    await world.session.loadNewer(ROOM);
    await world.session.loadOlder(ROOM);
    expect(world.shown).toEqual(world.stored.slice(0, world.shown.length));
    expect(await world.session.jumpToLatest(ROOM)).toBe(true);
    expect(world.shown).toEqual(world.stored.slice(-4));
    world.failing.add(`/api/rooms/${ROOM}/messages?around=${old}`);
    expect(await world.session.jumpTo(ROOM, old)).toBe(false);
    expect(world.window).toMatchObject({ jump: 'failed' });
    expect(world.shown).toEqual(world.stored.slice(-4));
  });

  test('shows what was sent from an old part of the room, once both can be reached again', async () => {
    await world.bobPosts(12);
    const [, old = 0] = world.stored;
    world.restart();
    world.session.openRoom(ROOM, { asked: true });
    await world.session.jumpTo(ROOM, old);
    world.failing.add(`/api/rooms/${ROOM}/messages`);
    world.session.send(ROOM, 'hello');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.shown).toContain(old);
    world.failing.clear();
    world.session.outbox.wake();
    await world.settle();
    expect(world.shown).toEqual(world.stored.slice(-4));
  });

  test('keeps of a room that is followed for long only the newest messages, but not while it is open', async () => {
    await world.bobPosts(601);
    expect(world.shown).toHaveLength(601);
    world.session.closeRoom(ROOM);
    expect(world.shown).toEqual(world.stored.slice(-200));
    await world.bobPosts(401);
    expect(world.shown).toEqual(world.stored.slice(-300));
  });

  test('keeps the messages of the rooms that were opened last', async () => {
    const rooms = Array.from({ length: 21 }, (_, index) => index + 1);
    world.server = new FakeServer(rooms);
    for (const room of rooms) world.server.run({ kind: 'join', user: ME, room });
    world.restart();
    for (const room of [...rooms.slice(0, 20), 1, 21]) {
      world.session.openRoom(room);
      await world.settle();
      world.session.closeRoom(room);
    }
    expect([...world.session.chat.get().windows.keys()].sort((a, b) => a - b)).toEqual(
      rooms.filter((room) => room !== 2),
    );
  });

  test('loads an open room again when I was removed from it and let in again', async () => {
    await world.bobPosts(2);
    world.gateway.cut();
    world.server.run({ kind: 'remove', user: BOB, other: ME, room: ROOM });
    world.server.run({ kind: 'add', user: BOB, other: ME, room: ROOM });
    world.announce();
    await world.settle();
    expect(world.shown).toEqual(world.stored);
  });
});
