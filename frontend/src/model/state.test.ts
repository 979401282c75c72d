import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeServer, type Command } from './fakeServer';
import {
  applyEvent,
  messageStored,
  newestMessageId,
  newestPageLoaded,
  olderPageLoaded,
  orderedRooms,
  reachesTo,
  windowOpened,
  windowTrimmed,
  type ChatState,
} from './state';
import type { Message } from './types';

const ME = 1;
const ROOMS = [1, 2, 3];

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('join', 'leave', 'post', 'post', 'post'),
  user: fc.constantFrom(ME, 2, 3),
  room: fc.constantFrom(...ROOMS),
});
const commands = fc.array(command, { maxLength: 60 });

/** What of a state can be seen; the memory of rooms that were left cannot. */
function visible(state: ChatState) {
  return { rooms: orderedRooms(state.rooms), windows: state.windows };
}

function running(...batches: Command[][]): FakeServer {
  const server = new FakeServer(ROOMS);
  for (const room of ROOMS) for (const user of [ME, 2]) server.run({ kind: 'join', user, room });
  for (const batch of batches) for (const next of batch) server.run(next);
  return server;
}

function post(server: FakeServer, user: number, room = 1): Message {
  server.run({ kind: 'post', user, room });
  const message = server.messages(room).at(-1);
  if (!message) throw new Error('nothing was posted');
  return message;
}

const ids = (state: ChatState, room = 1) => state.windows.get(room)?.messages.map(({ id }) => id);

