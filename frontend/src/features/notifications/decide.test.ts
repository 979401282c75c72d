import { expect, test } from 'vitest';
import { messageOf, roomOf, userOf } from '../../model/samples';
import { isSettled, isWorthCalling, type Situation } from './decide';

const me = 1;
const bob = userOf(2, 'bob');
const room = roomOf({ id: 7 });
const elsewhere: Situation = { myId: me, room, looking: false };
const mention = messageOf({ id: 5, user: bob, mentions: [me] });

test('a mention calls, of me or of the whole room; other messages of a room do not', () => {
  expect(isWorthCalling(mention, elsewhere)).toBe(true);
  expect(isWorthCalling(messageOf({ id: 5, user: bob, mentions_room: true }), elsewhere)).toBe(true);
  expect(isWorthCalling(messageOf({ id: 5, user: bob, mentions: [3] }), elsewhere)).toBe(false);
});

test('every message of a direct room calls', () => {
  const direct = roomOf({ id: 7, kind: 'direct' });
  expect(isWorthCalling(messageOf({ id: 5, user: bob }), { ...elsewhere, room: direct })).toBe(true);
});

test('nobody is called who looks at the app', () => {
  expect(isWorthCalling(mention, { ...elsewhere, looking: true })).toBe(false);
});

test('a muted room does not call, nor one that I have left', () => {
  expect(isWorthCalling(mention, { ...elsewhere, room: { ...room, muted: true } })).toBe(false);
  expect(isWorthCalling(mention, { ...elsewhere, room: undefined })).toBe(false);
});

test('what I wrote, what was deleted and what was read elsewhere does not call', () => {
  expect(isWorthCalling(messageOf({ id: 5, user: userOf(me), mentions_room: true }), elsewhere)).toBe(false);
  expect(isWorthCalling({ ...mention, deleted_at: '2026-01-01T00:00:00Z' }, elsewhere)).toBe(false);
  expect(isWorthCalling(mention, { ...elsewhere, room: { ...room, last_read_message_id: 5 } })).toBe(false);
});

test('a call is settled when the message is read, the room muted or left', () => {
  expect(isSettled(5, { ...room, last_read_message_id: 4 })).toBe(false);
  expect(isSettled(5, { ...room, last_read_message_id: 5 })).toBe(true);
  expect(isSettled(5, { ...room, muted: true })).toBe(true);
  expect(isSettled(5, undefined)).toBe(true);
});
