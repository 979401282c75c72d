import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, type ChatEvent } from './events';
import { KINDS, type Command } from './fakeRules';
import { directOf, FakeServer } from './fakeServer';
import { pageLoaded, windowOpened } from './loading';
import { profileChanged } from './profiles';
import { orderedRooms, roomTitle } from './rooms';
import {
  applyEvent,
  messageAnswered,
  messageStored,
  muteChanged,
  reactionChosen,
  readUpTo,
  roomAnswered,
  roomGone,
  type ChatState,
} from './state';
import type { Message } from './types';

const ME = 1;
const ROOMS = [1, 2, 3];

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.oneof(fc.constantFrom(...KINDS), fc.constantFrom('post', 'join', 'mention', 'read')),
  user: fc.constantFrom(ME, 2, 3),
  room: fc.constantFrom(...ROOMS, directOf(ME, 2), directOf(ME, 3)),
  other: fc.constantFrom(ME, 2, 3),
  pick: fc.nat(7),
});
const commands = fc.array(command, { maxLength: 60 });

/** What of a state can be seen; the memory of rooms that were left cannot. */
function visible(state: ChatState) {
  return { me: state.me, rooms: orderedRooms(state.rooms), windows: state.windows };
}

function running(...batches: Command[][]): FakeServer {
  const server = new FakeServer(ROOMS);
  for (const room of ROOMS) for (const user of [2, ME]) server.run({ kind: 'join', user, room });
  server.run({ kind: 'direct', user: 2, other: ME, room: 0 });
  for (const batch of batches) for (const next of batch) server.run(next);
  return server;
}

/** A room with its newest messages loaded. */
function opened(server: FakeServer, room = 1): ChatState {
  const state = windowOpened(server.sync(ME), room);
  return state.rooms.has(room) ? pageLoaded(state, room, server.page(room, ME)) : state;
}

/** A message without when it was told, which differs between a page and an event. */
const content = ({ room, ...rest }: Message) => ({ ...rest, room: room.id });

function expectFresh(state: ChatState, server: FakeServer) {
  const fresh = server.sync(ME);
  expect(visible({ ...state, windows: new Map() })).toEqual(visible(fresh));
  for (const [room, { messages }] of state.windows) {
    const today = server.messages(room, ME).slice(-messages.length).map(content);
    expect(messages.map(content)).toEqual(messages.length === 0 ? [] : today);
  }
}

/** For each type of event, a command that brings it about, in a room where user 2 is the owner and I an admin. */
const BRINGS: Record<ChatEvent['type'], Omit<Command, 'room'> | null> = {
  message_added: { kind: 'reply', user: 2 },
  message_edited: { kind: 'edit', user: 2, other: ME },
  message_deleted: { kind: 'delete', user: ME },
  message_pinned: { kind: 'pin', user: 2 },
  message_unpinned: { kind: 'unpin', user: ME, pick: 1 },
  reactions_changed: { kind: 'react', user: ME },
  user_joined: { kind: 'add', user: 2, other: 3 },
  user_left: { kind: 'leave', user: 2 },
  member_changed: { kind: 'hand over', user: 2, other: ME },
  room_updated: { kind: 'rename', user: ME },
  room_deleted: { kind: 'delete room', user: 2 },
  read_changed: { kind: 'read', user: ME },
  mute_changed: { kind: 'mute', user: ME },
  profile_changed: { kind: 'profile', user: 2 },
  position: null,
};

/** Two messages by user 2, of which the first is pinned. */
const TALK: Command[] = [
  { kind: 'make admin', user: 2, other: ME, room: 1 },
  { kind: 'mention', user: 2, other: ME, room: 1 },
  { kind: 'pin', user: 2, room: 1 },
  { kind: 'post', user: 2, room: 1 },
];

describe('every type of event', () => {
  test('is known to these tests', () => {
    expect(new Set(EVENT_TYPES)).toEqual(new Set(Object.keys(BRINGS)));
  });

  for (const [type, next] of Object.entries(BRINGS)) {
    if (!next) continue;
    test(`${type}: state and event equal a fresh fetch, and twice equals once`, () => {
      const server = running(TALK);
      const state = opened(server);
      const position = server.log.length;
      server.run({ ...next, room: 1 });
      const events = server.eventsFor(ME, position);
      expect(events.map((event) => event.type)).toEqual([type]);
      const once = events.reduce(applyEvent, state);
      expect(visible(once)).not.toEqual(visible(state));
      expectFresh(once, server);
      expect(events.reduce(applyEvent, once)).toEqual(once);
    });
  }
});

