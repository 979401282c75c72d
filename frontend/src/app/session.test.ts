import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpError, NetworkError } from '../lib/http';
import { orderedRooms } from '../model/rooms';
import { userOf } from '../model/samples';
import { BOB, FakeWorld, ME, ROOM } from './fakeWorld';

let world: FakeWorld;

beforeEach(async () => {
  world = await FakeWorld.open();
});

afterEach(() => world.close());

describe('the session', () => {
  test('shows what is posted while the room is open, and after a cut', async () => {
    await world.bobPosts(2);
    world.gateway.cut();
    await world.bobPosts(3);
    await world.settle();
    expect(world.shown).toEqual(world.stored);
    expect(world.session.loss.get()).toBeNull();
  });

  test('when state is lost, changes nothing until one reload, after which it equals a fresh log-in', async () => {
    await world.bobPosts(2);
    const before = world.session.chat.get();
    world.gateway.recovers = false;
    world.gateway.cut();
    await world.bobPosts(3);
    await world.settle();
    expect(world.session.loss.get()).toMatchObject({ reason: 'history-lost', reloading: false });
    await world.bobPosts(1);
    expect(world.session.chat.get()).toBe(before);

    world.gateway.recovers = true;
    await world.session.reload();
    await world.settle();
    expect(world.session.loss.get()).toBeNull();
    expect(orderedRooms(world.session.chat.get().rooms)).toEqual(orderedRooms(world.server.sync(ME).rooms));
    expect(world.shown).toEqual(world.stored.slice(-4));
    await world.bobPosts(1);
    expect(world.shown).toEqual(world.stored.slice(-5));
  });

  test('when the reload fails, says why and can be asked again', async () => {
    world.gateway.recovers = false;
    world.gateway.cut();
    await world.settle();
    world.failing.add('/api/sync');
    await world.session.reload();
    expect(world.session.loss.get()).toMatchObject({ reloading: false, error: new NetworkError().message });
    world.failing.clear();
    world.gateway.recovers = true;
    await world.session.reload();
    expect(world.session.loss.get()).toBeNull();
  });

  test('sends after the reload what was written while state was lost', async () => {
    world.gateway.recovers = false;
    world.gateway.cut();
    await world.settle();
    world.session.outbox.add(ROOM, 'written in between');
    await world.settle();
    expect(world.stored).toEqual([]);
    world.gateway.recovers = true;
    await world.session.reload();
    await world.settle();
    expect(world.stored).toHaveLength(1);
    expect(world.shown).toEqual(world.stored);
    expect(world.session.outbox.entries.get()).toEqual([]);
  });

  test('keeps what is half written in rooms of mine, and forgets it with the room', async () => {
    for (const room of [ROOM, 2, 3]) world.session.shelf.set(`draft.${room}`, 'half');
    world.session.shelf.set('reply.2', '{}');
    world.server.run({ kind: 'join', user: ME, room: 2 });
    world.restart();
    expect(world.session.shelf.keys('draft.').sort()).toEqual([`draft.${ROOM}`, 'draft.2'].sort());
    world.gateway.recovers = false;
    world.gateway.cut();
    world.server.run({ kind: 'leave', user: ME, room: 2 });
    await world.settle();
    world.gateway.recovers = true;
    await world.session.reload();
    expect([...world.session.shelf.keys('draft.'), ...world.session.shelf.keys('reply.')]).toEqual([`draft.${ROOM}`]);
  });

  test('sends nothing as somebody who has logged in in another window in the meantime', async () => {
    const path = `POST /api/rooms/${ROOM}/messages`;
    world.failing.add(`/api/rooms/${ROOM}/messages`);
    world.session.outbox.add(ROOM, 'mine');
    await vi.advanceTimersByTimeAsync(0);
    world.failing.clear();
    world.gateway.cut();
    world.loggedIn = userOf(BOB);
    const tried = world.calls.filter((each) => each === path).length;
    const reloaded = vi.spyOn(console, 'error').mockImplementation(() => undefined); // jsdom cannot load a page.
    globalThis.dispatchEvent(new Event('online'));
    await world.settle();
    expect(world.calls.filter((each) => each === path)).toHaveLength(tried);
    expect(world.stored).toEqual([]);
    reloaded.mockRestore();
  });

  test('marks a room as unread when somebody else writes, until it is seen, also over a reload of the page', async () => {
    await world.bobPosts(2);
    expect(world.room).toMatchObject({ unread_count: 2 });
    world.restart();
    world.session.openRoom(ROOM);
    await world.settle();
    expect(world.room).toMatchObject({ unread_count: 2 });
    const [first = 0, last = 0] = world.stored;
    world.session.markRead(ROOM, last);
    world.session.markRead(ROOM, first);
    expect(world.room).toMatchObject({ unread_count: 0, last_read_message_id: last });
    await world.settle();
    expect(world.server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 0 });
    expect(world.calls.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
  });

  test('tells the server what I have read when it can be reached again', async () => {
    await world.bobPosts(1);
    world.failing.add(`/api/rooms/${ROOM}/read`);
    world.session.markRead(ROOM, world.stored.at(-1) ?? 0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(world.server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 1 });
    world.failing.clear();
    globalThis.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.server.myRoom(ROOM, ME)).toMatchObject({ unread_count: 0 });
  });

  test('shows a reaction at once, and takes it back when the server refuses it', async () => {
    await world.bobPosts(1);
    const [message] = world.window?.messages ?? [];
    if (!message) throw new Error('nothing was posted');
    const path = `/api/messages/${message.id}/reactions/${encodeURIComponent('👍')}`;
    const reactions = () => world.window?.messages[0]?.reactions;
    world.routes[path] = () => {
      throw new HttpError(409, 'too many');
    };
    const refused = world.session.messages.react(message, '👍', true);
    expect(reactions()).toMatchObject([{ emoji: '👍', count: 1, mine: true }]);
    await expect(refused).rejects.toThrow('too many');
    expect(reactions()).toEqual([]);

    world.routes[path] = () => {
      world.server.run({ kind: 'react', user: ME, room: ROOM, pick: 1 });
      return { reactions: [] };
    };
    await world.session.messages.react(message, '👍', true);
    world.server.run({ kind: 'react', user: BOB, room: ROOM, pick: 1 });
    world.announce();
    await world.settle();
    expect(reactions()).toMatchObject([{ emoji: '👍', count: 2, mine: true }]);
    expect(reactions()).toEqual(world.server.messages(ROOM, ME)[0]?.reactions);
  });

  test('edits and deletes as the server answers, and changes nothing when it refuses', async () => {
    world.session.send(ROOM, 'hello');
    await world.settle();
    const [message] = world.window?.messages ?? [];
    if (!message) throw new Error('nothing was sent');
    const path = `/api/messages/${message.id}`;
    await expect(world.session.messages.edit(message, 'refused')).rejects.toThrow('no such path');
    expect(world.window?.messages).toEqual([message]);
    world.routes[path] = () => world.ran({ kind: 'edit' });
    await world.session.messages.edit(message, 'changed');
    expect(world.window?.messages[0]?.content).toMatch(/^edited/);
    world.routes[path] = () => world.ran({ kind: 'delete' });
    await world.session.messages.delete(message);
    await world.settle();
    expect(world.window?.messages).toMatchObject([{ content: '' }]);
    expect(world.room).toMatchObject({ last_message: { content: '' } });
  });
});
