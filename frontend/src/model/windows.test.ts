import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from './fakeRules';
import { FakeServer, pageOf } from './fakeServer';
import {
  isCurrent,
  knownOf,
  newerPageLoaded,
  olderPageLoaded,
  pageLoad,
  pageLoaded,
  windowBounded,
  windowClosed,
  windowOpened,
  type Known,
} from './loading';
import { applyEvent, messageStored, type ChatState } from './state';
import type { Message, MessagePage, Place } from './types';

const ME = 1 as const;
const ROOM = 1;

const CHANGES = ['edit', 'delete', 'react', 'take back', 'pin', 'reply', 'rename'] as const;

/** What happens around the window: at the server, on the way from it, and here. */
const step = fc.record({
  what: fc.constantFrom(
    ...(['post', 'post', 'change', 'deliver', 'deliver', 'deliver', 'read', 'read early', 'arrive', 'arrive'] as const),
    ...(['bound', 'bound', 'ask newest', 'ask around', 'ask older', 'ask newer', 'ask older', 'ask newer'] as const),
  ),
  change: fc.constantFrom(...CHANGES),
  user: fc.constantFrom(ME, 2),
  pick: fc.nat(30),
});

interface Asked {
  readonly place: Place;
  readonly side: 'older' | 'newer' | 'jump' | null;
  readonly known: Known;
  readonly generation: number | undefined;
  page: MessagePage | null;
}

/** A client with one room open, a server, and the ways between them, on which everything takes as long as it likes. */
class World {
  readonly server = new FakeServer([ROOM]);
  state: ChatState;
  asked: Asked | null = null;
  delivered: number;
  /** The room as it was before the last change: what somebody sees who reads an instant too early. */
  #early: readonly Message[] = [];

  constructor(already: number, late: number) {
    for (const user of [2, ME]) this.run({ kind: 'join', user });
    for (let i = 0; i < already; i++) this.run({ kind: 'post', user: 2 });
    this.state = windowOpened(this.server.sync(ME), ROOM);
    this.delivered = Math.max(0, this.#events().length - late);
    this.#ask({ kind: 'newest' }, null);
  }

  run(command: Omit<Command, 'room'>) {
    this.#early = this.all();
    this.server.run({ ...command, room: ROOM });
  }

  all = () => this.server.messages(ROOM, ME);
  window = () => this.state.windows.get(ROOM);

  deliver(): boolean {
    const event = this.#events()[this.delivered];
    if (event) this.state = applyEvent(this.state, event);
    if (event) this.delivered += 1;
    return event !== undefined;
  }

  take({ what, change, user, pick }: typeof step extends fc.Arbitrary<infer S> ? S : never) {
    const window = this.window();
    const ready = window?.phase === 'ready' && this.asked === null;
    if (what === 'post') this.run({ kind: 'post', user });
    else if (what === 'change') this.run({ kind: change, user, other: ME, pick });
    else if (what === 'deliver') this.deliver();
    else if (what === 'read' && this.asked) this.asked.page ??= this.server.page(ROOM, ME, this.asked.place);
    else if (what === 'read early' && this.asked) this.asked.page ??= pageOf(this.#early, this.asked.place);
    else if (what === 'arrive') this.arrive();
    else if (what === 'bound') this.state = windowBounded(this.state, ROOM, 3, 2);
    else if (ready && what === 'ask newest') this.#ask({ kind: 'newest' }, 'jump');
    else if (ready && what === 'ask around') {
      const target = this.all().at(pick % Math.max(1, this.all().length));
      if (target) this.#ask({ kind: 'around', id: target.id }, 'jump');
    } else if (ready && what === 'ask older' && window.hasOlder) {
      const edge = window.messages[0];
      if (edge) this.#ask({ kind: 'before', id: edge.id }, 'older');
    } else if (ready && what === 'ask newer' && window.hasNewer) {
      const edge = window.messages.at(-1);
      if (edge) this.#ask({ kind: 'after', id: edge.id }, 'newer');
    }
  }

  arrive() {
    const { asked } = this;
    if (!asked) return;
    let page = asked.page ?? this.server.page(ROOM, ME, asked.place);
    if (!isCurrent(page, asked.place, asked.known)) page = this.server.page(ROOM, ME, asked.place);
    const change = { older: olderPageLoaded, newer: newerPageLoaded, jump: pageLoaded }[asked.side ?? 'jump'];
    this.state = change(this.state, ROOM, page);
    this.asked = null;
  }

  #ask(place: Place, side: Asked['side']) {
    this.asked = {
      place,
      side,
      known: knownOf(this.state, ROOM),
      generation: this.window()?.generation,
      page: null,
    };
    if (side) this.state = pageLoad(this.state, ROOM, side, 'loading');
  }

  #events() {
    return this.server.eventsFor(ME, 0);
  }
}

const content = ({ room, ...rest }: Message) => ({ ...rest, room: room.id });
const idsOf = (messages: readonly Message[] = []) => messages.map(({ id }) => id);

/** Somebody jumps to the only message there is, and asks an instant before others than its sender can read it. */
const onlyMessageTooEarly = (['arrive', 'ask around', 'read early', 'post'] as const).map((what) => {
  return { what, change: 'edit' as const, user: ME, pick: 0 };
});

