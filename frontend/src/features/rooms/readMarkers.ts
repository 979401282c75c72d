import type { Shelf } from '../../lib/storage';
import { createStore, type Store, type WritableStore } from '../../lib/store';
import type { Room } from '../../model/types';

const PREFIX = 'read.';

/** For each room, the newest message that was seen in this browser. Markers only move forward. */
export class ReadMarkers {
  readonly markers: Store<ReadonlyMap<number, number>>;
  readonly #markers: WritableStore<ReadonlyMap<number, number>>;
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    const stored = shelf.keys(PREFIX).map((key) => [Number(key.slice(PREFIX.length)), Number(shelf.get(key))] as const);
    this.#markers = createStore<ReadonlyMap<number, number>>(new Map(stored));
    this.markers = this.#markers;
  }

  /** Rooms that this browser sees for the first time begin as read. */
  meet(rooms: ReadonlyMap<number, Room>): void {
    for (const room of rooms.values()) {
      if (!this.#markers.get().has(room.id)) this.advance(room.id, room.last_message?.id ?? 0);
    }
  }

  advance(roomId: number, messageId: number): void {
    if (messageId <= (this.#markers.get().get(roomId) ?? -1)) return;
    this.#shelf.set(`${PREFIX}${roomId}`, String(messageId));
    this.#markers.update((markers) => new Map(markers).set(roomId, messageId));
  }
}

/** Whether somebody else's message is the newest of the room and lies beyond the marker. */
export function isUnread(room: Room, marker: number | undefined, myId: number): boolean {
  const last = room.last_message;
  return last !== null && marker !== undefined && last.id > marker && last.user.id !== myId;
}
