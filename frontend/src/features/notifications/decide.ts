import type { Message, MyRoom } from '../../model/types';

export interface Situation {
  readonly myId: number;
  /** The room of the message, if I am in it. */
  readonly room: MyRoom | undefined;
  /** Whether a window of the app has the focus. */
  readonly looking: boolean;
}

/** Whether a message that has just come is worth calling somebody who looks elsewhere. */
export function isWorthCalling(message: Message, { myId, room, looking }: Situation): boolean {
  if (looking || !room || room.muted) return false;
  if (message.kind === 'system' || message.deleted_at !== null || message.user.id === myId) return false;
  if (message.id <= (room.last_read_message_id ?? 0)) return false;
  return room.kind === 'direct' || message.mentions_room || message.mentions.includes(myId);
}

/** Whether what was called for has been seen to in the meantime, here or on another device. */
export function isSettled(messageId: number, room: MyRoom | undefined): boolean {
  return !room || room.muted || messageId <= (room.last_read_message_id ?? 0);
}
