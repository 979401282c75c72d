import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown, plainText, type Block, type Inline } from './markdown';

const text = (content: string): Inline => ({ kind: 'text', text: content });
const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children });

function hrefs(blocks: readonly Block[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"href":"([^"]*)"/g)].map((match) => match[1] ?? '');
}

describe('Markdown', () => {
  test('marks parts of a line', () => {
    expect(parseMarkdown('**a** _b_ ~~c~~ `d*e*`')).toEqual([
      paragraph(
        { kind: 'strong', children: [text('a')] },
        text(' '),
        { kind: 'emphasis', children: [text('b')] },
        text(' '),
        { kind: 'strike', children: [text('c')] },
        text(' '),
        { kind: 'code', text: 'd*e*' },
      ),
    ]);
  });

  test('has quotes, lists, code and tables', () => {
    expect(parseMarkdown('> q\n\n- a\n- b\n\n3. c\n\n```js\nx < 1\n```')).toEqual([
      { kind: 'quote', children: [paragraph(text('q'))] },
      { kind: 'list', start: null, items: [[paragraph(text('a'))], [paragraph(text('b'))]] },
      { kind: 'list', start: 3, items: [[paragraph(text('c'))]] },
      { kind: 'code', language: 'js', text: 'x < 1' },
    ]);
    expect(parseMarkdown('|a|b|\n|-|-:|\n|1|2|')).toEqual([
      {
        kind: 'table',
        head: [
          { align: null, children: [text('a')] },
          { align: 'right', children: [text('b')] },
        ],
        body: [
          [
            { align: null, children: [text('1')] },
            { align: 'right', children: [text('2')] },
          ],
        ],
      },
    ]);
  });

  test('keeps line breaks as they were typed', () => {
    expect(plainLines('one\ntwo\n\nthree')).toEqual(['one\ntwo', 'three']);
  });

  test('ends a quote or a list with its last line', () => {
    expect(parseMarkdown('> q\nanswer')).toEqual([
      { kind: 'quote', children: [paragraph(text('q'))] },
      paragraph(text('answer')),
    ]);
    expect(parseMarkdown('- a\nrest')).toEqual([
      { kind: 'list', start: null, items: [[paragraph(text('a'))]] },
      paragraph(text('rest')),
    ]);
    expect(parseMarkdown('```\n> a\nb\n- c\nd\n```')).toEqual([{ kind: 'code', language: '', text: '> a\nb\n- c\nd' }]);
  });

  test('leaves HTML, entities and images as they were typed', () => {
    for (const typed of ['line <b>&amp;</b>', '<script>alert(1)</script>', '<!-- a -->', '&lt;', '---', 'a\n===']) {
      expect(parseMarkdown(typed)).toEqual([paragraph(...typed.split(/(\n)/).map(text))]);
    }
    expect(plainText(parseMarkdown('![alt](https://a.example/b.png)'))).toBe('!alt');
  });

  test('links lead to the web or to a mailbox, nowhere else', () => {
    expect(hrefs(parseMarkdown('[a](https://b.example/?c=1) <http://d.example> www.e.example f@g.example'))).toEqual([
      'https://b.example/?c=1',
      'http://d.example',
      'https://www.e.example',
      'mailto:f@g.example',
    ]);
    for (const hostile of [
      '[a](javascript:alert(1))',
      '[a](JaVaScRiPt:alert(1))',
      '[a](java&#115;cript:alert(1))',
      '[a](&#x6A;avascript:alert(1))',
      '[a](data:text/html,<script>alert(1)</script>)',
      '[a](vbscript:x)',
      '[a](//evil.example)',
      '[a](/api/logout)',
      '<javascript:alert(1)>',
      'javascript://a.example/%0Aalert(1)',
      '[a]( \u0001javascript:alert(1))',
      '[![a](javascript:1)](javascript:2)',
      '[a]: javascript:alert(1)\n\n[a]',
      'ftp://a.example',
    ]) {
      expect(hrefs(parseMarkdown(hostile)).filter((href) => !/^(https?:\/\/|mailto:)/.test(href))).toEqual([]);
    }
    expect(plainText(parseMarkdown('[a](javascript:alert(1))'))).toBe('[a](javascript:alert(1))');
  });

  test('no text makes it fail, or link to a script', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '~~',
      '|',
      '\n',
      '- ',
      '#',
      '!',
      'a',
      ' ',
    );
    const link = fc.constantFrom('javascript:', 'data:', 'http://a', '@', '\\', '&#58;', '```');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, link), { maxLength: 60 }), (pieces) => {
        for (const href of hrefs(parseMarkdown(pieces.join('')))) expect(href).toMatch(/^(https?:\/\/|mailto:)/i);
      }),
    );
  });

  test.each([
    '*[(',
    '[',
    '![[',
    '*a_ ',
    '`',
    '~~a ',
    '>',
    '- ',
    '[a](',
    '|a',
    '|\n-|\n',
    'a@',
    'https://',
    '<a:',
    '\\[',
  ])('10 000 characters of %j are no hang', (piece) => {
    const content = piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);
    const began = performance.now();
    parseMarkdown(content);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('a list of messages is read in no time', () => {
    const kinds = [
      'plain text',
      '**bold** and `code`',
      '> quote\nanswer',
      '- a\n- b',
      'https://a.example/b',
      '|a|\n|-|\n|b|',
    ];
    const contents = Array.from({ length: 100 }, (_, i) => `${kinds[i % kinds.length] ?? ''} ${i}`);
    const began = performance.now();
    for (const content of contents) parseMarkdown(content);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test('the same text is read once', () => {
    expect(parseMarkdown('**once**')).toBe(parseMarkdown('**once**'));
  });
});

function plainLines(content: string): string[] {
  return parseMarkdown(content).map((block) =>
    block.kind === 'paragraph' ? block.children.map((each) => ('text' in each ? each.text : '')).join('') : '',
  );
}
