import { expect, test } from 'vitest';
import { attentionOf } from './attention';
import { roomOf } from './samples';

const rooms = [
  roomOf({ id: 1, unread_count: 5, mention_count: 2 }),
  roomOf({ id: 2, kind: 'direct', unread_count: 3 }),
  roomOf({ id: 3, kind: 'direct', unread_count: 7, muted: true }),
];

test('mentions and direct messages are counted, other messages are not', () => {
  expect(attentionOf(rooms)).toEqual({ count: 5, unread: true });
});

test('what is unread in a room without a mention is only there', () => {
  expect(attentionOf([roomOf({ id: 1, unread_count: 5 })])).toEqual({ count: 0, unread: true });
});

test('muted rooms want nothing', () => {
  expect(attentionOf(rooms.filter(({ muted }) => muted))).toEqual({ count: 0, unread: false });
});
