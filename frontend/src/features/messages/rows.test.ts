import { describe, expect, test } from 'vitest';
import { messageOf, userOf } from '../../model/samples';
import type { Message } from '../../model/types';
import type { OutboxEntry } from './outbox';
import { buildRows, visibleEchoes } from './rows';

const me = userOf(1, 'me');
const bob = userOf(2, 'bob');

function message(id: number, content: string, user = me, at = '2026-03-01T10:00:00Z'): Message {
  return messageOf({ id, content, user, created_at: at });
}

function entry(content: string, afterId: number | null, failure: string | null = null): OutboxEntry {
  const writtenAt = Date.parse('2026-03-01T10:01:00Z');
  return { key: `key ${content}`, roomId: 7, content, replyTo: null, writtenAt, afterId, failure };
}

describe('the echo of a message on its way', () => {
  test('shows until the message is there', () => {
    expect(visibleEchoes([entry('hi', 5)], [message(5, 'before', bob)], me)).toHaveLength(1);
    expect(visibleEchoes([entry('hi', 5)], [message(5, 'before', bob), message(6, 'hi')], me)).toEqual([]);
  });

  test('is not mistaken for an older message of the same text, nor for one of somebody else', () => {
    expect(visibleEchoes([entry('hi', 6)], [message(6, 'hi'), message(7, 'hi', bob)], me)).toHaveLength(1);
  });

  test('of the same text twice is hidden once for each message', () => {
    const first = entry('ok', 5);
    const second = { ...entry('ok', 5), key: 'second' };
    expect(visibleEchoes([first, second], [message(6, 'ok')], me)).toEqual([second]);
  });

  test('shows while it has not been tried or has failed, whatever the messages are', () => {
    const entries = [entry('hi', null), entry('ho', 5, 'refused')];
    expect(visibleEchoes(entries, [message(6, 'hi'), message(7, 'ho')], me)).toEqual(entries);
  });
});

describe('the rows of a conversation', () => {
  test('are grouped by author, until five minutes have passed or a day begins', () => {
    const rows = buildRows(
      [
        message(1, 'a', bob, '2026-03-01T10:00:00Z'),
        message(2, 'b', bob, '2026-03-01T10:04:00Z'),
        message(3, 'c', bob, '2026-03-01T10:10:00Z'),
        message(4, 'd', me, '2026-03-01T10:10:01Z'),
        message(5, 'e', me, '2026-03-03T10:10:01Z'),
      ],
      [],
      me,
      null,
    );
    expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, false, true, true, true]);
    expect(rows.map(({ startsDay }) => startsDay)).toEqual([true, false, false, false, true]);
  });

  test('mark the first unread message of somebody else, and only it', () => {
    const rows = buildRows(
      [message(1, 'a', bob), message(2, 'b', me), message(3, 'c', bob), message(4, 'd', bob)],
      [],
      me,
      1,
    );
    expect(rows.map(({ startsUnread }) => startsUnread)).toEqual([false, false, true, false]);
  });

  test('are the same again where nothing has changed', () => {
    const messages = [message(1, 'a', bob), message(2, 'b', bob), message(3, 'c', bob)];
    const before = buildRows(messages, [], me, null);
    const after = buildRows([...messages, message(4, 'd', bob)], [], me, null);
    expect(after.slice(0, 3).map((row, index) => row === before[index])).toEqual([true, true, true]);
    const unread = buildRows(messages, [], me, 1);
    expect(unread.map(({ startsUnread }) => startsUnread)).toEqual([false, true, false]);
    expect(buildRows(messages, [], me, null)).toEqual(before);
  });

  test('end with what is on its way', () => {
    const rows = buildRows([message(1, 'a', bob)], [entry('soon', null)], me, null);
    expect(rows.map(({ key, messageId }) => [key, messageId])).toEqual([
      ['m1', 1],
      ['key soon', null],
    ]);
  });
});
