import type { ReactNode } from 'react';
import type { Message, User } from '../../model/types';
import type { OutboxEntry } from './outbox';

/** What can be done with the messages of a conversation. What goes wrong is told by whoever does it. */
export interface MessageActions {
  readonly react: (message: Message, emoji: string, mine: boolean) => void;
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly pin: (message: Message, pinned: boolean) => void;
  readonly askToDelete: (message: Message) => void;
  /** Shows a message of this room, wherever it is. */
  readonly jump: (messageId: number) => void;
  /** The address that leads to a message. */
  readonly linkTo: (message: Message) => string;
  /** Makes what stands for somebody open what is known of them. */
  readonly cardOf: (user: User, children: ReactNode) => ReactNode;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  /** Puts the text of a message that was refused back to where one writes. */
  readonly rewrite: (entry: OutboxEntry) => void;
}

/** What every row of a conversation needs to know. */
export interface RowContext {
  readonly now: Date;
  readonly me: User;
  /** Whether I may delete what others have written. */
  readonly moderates: boolean;
  /** Whom the room is known to have. */
  readonly people: ReadonlyMap<number, User>;
  /** There is nothing that could hover: actions come by a long press. */
  readonly touch: boolean;
  readonly actions: MessageActions;
  readonly openSheet: (message: Message) => void;
}

export const QUICK_EMOJI = ['👍', '❤️', '😂'] as const;

/** Whether anything can be done with it at all. */
export function isActionable(message: Message): boolean {
  return message.kind === 'text' && message.deleted_at === null;
}

export function mayEdit(message: Message, me: User): boolean {
  return isActionable(message) && message.user.id === me.id;
}

export function mayDelete(message: Message, { me, moderates }: Pick<RowContext, 'me' | 'moderates'>): boolean {
  return isActionable(message) && (moderates || message.user.id === me.id);
}

/** Whether I have chosen an emoji for it. */
export function isMine(message: Message, emoji: string): boolean {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
}
