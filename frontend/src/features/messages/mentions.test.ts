import { expect, test } from 'vitest';
import { splitMentions } from './mentions';

/** Counts the letters that are looked up in it. */
class CountingNames extends Map<string, 'other'> {
  letters = 0;
  override has(name: string): boolean {
    this.letters += name.length;
    return super.has(name);
  }
}

const marked = (text: string, names: CountingNames) =>
  splitMentions(text, names).flatMap((part) => (part.mention === null ? [] : [part.text]));

test('a name ends before the dots of a sentence, however many they are, unless they belong to it', () => {
  const names = new CountingNames([
    ['bob', 'other'],
    ['dot.', 'other'],
  ]);
  expect(marked('@bob. @bob... @dot... @bobby @bob_-.', names)).toEqual(['@bob', '@bob', '@dot.', '@bob']);
  expect(marked(`@bob${'.'.repeat(9_000)} @bob`, names)).toEqual(['@bob', '@bob']);
});

test('a name of nobody costs no more when it is longer', () => {
  const work = (length: number) => {
    const names = new CountingNames([['bob', 'other']]);
    expect(marked(`@x${'.'.repeat(length)}`, names)).toEqual([]);
    return names.letters;
  };
  expect(work(9_900)).toBe(work(4_950));
});
