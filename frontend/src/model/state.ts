import type { ChatEvent, EventOf } from './events';
import { withMyReaction, type MessageChange, type MessageNews } from './messages';
import { profileChanged } from './profiles';
import { counted, roomJoined, roomUpdated, withMessageChange, withNewMessage, withReadMark } from './rooms';
import type { Message, MyRoom, ReadState, Role, Sync, User } from './types';
import { windowTold, type MessageWindow } from './windows';

/**
 * What this client knows of the chat. It changes only through the pure functions of this folder, and comes
 * out the same whether news arrives live, by recovery, in an HTTP answer, twice, or in several of these ways.
 */
export interface ChatState {
  readonly me: User;
  /** The rooms of which I am a member. */
  readonly rooms: ReadonlyMap<number, MyRoom>;
  /** The rooms of which I was one. */
  readonly departed: ReadonlyMap<number, Departure>;
  /** The messages held of the rooms that were opened. */
  readonly windows: ReadonlyMap<number, MessageWindow>;
}

/** How a room came to be no longer mine. */
export interface Departure {
  /** As of when: older news must not bring the room back. */
  readonly version: number;
  readonly reason: 'left' | 'removed' | 'deleted';
}

export function stateOf(sync: Sync): ChatState {
  return {
    me: sync.me,
    rooms: new Map(sync.rooms.map((room) => [room.id, counted(room, sync.me)])),
    departed: new Map(),
    windows: new Map(),
  };
}

/** The state after an event. Idempotent, and indifferent to events that the state already contains. */
export function applyEvent(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'message_added':
      return messageAdded(state, event.body);
    case 'message_edited':
    case 'message_deleted':
    case 'message_pinned':
    case 'message_unpinned':
    case 'reactions_changed':
      return messageChanged(state, event);
    case 'user_joined':
      return accounted(userJoined(state, event), event.body.message);
    case 'user_left':
      return accounted(userLeft(state, event), event.body.message);
    case 'member_changed':
      return accounted(memberChanged(state, event), event.body.message);
    case 'room_updated':
      return accounted(roomAnnounced(state, event.body.room), event.body.message);
    case 'room_deleted':
      return roomGone(state, event.body.room, 'deleted');
    case 'read_changed':
      return event.body.user.id === state.me.id ? readUpTo(state, event.body.room.id, event.body) : state;
    case 'mute_changed':
      return muteChanged(state, event.body.room.id, event.body.muted);
    case 'profile_changed':
      return profileChanged(state, event.body.user);
    case 'position':
      return state;
  }
}

/**
 * The state with a message that the server has just stored for me. Unlike the event that will follow it,
 * the answer may have overtaken events of the room, so it must not move the room's version past them.
 */
export function messageStored(state: ChatState, message: Message): ChatState {
  const room = state.rooms.get(message.room.id);
  if (!room) return state;
  const known = room.last_message !== null && room.last_message.id >= message.id;
  const next = known ? state : withRoom(state, withNewMessage(room, message, state.me));
  return told(next, { type: 'message_added', body: message });
}

/** The state with a message as the server has answered a change of it. The room waits for the event, as above. */
export function messageAnswered(state: ChatState, message: Message): ChatState {
  const window = state.windows.get(message.room.id);
  const held = window?.messages.find(({ id }) => id === message.id);
  if (!held || held.room.version >= message.room.version) return state;
  return told(state, { type: 'message_answered', body: message });
}

/** The state with a room as the server has answered it to me: all of it, what is mine alone included. */
export function roomAnswered(state: ChatState, room: MyRoom): ChatState {
  const known = state.rooms.get(room.id);
  if (room.version <= (known?.version ?? state.departed.get(room.id)?.version ?? 0)) return state;
  if (!known) return withRoom(state, counted(room, state.me));
  const { last_read_message_id, last_read_seq } = known;
  return withRoom(
    state,
    withReadMark(roomUpdated(known, room, state.me), { last_read_message_id, last_read_seq }, state.me),
  );
}

/** A room that is gone for me, by an event or by an answer. */
export function roomGone(
  state: ChatState,
  room: { readonly id: number; readonly version: number },
  reason: Departure['reason'],
): ChatState {
  const known = Math.max(state.rooms.get(room.id)?.version ?? 0, state.departed.get(room.id)?.version ?? 0);
  if (room.version <= known) return state;
  return {
    ...state,
    rooms: without(state.rooms, room.id),
    windows: without(state.windows, room.id),
    departed: new Map(state.departed).set(room.id, { version: room.version, reason }),
  };
}

