import { expect, test } from 'vitest';
import { splitLinks } from './links';

const links = (text: string) =>
  splitLinks(text).flatMap(({ text: shown, href }) => (href === undefined ? [] : [[shown, href]]));

test('web addresses become links, the punctuation around them does not', () => {
  expect(links('See https://a.example/x?y=1, and (http://b.example/c(d)).')).toEqual([
    ['https://a.example/x?y=1', 'https://a.example/x?y=1'],
    ['http://b.example/c(d)', 'http://b.example/c(d)'],
  ]);
  expect(links('www.example.org!')).toEqual([['www.example.org', 'https://www.example.org']]);
});

test('a link with very much behind it is found as well', () => {
  expect(links(`www.a${')'.repeat(300_000)}`)).toEqual([['www.a', 'https://www.a']]);
  expect(links(`http://a/${'('.repeat(3)}${').'.repeat(9)}`)).toEqual([['http://a/((().).)', 'http://a/((().).)']]);
});

test('nothing else becomes a link', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    '<a href="x">',
    'https://',
    'mailto:a@b.c',
    'httpx://a',
  ]) {
    expect(links(text)).toEqual([]);
  }
});

test('no character of the text is lost', () => {
  for (const text of ['', 'plain', 'https://a.b', 'a https://a.b. c\nd www.e.f g', '((https://a.b))']) {
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});