describe('state and events', () => {
  test('a state and the events since equal a fresh fetch, whether they come live or by recovery', () => {
    fc.assert(
      fc.property(commands, commands, fc.nat(20), fc.boolean(), (before, after, overlap, recovered) => {
        const server = running(before);
        const state = server.sync(ME);
        // The position is read before the state, so some events may be in the state already.
        const position = Math.max(0, server.log.length - overlap);
        for (const next of after) server.run(next);
        const events = recovered ? server.recoveredFor(ME, position) : server.eventsFor(ME, position);
        expectFresh(events.reduce(applyEvent, state), server);
      }),
      { numRuns: 1000 },
    );
  });

  test('an open room and the events since equal a fresh fetch', () => {
    fc.assert(
      fc.property(commands, commands, fc.boolean(), (before, after, recovered) => {
        const server = running(before);
        const state = opened(server);
        const position = server.log.length;
        for (const next of after) server.run(next);
        const events = recovered ? server.recoveredFor(ME, position) : server.eventsFor(ME, position);
        expectFresh(events.reduce(applyEvent, state), server);
      }),
      { numRuns: 1000 },
    );
  });

  test('an event applied twice equals once, at once and later', () => {
    fc.assert(
      fc.property(commands, commands, fc.nat(), (before, after, pick) => {
        const server = running(before);
        const state = opened(server);
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
    const server = running(TALK);
    const state = opened(server);
    for (const event of server.eventsFor(ME, 0)) expect(applyEvent(state, event)).toBe(state);
    server.run({ kind: 'read', user: ME, room: 1 });
    server.run({ kind: 'profile', user: 2, room: 1 });
    const told = server.eventsFor(ME, 0).reduce(applyEvent, state);
    for (const event of server.eventsFor(ME, 0)) expect(applyEvent(told, event)).toBe(told);
    expect(applyEvent(state, { type: 'position' })).toBe(state);
  });

  test('the answer to my own command, ahead of events before it, changes nothing in how it ends', () => {
    fc.assert(
      fc.property(commands, commands, command, fc.nat(), (before, after, mine, pick) => {
        const server = running(TALK, before);
        const state = opened(server);
        const position = server.log.length;
        for (const next of after) server.run(next);
        const earlier = server.log.length;
        server.run({ ...mine, user: ME });
        if (server.log.length === earlier) return;
        const events = server.eventsFor(ME, position);
        const answeredAt = pick % (events.length + 1);
        let result = events.slice(0, answeredAt).reduce(applyEvent, state);
        result = answered(result, server, server.log.at(-1)?.event);
        result = events.slice(answeredAt).reduce(applyEvent, result);
        expectFresh(result, server);
      }),
      { numRuns: 1000 },
    );
  });

  test('leaving removes the room and its messages, and late news does not bring it back', () => {
    for (const kind of ['leave', 'delete room', 'remove'] as const) {
      const server = running(TALK);
      if (kind === 'leave') server.run({ kind: 'post', user: ME, room: 1 });
      const state = opened(server);
      const position = server.log.length;
      server.run({ kind, user: kind === 'leave' ? ME : 2, other: ME, room: 1 });
      const left = server.eventsFor(ME, position).reduce(applyEvent, state);
      expect(left.rooms.has(1)).toBe(false);
      expect(left.windows.has(1)).toBe(false);
      const reason = { leave: 'left', 'delete room': 'deleted', remove: 'removed' }[kind];
      expect(left.departed.get(1)).toMatchObject({ reason });
      expect(server.eventsFor(ME, 0).reduce(applyEvent, left)).toEqual(left);
    }
  });

  test('events of rooms that are not mine are ignored', () => {
    const server = new FakeServer(ROOMS);
    const state = server.sync(ME);
    server.run({ kind: 'join', user: 2, room: 1 });
    for (const next of TALK) server.run({ ...next, other: 2 });
    expect(server.log.map(({ event }) => event).reduce(applyEvent, state)).toBe(state);
  });

  test('rooms are ordered by their last message, ties by id, newest first', () => {
    const server = running();
    server.run({ kind: 'post', user: 2, room: 2 });
    server.run({ kind: 'post', user: 2, room: 1 });
    const [first, second] = orderedRooms(server.sync(ME).rooms);
    expect([first?.id, second?.id]).toEqual([1, 2]);
  });

  test('a room that somebody else has opened with me is called as they are, whatever they are called', () => {
    const server = running();
    const state = server.sync(ME);
    const position = server.log.length;
    server.run({ kind: 'direct', user: 3, other: ME, room: 0 });
    server.run({ kind: 'profile', user: 3, room: 0 });
    const room = server.eventsFor(ME, position).reduce(applyEvent, state).rooms.get(directOf(3, ME));
    expect(room).toMatchObject({ unread_count: 0, my_role: 'member' });
    expect(room && roomTitle(room)).toMatch(/^name/);
  });
});

/** The state after the answer to the command of mine that has brought this event about. */
function answered(state: ChatState, server: FakeServer, event: ChatEvent | undefined): ChatState {
  switch (event?.type) {
    case 'message_added':
      return messageStored(state, event.body);
    case 'message_edited':
    case 'message_deleted':
    case 'message_pinned':
    case 'message_unpinned': {
      const told = server.messages(event.body.room.id, ME).find(({ id }) => id === event.body.id);
      return told ? messageAnswered(state, told) : state;
    }
    case 'reactions_changed': {
      const { room, message_id, emoji, added } = event.body;
      return reactionChosen(state, room.id, message_id, emoji, added);
    }
    case 'room_updated':
      return roomAnswered(state, server.myRoom(event.body.room.id, ME));
    case 'user_joined': {
      const { room, user, by } = event.body;
      // A window of before I left does not become whole by joining again.
      if (by !== null || user.id !== ME || state.windows.has(room.id)) return state;
      return roomAnswered(state, server.myRoom(room.id, ME));
    }
    case 'user_left':
      return event.body.user.id === ME ? applyEvent(state, event) : state;
    case 'room_deleted':
      return roomGone(state, { id: event.body.room.id, version: Infinity }, 'deleted');
    case 'read_changed':
      return readUpTo(state, event.body.room.id, event.body);
    case 'mute_changed':
      return muteChanged(state, event.body.room.id, event.body.muted);
    case 'profile_changed':
      return profileChanged(state, event.body.user);
    case 'member_changed':
    case 'position':
    case undefined:
      return state;
  }
}