/** A room of ten messages, of which the newest are held. */
function talk(): World {
  const world = new World(10, 0);
  world.arrive();
  return world;
}

describe('the messages of an open room', () => {
  test('have no gap, no duplicate and nothing old, wherever events fall around what is loaded', () => {
    fc.assert(
      fc.property(fc.nat(14), fc.nat(12), fc.array(step, { maxLength: 80 }), (already, late, steps) => {
        const world = new World(already, late);
        for (const each of steps) {
          world.take(each);
          const shown = idsOf(world.window()?.messages);
          const all = idsOf(world.all());
          const from = all.indexOf(shown[0] ?? 0);
          if (shown.length > 0) expect(shown).toEqual(all.slice(from, from + shown.length));
        }
        world.arrive();
        while (world.deliver());
        const window = world.window();
        const shown = window?.messages ?? [];
        const all = world.all();
        const from = all.findIndex(({ id }) => id === shown[0]?.id);
        expect(shown.map(content)).toEqual(shown.length === 0 ? [] : all.slice(from, from + shown.length).map(content));
        expect(window).toMatchObject({ phase: 'ready', news: [] });
        if (shown.length > 0) {
          expect(window?.hasOlder).toBe(from > 0);
          expect(window?.hasNewer).toBe(from + shown.length < all.length);
        }
      }),
      { numRuns: 2000, examples: [[1, 0, onlyMessageTooEarly]] },
    );
  });

  test('are all there in the end, however one goes through them', () => {
    const world = talk();
    const first = world.all()[0]?.id ?? 0;
    world.state = pageLoaded(world.state, ROOM, world.server.page(ROOM, ME, { kind: 'around', id: first }));
    expect(world.window()).toMatchObject({ hasOlder: false, hasNewer: true });
    world.run({ kind: 'post', user: 2 });
    while (world.deliver());
    expect(idsOf(world.window()?.messages)).toEqual(idsOf(world.all()).slice(0, 2));
    for (let edge = world.window()?.messages.at(-1); world.window()?.hasNewer; edge = world.window()?.messages.at(-1)) {
      const page = world.server.page(ROOM, ME, { kind: 'after', id: edge?.id ?? 0 });
      world.state = newerPageLoaded(world.state, ROOM, page);
    }
    expect(world.window()).toMatchObject({ hasOlder: false, hasNewer: false, prepended: 0 });
    expect(idsOf(world.window()?.messages)).toEqual(idsOf(world.all()));
  });

  test('count what was put in front, so that a list can keep its place', () => {
    const world = talk();
    const held = idsOf(world.window()?.messages);
    const page = world.server.page(ROOM, ME, { kind: 'before', id: held[0] ?? 0 });
    world.state = olderPageLoaded(world.state, ROOM, page);
    expect(world.window()).toMatchObject({ prepended: 4, hasOlder: true });
    const closed = windowClosed(world.state, ROOM, 3).windows.get(ROOM);
    expect(closed).toMatchObject({ hasOlder: true });
    expect(idsOf(closed?.messages)).toEqual(held.slice(-3));
  });

  test('do not grow for ever with a room that they follow', () => {
    const world = talk();
    const bound = () => (world.state = windowBounded(world.state, ROOM, 6, 3));
    const held = world.state;
    expect(bound()).toBe(held);
    for (let i = 0; i < 3; i++) world.run({ kind: 'post', user: 2 });
    while (world.deliver());
    bound();
    expect(idsOf(world.window()?.messages)).toEqual(idsOf(world.all()).slice(-3));
    expect(world.window()).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  test('begin anew after a jump to where nothing is held, and go on where it is', () => {
    const world = talk();
    const { generation = 0 } = world.window() ?? {};
    const [oldest, ...others] = idsOf(world.all());
    const near = pageLoaded(world.state, ROOM, world.server.page(ROOM, ME, { kind: 'around', id: others[5] ?? 0 }));
    expect(near.windows.get(ROOM)).toMatchObject({ generation, hasNewer: false });
    expect(near.windows.get(ROOM)?.prepended).toBeGreaterThan(0);
    const far = pageLoaded(world.state, ROOM, world.server.page(ROOM, ME, { kind: 'around', id: oldest ?? 0 }));
    expect(far.windows.get(ROOM)).toMatchObject({ generation: generation + 1, hasNewer: true, prepended: 0 });
    expect(windowClosed(far, ROOM, 200).windows.has(ROOM)).toBe(false);
  });

  test('do not take what is older than they are, nor what comes after a gap', () => {
    const world = talk();
    const [oldest] = world.all();
    if (!oldest) throw new Error('nothing was posted');
    expect(messageStored(world.state, oldest)).toBe(world.state);
    world.state = pageLoaded(world.state, ROOM, world.server.page(ROOM, ME, { kind: 'around', id: oldest.id }));
    const shown = world.window()?.messages;
    world.run({ kind: 'post', user: ME });
    const mine = world.all().at(-1);
    if (mine) world.state = messageStored(world.state, mine);
    expect(world.window()?.messages).toBe(shown);
  });
});
