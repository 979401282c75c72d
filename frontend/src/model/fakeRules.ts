import type { ChatEvent } from './events';
import type { FakeRoom, StoredMessage } from './fakeRoom';
import type { Message, Role, User } from './types';

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

export const timeOf = (tick: number): string => new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString();

/** Who may do what in a room of the model, and what follows from it. */
export class FakeRules {
  readonly #tick: number;
  readonly #user: (id: number) => User;

  /** What is done now is done at the given tick. */
  constructor(tick: number, user: (id: number) => User) {
    this.#tick = tick;
    this.#user = user;
  }

  /** Does what a command says, if it may be done, and tells of it. */
  change(room: FakeRoom, { kind, user, other = user, pick = 0 }: Command): ChatEvent | null {
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
}