/** I have read up to a message, as somebody has told. */
export function readUpTo(state: ChatState, roomId: number, mark: ReadState): ChatState {
  const room = state.rooms.get(roomId);
  return room ? withRoom(state, withReadMark(room, mark, state.me)) : state;
}

export function muteChanged(state: ChatState, roomId: number, muted: boolean): ChatState {
  const room = state.rooms.get(roomId);
  return room && room.muted !== muted ? withRoom(state, { ...room, muted }) : state;
}

/** My choice of an emoji, before the server has said so. */
export function reactionChosen(
  state: ChatState,
  roomId: number,
  messageId: number,
  emoji: string,
  mine: boolean,
): ChatState {
  const window = state.windows.get(roomId);
  const held = window?.messages.find(({ id }) => id === messageId);
  if (!window || held?.deleted_at !== null) return state;
  const chosen = withMyReaction(held, emoji, mine, state.me.id);
  if (chosen === held) return state;
  const messages = window.messages.map((message) => (message === held ? chosen : message));
  return { ...state, windows: new Map(state.windows).set(roomId, { ...window, messages }) };
}

/** The newest message id that is known of a room; 0 when there is none. */
export function newestMessageId(state: ChatState, roomId: number): number {
  return state.rooms.get(roomId)?.last_message?.id ?? 0;
}

function messageAdded(state: ChatState, message: Message): ChatState {
  const room = state.rooms.get(message.room.id);
  if (!room) return state;
  const next =
    message.room.version > room.version
      ? withRoom(state, { ...withNewMessage(room, message, state.me), version: message.room.version })
      : state;
  // The window is judged by its own messages: it was fetched at another moment than the room.
  return told(next, { type: 'message_added', body: message });
}

function messageChanged(state: ChatState, change: MessageChange): ChatState {
  const room = state.rooms.get(change.body.room.id);
  if (!room) return state;
  const next =
    change.body.room.version > room.version ? withRoom(state, withMessageChange(room, change, state.me)) : state;
  return told(next, change);
}

function userJoined(state: ChatState, { body }: EventOf<'user_joined'>): ChatState {
  const { room, user, role } = body;
  const mine = user.id === state.me.id || room.members.some(({ id }) => id === state.me.id);
  if (state.rooms.has(room.id) || !mine) return roomAnnounced(state, room);
  if (room.version <= (state.departed.get(room.id)?.version ?? 0)) return state;
  return withRoom(state, roomJoined(room, role, state.me));
}

function userLeft(state: ChatState, { body }: EventOf<'user_left'>): ChatState {
  const { room, user, by, owner } = body;
  if (user.id === state.me.id) {
    return roomGone(state, room, by === null || by.id === user.id ? 'left' : 'removed');
  }
  return roomAnnounced(state, room, owner?.id === state.me.id ? 'owner' : null);
}

function memberChanged(state: ChatState, { body }: EventOf<'member_changed'>): ChatState {
  const { room, user, role, previous_owner } = body;
  const isPrevious = previous_owner?.id === state.me.id;
  return roomAnnounced(state, room, user.id === state.me.id ? role : isPrevious ? 'admin' : null);
}

/** What everybody is told of a room, and what I am in it from then on, if that changes. */
function roomAnnounced(
  state: ChatState,
  room: EventOf<'room_updated'>['body']['room'],
  role: Role | null = null,
): ChatState {
  const known = state.rooms.get(room.id);
  if (!known || room.version <= known.version) return state;
  const updated = roomUpdated(known, room, state.me);
  return withRoom(state, role === null ? updated : { ...updated, my_role: role });
}

/** The system message of an event. The room in the event has it already. */
function accounted(state: ChatState, message: Message | null): ChatState {
  return message ? told(state, { type: 'message_added', body: message }) : state;
}

function told(state: ChatState, news: MessageNews): ChatState {
  const roomId = news.body.room.id;
  const window = state.windows.get(roomId);
  const next = window && windowTold(window, news, state.me.id);
  return next === window || !next ? state : { ...state, windows: new Map(state.windows).set(roomId, next) };
}

function withRoom(state: ChatState, room: MyRoom): ChatState {
  return state.rooms.get(room.id) === room ? state : { ...state, rooms: new Map(state.rooms).set(room.id, room) };
}

function without<V>(map: ReadonlyMap<number, V>, key: number): ReadonlyMap<number, V> {
  const copy = new Map(map);
  return copy.delete(key) ? copy : map;
}
