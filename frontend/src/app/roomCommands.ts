import { createRoom, deleteRoom, joinRoom, leaveRoom, muteRoom, openDirect, updateRoom } from '../features/rooms/api';
import type { NewRoom } from '../features/rooms/api';
import { acceptInvite } from '../features/rooms/members';
import type { RoomWords } from '../features/rooms/rules';
import type { Http } from '../lib/http';
import type { WritableStore } from '../lib/store';
import { applyEvent, muteChanged, roomAnswered, roomGone, type ChatState } from '../model/state';
import type { MyRoom } from '../model/types';

/**
 * What I do with rooms, and what shows at once because the answer says all of it. Each call is refused with an error
 * whose text is for people (see `errorText`).
 */
export class RoomCommands {
  readonly #http: Http;
  readonly #chat: WritableStore<ChatState>;

  constructor(http: Http, chat: WritableStore<ChatState>) {
    this.#http = http;
    this.#chat = chat;
  }

  create(room: NewRoom): Promise<MyRoom> {
    return this.#answered(createRoom(this.#http, room));
  }

  join(roomId: number): Promise<MyRoom> {
    return this.#answered(joinRoom(this.#http, roomId));
  }

  accept(code: string): Promise<MyRoom> {
    return this.#answered(acceptInvite(this.#http, code));
  }

  /** The conversation with one other person. */
  openDirect(userId: number): Promise<MyRoom> {
    return this.#answered(openDirect(this.#http, userId));
  }

  update(roomId: number, changes: Partial<RoomWords>): Promise<MyRoom> {
    return this.#answered(updateRoom(this.#http, roomId, changes));
  }

  async leave(roomId: number): Promise<void> {
    const { room, user } = await leaveRoom(this.#http, roomId);
    const body = { room, user, by: null, owner: null, message: null };
    this.#chat.update((state) => applyEvent(state, { type: 'user_left', body }));
  }

  async delete(roomId: number): Promise<void> {
    await deleteRoom(this.#http, roomId);
    this.#chat.update((state) => roomGone(state, { id: roomId, version: Infinity }, 'deleted'));
  }

  async mute(roomId: number, muted: boolean): Promise<void> {
    const answer = await muteRoom(this.#http, roomId, muted);
    this.#chat.update((state) => muteChanged(state, roomId, answer));
  }

  async #answered(answer: Promise<MyRoom>): Promise<MyRoom> {
    const room = await answer;
    this.#chat.update((state) => roomAnswered(state, room));
    return room;
  }
}
