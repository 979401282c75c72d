import { expect, test } from 'vitest';
import { isEmoji, isLargeEmoji } from './emoji';

test('one emoji may consist of many characters', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '🇩🇪', '👨‍👩‍👧‍👦', '🏳️‍🌈', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '☺'])
    expect([emoji, isEmoji(emoji)]).toEqual([emoji, true]);
});

test('letters, digits and signs are none', () => {
  for (const text of ['', 'a', '1', '#', '©', ':)', '👍👍', '👍a'])
    expect([text, isEmoji(text)]).toEqual([text, false]);
});

test('up to six emoji and nothing else are large', () => {
  expect(isLargeEmoji('👍')).toBe(true);
  expect(isLargeEmoji(' 👍 🎉\n👨‍👩‍👧‍👦👍👍👍 ')).toBe(true);
  for (const text of ['', ' ', '👍👍👍👍👍👍👍', '👍 ok', '123'])
    expect([text, isLargeEmoji(text)]).toEqual([text, false]);
});
