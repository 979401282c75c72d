import { expect, test } from 'vitest';
import { messagesChanged, type MessageChange } from './messages';
import { messageOf, userOf } from './samples';
import type { Message } from './types';

const ME = 1;

/** So many have chosen the emoji that the event does not name me, whether I am one of them or not. */
function changedBy(user: number, added: boolean, version: number): MessageChange {
  const room = { id: 7, version, bumped_at: '2026-01-01T00:00:00Z', seq: 1 };
  const reactions = [{ emoji: '👍', count: 60, user_ids: [2, 3], mine: false }];
  return {
    type: 'reactions_changed',
    body: { room, message_id: 1, user: userOf(user), emoji: '👍', added, reactions },
  };
}

test('whether a reaction of many is mine stays as it was, until I change it', () => {
  let messages: readonly Message[] = [messageOf({ id: 1 })];
  const mine = (change: MessageChange) => {
    messages = messagesChanged(messages, change, ME);
    return messages[0]?.reactions[0]?.mine;
  };
  expect(mine(changedBy(2, true, 2))).toBe(false);
  expect(mine(changedBy(ME, true, 3))).toBe(true);
  expect(mine(changedBy(3, true, 4))).toBe(true);
  expect(mine(changedBy(ME, false, 4))).toBe(true);
  expect(mine(changedBy(ME, false, 5))).toBe(false);
});
