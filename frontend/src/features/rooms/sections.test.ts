import { expect, test } from 'vitest';
import { roomOf } from '../../model/samples';
import { linesOf, type View } from './sections';

const rooms = [
  roomOf({ id: 1 }),
  roomOf({ id: 2, kind: 'direct', unread_count: 1 }),
  roomOf({ id: 3, unread_count: 1 }),
];
const all: View = { onlyUnread: false, folded: new Set(), activeId: null };

const words = (view: Partial<View>) =>
  linesOf(rooms, { ...all, ...view }).map((line) =>
    line.kind === 'heading' ? `${line.section} ${line.count}` : line.room.id,
  );

test('conversations with one person come first, each section in the order of the rooms', () => {
  expect(words({})).toEqual(['direct 1', 2, 'rooms 2', 1, 3]);
});

test('only what is unread, and the open room', () => {
  expect(words({ onlyUnread: true })).toEqual(['direct 1', 2, 'rooms 1', 3]);
  expect(words({ onlyUnread: true, activeId: 1 })).toEqual(['direct 1', 2, 'rooms 2', 1, 3]);
});

test('a folded section shows its heading and the open room', () => {
  expect(words({ folded: new Set(['rooms']) })).toEqual(['direct 1', 2, 'rooms 2']);
  expect(words({ folded: new Set(['rooms']), activeId: 3 })).toEqual(['direct 1', 2, 'rooms 2', 3]);
});