describe('state and events', () => {
  test('a state and the events since equal a fresh fetch', () => {
    fc.assert(
      fc.property(commands, commands, fc.nat(20), (before, after, overlap) => {
        const server = running(before);
        const state = server.sync(ME);
        // The position is read before the state, so some events may be in the state already.
        const position = Math.max(0, server.log.length - overlap);
        for (const next of after) server.run(next);
        const caughtUp = server.eventsFor(ME, position).reduce(applyEvent, state);
        expect(visible(caughtUp)).toEqual(visible(server.sync(ME)));
      }),
      { numRuns: 500 },
    );
  });

  test('an event applied twice equals once, at once and later', () => {
    fc.assert(
      fc.property(commands, commands, fc.nat(), (before, after, pick) => {
        const server = running(before);
        let state = windowOpened(server.sync(ME), 1);
        if (state.rooms.has(1)) state = newestPageLoaded(state, 1, server.page(1));
        const position = server.log.length;
        for (const next of after) server.run(next);
        const events = server.eventsFor(ME, position);
        const once = events.reduce(applyEvent, state);
        const each = events.flatMap((event) => [event, event]).reduce(applyEvent, state);
        const again = [...events, ...events.slice(events.length === 0 ? 0 : pick % events.length)];
        expect(each).toEqual(once);
        expect(again.reduce(applyEvent, state)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  test('an event that the state contains changes nothing, not even the identity of the state', () => {
    const server = running();
    const state = server.sync(ME);
    for (const event of server.eventsFor(ME, 0)) expect(applyEvent(state, event)).toBe(state);
    expect(applyEvent(state, { type: 'position' })).toBe(state);
  });

  test('the answer to my own post, ahead of the events before it, does not make them be dropped', () => {
    fc.assert(
      fc.property(commands, fc.nat(), (after, pick) => {
        const server = running();
        const state = newestPageLoaded(windowOpened(server.sync(ME), 1), 1, server.page(1));
        const position = server.log.length;
        for (const next of after.filter(({ kind, user }) => kind === 'post' || user !== ME)) server.run(next);
        const mine = post(server, ME);
        const events = server.eventsFor(ME, position);
        const answeredAt = pick % (events.length + 1);
        let result = events.slice(0, answeredAt).reduce(applyEvent, state);
        result = messageStored(result, mine);
        result = events.slice(answeredAt).reduce(applyEvent, result);
        expect(orderedRooms(result.rooms)).toEqual(orderedRooms(server.sync(ME).rooms));
        expect(ids(result)).toEqual(server.messages(1).map(({ id }) => id));
      }),
      { numRuns: 300 },
    );
  });

  test('somebody else joining a room of mine changes its member count', () => {
    const server = running();
    const state = server.sync(ME);
    const position = server.log.length;
    server.run({ kind: 'join', user: 3, room: 2 });
    const next = server.eventsFor(ME, position).reduce(applyEvent, state);
    expect(next.rooms.get(2)?.member_count).toBe(3);
  });

  test('leaving removes the room and its messages, and late news does not bring it back', () => {
    const server = running();
    const state = windowOpened(server.sync(ME), 1);
    const position = server.log.length;
    server.run({ kind: 'leave', user: ME, room: 1 });
    const left = server.eventsFor(ME, position).reduce(applyEvent, state);
    expect(left.rooms.has(1)).toBe(false);
    expect(left.windows.has(1)).toBe(false);
    expect(server.eventsFor(ME, 0).reduce(applyEvent, left)).toEqual(left);
  });

  test('events of rooms that are not mine are ignored', () => {
    const server = new FakeServer(ROOMS);
    const state = server.sync(ME);
    server.run({ kind: 'join', user: 2, room: 1 });
    post(server, 2);
    expect(server.log.map(({ event }) => event).reduce(applyEvent, state)).toBe(state);
  });

  test('rooms are ordered by their last message, ties by id, newest first', () => {
    const server = running();
    post(server, 2, 2);
    post(server, 2, 1);
    expect(orderedRooms(server.sync(ME).rooms).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('the messages of an open room', () => {
  test('have no gap and no duplicate, wherever the events fall around the fetch', () => {
    const schedule = fc.array(fc.constantFrom('post', 'deliver', 'deliver', 'read', 'read early', 'arrive', 'older'), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), schedule, (already, late, steps) => {
        const server = running();
        for (let i = 0; i < already; i++) post(server, 2);
        let state = windowOpened(server.sync(ME), 1);
        const known = newestMessageId(state, 1);
        // Events may be late: what they tell of is in the page, or older than it.
        const events = server.eventsFor(ME, 0);
        let delivered = Math.max(0, events.length - late);
        let page: ReturnType<FakeServer['page']> | null = null;
        const ready = () => state.windows.get(1)?.phase === 'ready';
        const deliver = () => {
          const event = server.eventsFor(ME, 0)[delivered];
          if (event) state = applyEvent(state, event);
          if (event) delivered += 1;
          return event !== undefined;
        };
        const arrive = () => {
          if (!page || !reachesTo(page, known)) page = server.page(1);
          if (!ready()) state = newestPageLoaded(state, 1, page);
        };
        const all = () => server.messages(1).map(({ id }) => id);
        for (const step of [...steps, 'arrive']) {
          if (step === 'post') post(server, 2);
          if (step === 'deliver') deliver();
          if (step === 'read') page ??= server.page(1);
          // The newest message is announced, but cannot be read yet.
          if (step === 'read early') page ??= server.page(1, server.messages(1).at(-1)?.id);
          if (step === 'arrive') arrive();
          const oldest = ids(state)?.[0];
          if (step === 'older' && ready() && oldest !== undefined) {
            state = olderPageLoaded(state, 1, server.page(1, oldest));
          }
          const shown = ids(state) ?? [];
          const from = all().indexOf(shown[0] ?? 0);
          if (ready() && shown.length > 0) expect(shown).toEqual(all().slice(from, from + shown.length));
        }
        while (deliver());
        const shown = ids(state) ?? [];
        expect(shown).toEqual(all().slice(all().length - shown.length));
        expect(state.windows.get(1)?.hasOlder).toBe(shown.length < all().length);
      }),
      { numRuns: 1000 },
    );
  });

  test('count what was put in front, so that a list can keep its place', () => {
    const server = running();
    for (let i = 0; i < 10; i++) post(server, 2);
    let state = newestPageLoaded(windowOpened(server.sync(ME), 1), 1, server.page(1));
    state = olderPageLoaded(state, 1, server.page(1, ids(state)?.[0]));
    expect(state.windows.get(1)).toMatchObject({ prepended: 4, hasOlder: true });
    expect(windowTrimmed(state, 1, 3).windows.get(1)).toMatchObject({ prepended: 0, hasOlder: true });
    expect(ids(windowTrimmed(state, 1, 3))).toEqual(ids(state)?.slice(-3));
  });

  test('do not take a message that is older than what is held', () => {
    const server = running();
    const first = post(server, 2);
    for (let i = 0; i < 10; i++) post(server, 2);
    const state = newestPageLoaded(windowOpened(server.sync(ME), 1), 1, server.page(1));
    expect(applyEvent(state, { type: 'message_added', body: first })).toBe(state);
  });
});
