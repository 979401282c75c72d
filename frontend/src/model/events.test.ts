import { expect, test } from 'vitest';
import { parseEvent } from './events';
import { compareTimestamps, parseMessagePage } from './types';

const message = {
  id: 5,
  content: 'hi',
  user: { id: 1, username: 'alice', display_name: 'Alice' },
  room: { id: 7, version: 3, bumped_at: '2026-01-01T00:00:00.000001Z' },
  created_at: '2026-01-01T00:00:00.000001Z',
};

test('an event is read from a publication, and what a newer server adds is left out', () => {
  expect(parseEvent({ type: 'message_added', body: message })).toEqual({
    type: 'message_added',
    body: { ...message, user: { id: 1, username: 'alice' } },
  });
});

test('a type that this app does not know is no event', () => {
  expect(parseEvent({ type: 'reactions_changed', body: { anything: true } })).toBeNull();
});

test('a known type of the wrong shape is an error, not an event', () => {
  expect(() => parseEvent({ type: 'message_added', body: { ...message, id: '5' } })).toThrow();
  expect(() => parseEvent('message_added')).toThrow();
  expect(() => parseEvent(null)).toThrow();
});

test('a page of history is turned oldest first and knows whether there is more', () => {
  const newer = { ...message, id: 6 };
  expect(parseMessagePage({ results: [newer, message], next: null, previous: null })).toMatchObject({
    messages: [{ id: 5 }, { id: 6 }],
    hasOlder: false,
  });
  expect(parseMessagePage({ results: [newer], next: '/api/rooms/7/messages?before=6' }).hasOlder).toBe(true);
});

test('times of differing precision are in order', () => {
  const times = [
    '2026-01-01T00:00:05Z',
    '2026-01-01T00:00:05.000001Z',
    '2026-01-01T00:00:05.1Z',
    '2026-01-01T00:00:06Z',
  ];
  expect(times.toReversed().sort(compareTimestamps)).toEqual(times);
  expect(compareTimestamps('2026-01-01T00:00:05.100Z', '2026-01-01T00:00:05.1Z')).toBe(0);
});
