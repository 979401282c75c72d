import { mapped, mappedList, withChanges } from './same';
import type { ChatState } from './state';
import type { Message, MyRoom, User } from './types';

/** The state in which somebody is shown as `user` says, wherever they are. */
export function profileChanged(state: ChatState, user: User): ChatState {
  const shown = <U extends User | null>(other: U): U =>
    other !== null && isOutdated(other, user) ? (user as U) : other;
  return withChanges(state, {
    me: shown(state.me),
    rooms: mapped(state.rooms, (room) => roomShowing(room, shown)),
    windows: mapped(state.windows, (window) => {
      const messages = mappedList(window.messages, (message) => messageShowing(message, shown));
      return messages === window.messages ? window : { ...window, messages };
    }),
  });
}

type Shown = <U extends User | null>(user: U) => U;

function isOutdated(known: User, user: User): boolean {
  return (
    known.id === user.id &&
    (known.username !== user.username ||
      known.display_name !== user.display_name ||
      known.avatar_url !== user.avatar_url)
  );
}

function roomShowing(room: MyRoom, shown: Shown): MyRoom {
  const last = room.last_message;
  return withChanges(room, {
    peer: shown(room.peer),
    members: mappedList(room.members, shown) as User[],
    last_message: last && withChanges(last, { user: shown(last.user) }),
  });
}

function messageShowing(message: Message, shown: Shown): Message {
  const quote = message.reply_to;
  return withChanges(message, {
    user: shown(message.user),
    reply_to: quote && withChanges(quote, { user: shown(quote.user) }),
  });
}
