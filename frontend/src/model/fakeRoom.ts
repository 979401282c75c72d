import { lastMessageOf } from './messages';
import type { Message, MyRoom, ReadState, Role, Room, RoomKind, RoomState, User } from './types';

/** How many of those who chose an emoji are named; few, so that tests reach the limit. */
const NAMED = 2;

/** A message as the model stores it. */
export class StoredMessage {
  mentions: readonly number[] = [];
  mentionsRoom = false;
  replyTo: number | null = null;
  editedAt: string | null = null;
  deletedAt: string | null = null;
  pinnedAt: string | null = null;
  reactions = new Map<string, readonly number[]>();

  constructor(
    readonly id: number,
    readonly createdAt: string,
    readonly user: number,
    public content: string,
    readonly kind: 'text' | 'system',
    readonly seq: number,
  ) {}

  /** Whether that changes anything. */
  react(emoji: string, user: number, added: boolean): boolean {
    const users = this.reactions.get(emoji) ?? [];
    if (users.includes(user) === added) return false;
    const next = added ? [...users, user] : users.filter((other) => other !== user);
    if (next.length > 0) this.reactions.set(emoji, next);
    else this.reactions.delete(emoji);
    return true;
  }
}

interface StoredMember {
  role: Role;
  mark: ReadState;
  muted: boolean;
}

/** A room of the model, and how it is shown. */
export class FakeRoom {
  name: string;
  topic = '';
  version = 1;
  seq = 0;
  deleted = false;
  /** The longest-standing first. */
  readonly members = new Map<number, StoredMember>();
  readonly messages: StoredMessage[] = [];
  #bumpedAt: string;

  constructor(
    readonly id: number,
    readonly kind: RoomKind,
    createdAt: string,
    private readonly user: (id: number) => User,
  ) {
    this.name = `room${id}`;
    this.#bumpedAt = createdAt;
  }

  enter(user: number, role: Role): void {
    const mark = { last_read_message_id: this.messages.at(-1)?.id ?? null, last_read_seq: this.seq };
    this.members.set(user, { role, mark, muted: false });
  }

  /** Who owns the room from here on, if the owner has gone. */
  exit(user: number): number | null {
    const { role } = this.#member(user);
    this.members.delete(user);
    if (role !== 'owner') return null;
    const [heir] = [...this.members].sort(([, a], [, b]) => Number(b.role === 'admin') - Number(a.role === 'admin'));
    if (!heir) return null;
    heir[1].role = 'owner';
    return heir[0];
  }

  promote(user: number, role: Role): void {
    this.#member(user).role = role;
  }

  mute(user: number, muted: boolean): void {
    this.#member(user).muted = muted;
  }

  /** Whether that moves the marker, which goes only forward. */
  read(user: number, message: StoredMessage): boolean {
    const member = this.#member(user);
    if (message.id <= (member.mark.last_read_message_id ?? 0)) return false;
    member.mark = { last_read_message_id: message.id, last_read_seq: message.seq };
    return true;
  }

  markOf(user: number): ReadState {
    return this.#member(user).mark;
  }

  write(id: number, at: string, user: number, content: string, kind: 'text' | 'system'): StoredMessage {
    this.#bumpedAt = at;
    if (kind === 'text') this.seq += 1;
    const message = new StoredMessage(id, at, user, content, kind, this.seq);
    this.messages.push(message);
    if (kind === 'text') this.read(user, message);
    return message;
  }

  state(): RoomState {
    return { id: this.id, version: this.version, bumped_at: this.#bumpedAt, seq: this.seq };
  }

  /** A message as it is now: for everybody in an event, where it is not said what is whose, or in an answer to somebody. */
  told(message: StoredMessage, to: number | null): Message {
    const quoted = this.messages.find(({ id }) => id === message.replyTo);
    return {
      id: message.id,
      content: message.content,
      user: this.user(message.user),
      room: this.state(),
      created_at: message.createdAt,
      seq: message.seq,
      kind: message.kind,
      edited_at: message.editedAt,
      deleted_at: message.deletedAt,
      reply_to: quoted
        ? { id: quoted.id, content: quoted.content, user: this.user(quoted.user), deleted_at: quoted.deletedAt }
        : null,
      reactions: [...message.reactions].map(([emoji, users]) => ({
        emoji,
        count: users.length,
        user_ids: users.slice(0, NAMED),
        mine: to !== null && users.includes(to),
      })),
      mentions: [...message.mentions],
      mentions_room: message.mentionsRoom,
      pinned_at: message.pinnedAt,
    };
  }

  shown(): Room {
    const last = this.messages.at(-1);
    return {
      id: this.id,
      name: this.name,
      kind: this.kind,
      topic: this.topic,
      created_by: 2,
      version: this.version,
      bumped_at: this.#bumpedAt,
      member_count: this.members.size,
      seq: this.seq,
      last_message: last ? lastMessageOf(this.told(last, null)) : null,
      members: this.kind === 'direct' ? [...this.members.keys()].map((id) => this.user(id)) : [],
    };
  }

  shownTo(user: number): MyRoom {
    const { role, mark, muted } = this.#member(user);
    const unread = this.messages.filter(
      (message) =>
        message.id > (mark.last_read_message_id ?? 0) &&
        message.user !== user &&
        message.kind === 'text' &&
        (message.mentionsRoom || message.mentions.includes(user)),
    );
    const room = this.shown();
    return {
      ...room,
      ...mark,
      my_role: role,
      unread_count: this.seq - mark.last_read_seq,
      mention_count: unread.length,
      unread_mentions: unread.map(({ id }) => id),
      muted,
      peer: room.members.find(({ id }) => id !== user) ?? null,
    };
  }

  #member(user: number): StoredMember {
    const member = this.members.get(user);
    if (!member) throw new Error(`user ${user} is not in room ${this.id}`);
    return member;
  }
}
