import type { ChatEvent } from './events';
import { stateOf, type ChatState } from './state';
import type { LastMessage, Message, MessagePage, Room, User } from './types';

/** What a command of the model does; people and rooms are small numbers. */
export type Command =
  | { readonly kind: 'join' | 'leave'; readonly user: number; readonly room: number }
  | { readonly kind: 'post'; readonly user: number; readonly room: number };

interface StoredRoom {
  version: number;
  bumpedAt: string;
  members: Set<number>;
  messages: Message[];
}

const PAGE = 4;

export const userOf = (id: number): User => ({ id, username: `user${id}` });
export const timeOf = (tick: number): string => new Date(Date.UTC(2026, 0, 1) + tick * 1000).toISOString();

/**
 * The server in its simplest form, for tests: rooms in memory, and the log of every event with those it is for.
 * "state + events equals a fresh fetch" is said in its terms.
 */
export class FakeServer {
  readonly log: { readonly event: ChatEvent; readonly audience: ReadonlySet<number> }[] = [];
  readonly #rooms = new Map<number, StoredRoom>();
  #tick = 0;

  constructor(roomIds: readonly number[]) {
    for (const id of roomIds) {
      this.#rooms.set(id, { version: 1, bumpedAt: timeOf(0), members: new Set(), messages: [] });
    }
  }

  run(command: Command): void {
    const room = this.#room(command.room);
    const member = room.members.has(command.user);
    if (command.kind === 'join' ? member : !member) return;
    this.#tick += 1;
    room.version += 1;
    const audience = new Set([...room.members, command.user]);
    if (command.kind === 'post') {
      room.bumpedAt = timeOf(this.#tick);
      const message: Message = {
        id: this.#tick,
        content: `message ${this.#tick}`,
        user: userOf(command.user),
        room: { id: command.room, version: room.version, bumped_at: room.bumpedAt },
        created_at: room.bumpedAt,
      };
      room.messages.push(message);
      this.log.push({ event: { type: 'message_added', body: message }, audience });
    } else {
      if (command.kind === 'join') room.members.add(command.user);
      else room.members.delete(command.user);
      const body = { room: this.#shown(command.room), user: userOf(command.user) };
      const type = command.kind === 'join' ? 'user_joined' : 'user_left';
      this.log.push({ event: { type, body }, audience });
    }
  }

  /** What a user is sent of everything after a position of the log. */
  eventsFor(user: number, since: number): ChatEvent[] {
    return this.log.slice(since).flatMap(({ event, audience }) => (audience.has(user) ? [event] : []));
  }

  sync(user: number): ChatState {
    const mine = [...this.#rooms].filter(([, room]) => room.members.has(user)).map(([id]) => this.#shown(id));
    return stateOf({ position: { offset: this.log.length, epoch: 'e' }, me: userOf(user), rooms: mine });
  }

  page(roomId: number, before = Infinity): MessagePage {
    const older = this.#room(roomId).messages.filter(({ id }) => id < before);
    return { messages: older.slice(-PAGE), hasOlder: older.length > PAGE };
  }

  messages(roomId: number): readonly Message[] {
    return this.#room(roomId).messages;
  }

  #room(id: number): StoredRoom {
    const room = this.#rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  #shown(id: number): Room {
    const room = this.#room(id);
    const last = room.messages.at(-1);
    return {
      id,
      name: `room${id}`,
      version: room.version,
      bumped_at: room.bumpedAt,
      member_count: room.members.size,
      last_message: last ? lastMessageOf(last) : null,
    };
  }
}

function lastMessageOf({ id, content, user, created_at }: Message): LastMessage {
  return { id, content, user, created_at };
}
