import type { ChatEvent } from './events';
import { FakeRoom } from './fakeRoom';
import { FakeRules, timeOf, type Command } from './fakeRules';
import { userOf } from './samples';
import { stateOf, type ChatState } from './state';
import type { Message, MessagePage, MyRoom, Place, Sync, User } from './types';

const PAGE = 4;

/** The id of the conversation of two people. */
export const directOf = (a: number, b: number): number => 100 + 10 * Math.min(a, b) + Math.max(a, b);

/** The page that a server with these messages answers. */
export function pageOf(all: readonly Message[], place: Place): MessagePage {
  const anchor = place.kind === 'newest' ? Infinity : place.id;
  const older = all.filter(({ id }) => id < anchor);
  const newer = all.filter(({ id }) => (place.kind === 'around' ? id >= anchor : id > anchor));
  const messages = {
    newest: older.slice(-PAGE),
    before: older.slice(-PAGE),
    after: newer.slice(0, PAGE),
    around: [...older.slice(-PAGE / 2), ...newer.slice(0, PAGE / 2)],
  }[place.kind];
  return {
    messages,
    hasOlder: (all[0]?.id ?? Infinity) < (messages[0]?.id ?? anchor),
    hasNewer: (all.at(-1)?.id ?? 0) > (messages.at(-1)?.id ?? anchor),
  };
}

/**
 * The server in its simplest form, for tests: rooms in memory, and the log of every event with those it is for.
 * "state + events equals a fresh fetch" is said in its terms.
 */
export class FakeServer {
  readonly log: { readonly event: ChatEvent; readonly audience: ReadonlySet<number> }[] = [];
  readonly #rooms = new Map<number, FakeRoom>();
  readonly #names = new Map<number, string>();
  #tick = 0;

  constructor(roomIds: readonly number[]) {
    for (const id of roomIds) this.#rooms.set(id, new FakeRoom(id, 'public', timeOf(0), (user) => this.#user(user)));
  }

  run(command: Command): void {
    this.#tick += 1;
    const { kind, user, other = user } = command;
    if (kind === 'profile') {
      this.#names.set(user, `name${this.#tick}`);
      this.#log({ type: 'profile_changed', body: { user: this.#user(user) } }, [1, 2, 3]);
      return;
    }
    if (kind === 'direct') {
      if (user !== other && !this.#rooms.has(directOf(user, other))) this.#direct(user, other);
      return;
    }
    const room = this.#rooms.get(command.room);
    if (!room || room.deleted) return;
    const before = [...room.members.keys()];
    const event = new FakeRules(this.#tick, (id) => this.#user(id)).change(room, command);
    if (!event) return;
    const personal = event.type === 'read_changed' || event.type === 'mute_changed';
    this.#log(event, personal ? [user] : [...before, ...room.members.keys()]);
  }

  /** What a user is sent of everything after a position of the log; of messages, only what they say today. */
  eventsFor(user: number, since: number): ChatEvent[] {
    return this.log.slice(since).flatMap(({ event, audience }) => (audience.has(user) ? [event] : []));
  }

  /** The same for somebody who was away: texts that were changed or deleted since are not in it any more. */
  recoveredFor(user: number, since: number): ChatEvent[] {
    return this.eventsFor(user, since).map((event) => this.#redacted(event));
  }

  syncOf(user: number): Sync {
    const mine = [...this.#rooms.values()].filter((room) => !room.deleted && room.members.has(user));
    return {
      position: { offset: this.log.length, epoch: 'e' },
      me: this.#user(user),
      rooms: mine.map((room) => room.shownTo(user)),
    };
  }

  sync(user: number): ChatState {
    return stateOf(this.syncOf(user));
  }

  myRoom(roomId: number, user: number): MyRoom {
    return this.#room(roomId).shownTo(user);
  }

  page(roomId: number, user: number, place: Place = { kind: 'newest' }): MessagePage {
    return pageOf(this.messages(roomId, user), place);
  }

  /** All messages of a room, as they are today. */
  messages(roomId: number, user: number): readonly Message[] {
    const room = this.#room(roomId);
    return room.messages.map((message) => room.told(message, user));
  }

  #room(id: number): FakeRoom {
    const room = this.#rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  #user(id: number): User {
    const user = userOf(id);
    return { ...user, display_name: this.#names.get(id) ?? user.username };
  }

  #log(event: ChatEvent, audience: readonly number[]): void {
    this.log.push({ event: structuredClone(event), audience: new Set(audience) });
  }

  #direct(user: number, other: number): void {
    const id = directOf(user, other);
    const room = new FakeRoom(id, 'direct', timeOf(this.#tick), (each) => this.#user(each));
    this.#rooms.set(id, room);
    room.version += 1;
    for (const member of [user, other]) room.enter(member, 'member');
    const body = { room: room.shown(), user: this.#user(user), role: 'member' as const, by: null, message: null };
    this.#log({ type: 'user_joined', body }, [user, other]);
  }

  /** What people wrote in an event, replaced by what it says today, wherever it stands. */
  #redacted(event: ChatEvent): ChatEvent {
    const today = new Map([...this.#rooms.values()].flatMap(({ messages }) => messages.map((m) => [m.id, m.content])));
    const copy = JSON.stringify(event, (_, value: unknown) => {
      const { id, content } = (value ?? {}) as { id?: number; content?: string };
      return content === undefined ? value : { ...(value as object), content: today.get(id ?? 0) ?? content };
    });
    return JSON.parse(copy) as ChatEvent;
  }
}
