import { expect, test } from 'vitest';
import { begunMention, completed, inserted, marked } from './textEdits';

/** A text in which a bar stands for the caret, and two for the ends of the selection. */
function editing(shown: string) {
  const [before = '', middle = '', after] = shown.split('|');
  return after === undefined
    ? { text: before + middle, start: before.length, end: before.length }
    : { text: before + middle + after, start: before.length, end: before.length + middle.length };
}

test('what is inserted takes the place of the selection', () => {
  expect(inserted(editing('a |b| c'), '🎉')).toEqual(editing('a 🎉| c'));
});

test('marks go around the selection, and away again', () => {
  expect(marked(editing('a |b| c'), '**')).toEqual(editing('a **|b|** c'));
  expect(marked(editing('a **|b|** c'), '**')).toEqual(editing('a |b| c'));
});

test('a mention is begun by an @ that does not stand inside of a word', () => {
  expect(begunMention(editing('hi @al|'))).toEqual({ at: 3, name: 'al' });
  expect(begunMention(editing('@|'))).toEqual({ at: 0, name: '' });
  for (const shown of ['a@b|', 'hi @al |', 'hi |@al', '|@al|']) expect(begunMention(editing(shown))).toBeNull();
});

test('a mention is completed where it stands', () => {
  const begun = editing('hi @al| there');
  expect(completed(begun, { at: 3, name: 'al' }, 'alice')).toEqual(editing('hi @alice| there'));
  expect(completed(editing('@al|'), { at: 0, name: 'al' }, 'alice')).toEqual(editing('@alice |'));
});
