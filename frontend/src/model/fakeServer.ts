import { FakeRoom, type StoredMessage } from './fakeRoom';
import type { ChatEvent } from './events';
import { userOf } from './samples';
import { stateOf, type ChatState } from './state';
import type { Message, MessagePage, MyRoom, Place, Role, Sync, User } from './types';

/** What a command of the model does; people and rooms are small numbers. */
export interface Command {
  readonly kind: Kind;
  readonly user: number;
  readonly room: number;
  /** Whom it is about, where it is about somebody. */
  readonly other?: number;
  /** Which of the messages it is about, where it is about one, counted from the newest; and which emoji. */
  readonly pick?: number;
}

export const KINDS = [
  'join',
  'leave',
  'add',
  'remove',
  'make admin',
  'make member',
  'hand over',
  'direct',
  'post',
  'mention',
  'mention room',
  'reply',
  'edit',
  'delete',
  'pin',
  'unpin',
  'react',
  'take back',
  'read',
  'mute',
  'unmute',
  'rename',
  'delete room',
  'profile',
] as const;

type Kind = (typeof KINDS)[number];

const PAGE = 4;

export const timeOf = (tick: number): string => new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString();

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
    const event = this.#change(room, command);
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

  /** Does what a command says, if it may be done, and tells of it. */
  #change(room: FakeRoom, { kind, user, other = user, pick = 0 }: Command): ChatEvent | null {
    const role = room.members.get(user)?.role;
    if (kind === 'join') return role === undefined && room.kind === 'public' ? this.#joined(room, user, null) : null;
    if (role === undefined) return null;
    const message = room.messages.at(-1 - (pick % Math.max(1, room.messages.length)));
    const theirs = room.members.get(other)?.role;
    switch (kind) {
      case 'leave':
        return room.kind === 'direct' ? null : this.#left(room, user, null);
      case 'add':
        return theirs === undefined && room.kind !== 'direct' ? this.#joined(room, other, user) : null;
      case 'remove':
        return role === 'owner' && other !== user && theirs ? this.#left(room, other, user) : null;
      case 'make admin':
      case 'make member':
      case 'hand over': {
        const next = ({ 'make admin': 'admin', 'make member': 'member', 'hand over': 'owner' } as const)[kind];
        return role === 'owner' && other !== user && theirs ? this.#promoted(room, user, other, next) : null;
      }
      case 'rename': {
        if (role === 'member' || room.kind === 'direct') return null;
        room.version += 1;
        room.name = `name${this.#tick}`;
        room.topic = `topic${this.#tick}`;
        const account = this.#account(room, user, 'renamed the room');
        return { type: 'room_updated', body: { room: room.shown(), user: this.#user(user), message: account } };
      }
      case 'delete room':
        if (role !== 'owner') return null;
        room.version += 1;
        room.deleted = true;
        return { type: 'room_deleted', body: { room: room.shown() } };
      case 'read': {
        if (!message || !room.read(user, message)) return null;
        return { type: 'read_changed', body: { room: { id: room.id }, user: this.#user(user), ...room.markOf(user) } };
      }
      case 'mute':
      case 'unmute':
        room.mute(user, kind === 'mute');
        return { type: 'mute_changed', body: { room: { id: room.id }, muted: kind === 'mute' } };
      case 'post':
      case 'mention':
      case 'mention room':
      case 'reply': {
        if (kind === 'reply' && (!message || message.kind === 'system' || message.deletedAt !== null)) return null;
        room.version += 1;
        const mentions = kind === 'mention' ? [other] : [];
        const written = room.write(this.#tick, timeOf(this.#tick), user, `message ${this.#tick}`, 'text');
        Object.assign(written, { mentions, mentionsRoom: kind === 'mention room' });
        if (kind === 'reply' && message) written.replyTo = message.id;
        return { type: 'message_added', body: room.told(written, null) };
      }
      case 'delete':
        if (!message || message.kind === 'system' || message.deletedAt !== null) return null;
        room.version += 1;
        Object.assign(message, { content: '', deletedAt: timeOf(this.#tick), mentions: [], mentionsRoom: false });
        Object.assign(message, { reactions: new Map(), pinnedAt: null });
        return { type: 'message_deleted', body: room.told(message, null) };
      case 'edit':
      case 'pin':
      case 'unpin':
      case 'react':
      case 'take back':
        if (!message || message.kind === 'system' || message.deletedAt !== null) return null;
        return this.#messageChanged(room, message, kind, user, other, pick);
      case 'direct':
      case 'profile':
        return null;
    }
  }

  #messageChanged(
    room: FakeRoom,
    message: StoredMessage,
    kind: 'edit' | 'pin' | 'unpin' | 'react' | 'take back',
    user: number,
    other: number,
    pick: number,
  ): ChatEvent | null {
    if (kind === 'edit') {
      if (message.user !== user) return null;
      room.version += 1;
      const mentions = pick % 2 === 0 ? [other] : [];
      Object.assign(message, { content: `edited ${this.#tick}`, editedAt: timeOf(this.#tick), mentions });
      return { type: 'message_edited', body: room.told(message, null) };
    }
    if (kind === 'pin' || kind === 'unpin') {
      if ((message.pinnedAt !== null) === (kind === 'pin')) return null;
      room.version += 1;
      message.pinnedAt = kind === 'pin' ? timeOf(this.#tick) : null;
      return { type: kind === 'pin' ? 'message_pinned' : 'message_unpinned', body: room.told(message, null) };
    }
    const emoji = pick % 3 === 0 ? '🎉' : '👍';
    const added = kind === 'react';
    if (!message.react(emoji, user, added)) return null;
    room.version += 1;
    const { reactions } = room.told(message, null);
    const told = { room: room.state(), message_id: message.id, user: this.#user(user), emoji, added, reactions };
    return { type: 'reactions_changed', body: told };
  }

  #joined(room: FakeRoom, user: number, by: number | null): ChatEvent {
    room.version += 1;
    const role: Role = room.members.size === 0 ? 'owner' : 'member';
    const account = by === null ? null : this.#account(room, by, `added user${user}`);
    room.enter(user, role);
    const adder = by === null ? null : this.#user(by);
    return {
      type: 'user_joined',
      body: { room: room.shown(), user: this.#user(user), role, by: adder, message: account },
    };
  }

  #left(room: FakeRoom, user: number, by: number | null): ChatEvent {
    room.version += 1;
    const account = by === null ? null : this.#account(room, by, `removed user${user}`);
    const heir = room.exit(user);
    const owner = heir === null ? null : this.#user(heir);
    const remover = by === null ? null : this.#user(by);
    return {
      type: 'user_left',
      body: { room: room.shown(), user: this.#user(user), by: remover, owner, message: account },
    };
  }

  #promoted(room: FakeRoom, user: number, other: number, role: Role): ChatEvent {
    room.version += 1;
    room.promote(other, role);
    if (role === 'owner') room.promote(user, 'admin');
    const previous_owner = role === 'owner' ? this.#user(user) : null;
    const account = this.#account(room, user, `made user${other} ${role}`);
    return {
      type: 'member_changed',
      body: { room: room.shown(), user: this.#user(other), role, previous_owner, message: account },
    };
  }

  #account(room: FakeRoom, user: number, what: string): Message {
    return room.told(room.write(this.#tick, timeOf(this.#tick), user, `user${user} ${what}`, 'system'), null);
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
