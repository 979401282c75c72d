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
  const newer = { ...message, user: { ...message.user, mood: 'fine' } };
  const event = parseEvent({ type: 'message_added', body: newer });
  expect(event).toMatchObject({ type: 'message_added', body: message });
  expect(event).not.toHaveProperty('body.user.mood');
});

test('what an older server does not tell is as it was then', () => {
  const older = { ...message, user: { id: 1, username: 'alice' } };
  expect(parseEvent({ type: 'message_added', body: older })).toMatchObject({
    body: {
      user: { display_name: 'alice', avatar_url: null },
      kind: 'text',
      seq: 0,
      reply_to: null,
      reactions: [],
      mentions: [],
    },
  });
});

test('a type that this app does not know is no event', () => {
  expect(parseEvent({ type: 'poll_closed', body: { anything: true } })).toBeNull();
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
