import { describe, expect, test } from 'vitest';
import { fit, rankedRooms } from './ranking';
import { roomOf, userOf } from './samples';
import type { MyRoom } from './types';

const idsOf = (rooms: readonly MyRoom[], query: string) =>
  rankedRooms(new Map(rooms.map((room) => [room.id, room])), query).map(({ id }) => id);

describe('how well a name fits', () => {
  test('the name itself, its beginning, that of a word, a part, and letters in order, in this order', () => {
    const fits = ['garden', 'garden club', 'old garden', 'hogarden', 'great red nest'].map((name) =>
      fit(name, 'garden'),
    );
    expect(fits).toEqual([5, 4, 3, 2, 0]);
    expect(fit('general random ideas', 'gri')).toBe(1);
  });

  test('capitals and accents do not matter', () => {
    expect(fit('Café Zürich', 'cafe zur')).toBe(4);
  });

  test('letters out of order do not fit', () => {
    expect(fit('abc', 'cab')).toBe(0);
    expect(fit('ab', 'aa')).toBe(0);
  });
});

describe('the rooms to offer', () => {
  const at = (day: number) => `2026-01-0${day}T00:00:00Z`;

  test('without a word: what was written to me, then what is unread, then the newest', () => {
    const rooms = [
      roomOf({ id: 1, bumped_at: at(9) }),
      roomOf({ id: 2, bumped_at: at(1), unread_count: 2 }),
      roomOf({ id: 3, bumped_at: at(2), unread_count: 1, mention_count: 1 }),
      roomOf({ id: 4, bumped_at: at(8), unread_count: 1, muted: true }),
    ];
    expect(idsOf(rooms, '')).toEqual([3, 2, 1, 4]);
  });

  test('a better fit comes before an unread room', () => {
    const rooms = [roomOf({ id: 1, name: 'old garden', unread_count: 3 }), roomOf({ id: 2, name: 'garden' })];
    expect(idsOf(rooms, 'garden')).toEqual([2, 1]);
  });

  test('a direct room is found by either name of the other person', () => {
    const peer = { ...userOf(2, 'bob'), display_name: 'Robert' };
    const room = roomOf({ id: 1, kind: 'direct', name: 'alice, bob', peer });
    expect(idsOf([room], 'bo')).toEqual([1]);
    expect(idsOf([room], 'rob')).toEqual([1]);
    expect(idsOf([room], 'alice')).toEqual([]);
  });
});
