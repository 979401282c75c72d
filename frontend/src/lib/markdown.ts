import MarkdownIt, { type Token } from 'markdown-it';
import { splitLinks } from './links';

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] };

/** A part of a text that stands by itself. */
export type Block =
  | { readonly kind: 'paragraph' | 'heading'; readonly children: readonly Inline[] }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly TableCell[]; readonly body: readonly (readonly TableCell[])[] };

export interface TableCell {
  readonly align: 'left' | 'center' | 'right' | null;
  readonly children: readonly Inline[];
}

/** Nothing but these becomes a link. Whatever else looks like one stays the text that it is. */
const ALLOWED_LINK = /^(?:https?:\/\/|mailto:)/i;

/** Nobody writes more brackets by hand; looking for the other end of each takes longer and longer. */
const MOST_BRACKETS = 600;

const KEPT = 500;

const parser = new MarkdownIt({ html: false, breaks: true, linkify: true, maxNesting: 20 }).disable([
  'image',
  'html_block',
  'html_inline',
  'entity',
  'reference',
  'lheading',
  'hr',
  'code',
]);
parser.validateLink = (url) => ALLOWED_LINK.test(url);
// A name in another script is shown as it was written, and leads to what it was encoded as.
parser.normalizeLinkText = (url) => url;
parser.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true }).add('//', null).add('ftp:', null);

const parsed = new Map<string, readonly Block[]>();

/** The parts of a message written in Markdown. The same text gives the same parts, and is read only once. */
export function parseMarkdown(content: string): readonly Block[] {
  const known = parsed.get(content);
  if (known) return known;
  const blocks = isExcessive(content)
    ? [{ kind: 'paragraph' as const, children: linked(content) }]
    : blocksOf(new Tokens(parser.parse(withEndsOfBlocks(content), {})));
  if (parsed.size >= KEPT) parsed.delete(parsed.keys().next().value ?? '');
  parsed.set(content, blocks);
  return blocks;
}

/** The text alone, in one line. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(textOfBlock).join(' ').replace(/\s+/g, ' ').trim();
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return textOf(block.children);
    case 'quote':
      return plainText(block.children);
    case 'list':
      return block.items.map(plainText).join(' ');
    case 'code':
      return block.text;
    case 'table':
      return [block.head, ...block.body].map((row) => row.map((cell) => textOf(cell.children)).join(' ')).join(' ');
  }
}

function textOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => ('text' in inline ? inline.text : textOf(inline.children))).join('');
}

function isExcessive(content: string): boolean {
  return (content.match(/[[|]/g) ?? []).length > MOST_BRACKETS;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ITEM = /^ {0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])/;

/** In Markdown, the line after a quote or a list still belongs to it. Who presses Enter in a chat means to be done. */
function withEndsOfBlocks(content: string): string {
  const lines: string[] = [];
  let fence: string | null = null;
  let inside = false;
  for (const line of content.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (inside && fence === null && /^\S/.test(line) && !ITEM.test(line)) lines.push('');
    lines.push(line);
    if (fence !== null) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
    } else if (mark !== undefined) fence = mark;
    inside = fence === null && (ITEM.test(line) || (inside && /^\s+\S/.test(line)));
  }
  return lines.join('\n');
}

/** The parser's tokens, read from front to back. */
class Tokens {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** What `read` makes of each token up to the one that ends the part in which it stands. */
  until<T>(end: string | null, read: (token: Token) => T | null): T[] {
    const parts: T[] = [];
    for (let token = this.take(); token && token.type !== end; token = this.take()) {
      const part = read(token);
      if (part !== null) parts.push(part);
    }
    return parts;
  }

  take(): Token | undefined {
    return this.#tokens[this.#next++];
  }
}

function blocksOf(tokens: Tokens, end: string | null = null): Block[] {
  return tokens.until<Block>(end, (token) => {
    switch (token.type) {
      case 'paragraph_open':
        return { kind: 'paragraph', children: lineOf(tokens, 'paragraph_close') };
      case 'heading_open':
        return { kind: 'heading', children: lineOf(tokens, 'heading_close') };
      case 'blockquote_open':
        return { kind: 'quote', children: blocksOf(tokens, 'blockquote_close') };
      case 'bullet_list_open':
        return { kind: 'list', start: null, items: itemsOf(tokens, 'bullet_list_close') };
      case 'ordered_list_open':
        return {
          kind: 'list',
          start: Number(token.attrGet('start') ?? 1),
          items: itemsOf(tokens, 'ordered_list_close'),
        };
      case 'fence':
        return { kind: 'code', language: /^\S*/.exec(token.info)?.[0] ?? '', text: token.content.replace(/\n$/, '') };
      case 'table_open':
        return tableOf(tokens);
      default:
        return null;
    }
  });
}

function itemsOf(tokens: Tokens, end: string): Block[][] {
  return tokens.until(end, () => blocksOf(tokens, 'list_item_close'));
}

function tableOf(tokens: Tokens): Block {
  const rows: TableCell[][] = [];
  tokens.until('table_close', (token) => {
    if (token.type === 'tr_open') rows.push(tokens.until('tr_close', (cell) => cellOf(cell, tokens)));
    return null;
  });
  const [head = [], ...body] = rows;
  return { kind: 'table', head, body };
}

function cellOf(token: Token, tokens: Tokens): TableCell {
  const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
  const children = lineOf(tokens, token.type.replace('open', 'close'));
  return { align: align === 'left' || align === 'center' || align === 'right' ? align : null, children };
}

/** The inline content up to the end of its block. */
function lineOf(tokens: Tokens, end: string): Inline[] {
  return tokens.until(end, (token) => inlinesOf(new Tokens(token.children ?? []))).flat();
}

function inlinesOf(tokens: Tokens, end: string | null = null, inLink = false): Inline[] {
  return tokens
    .until<Inline[]>(end, (token) => {
      switch (token.type) {
        case 'softbreak':
        case 'hardbreak':
          return [{ kind: 'text', text: '\n' }];
        case 'code_inline':
          return [{ kind: 'code', text: token.content }];
        case 'strong_open':
          return [{ kind: 'strong', children: inlinesOf(tokens, 'strong_close', inLink) }];
        case 'em_open':
          return [{ kind: 'emphasis', children: inlinesOf(tokens, 'em_close', inLink) }];
        case 's_open':
          return [{ kind: 'strike', children: inlinesOf(tokens, 's_close', inLink) }];
        case 'link_open':
          return [
            {
              kind: 'link',
              href: String(token.attrGet('href') ?? ''),
              children: inlinesOf(tokens, 'link_close', true),
            },
          ];
        default:
          return inLink ? [{ kind: 'text', text: token.content }] : linked(token.content);
      }
    })
    .flat();
}

/** Text with the web addresses in it, also those that begin with "www." alone. */
function linked(text: string): Inline[] {
  return splitLinks(text).map((part) =>
    part.href === undefined
      ? { kind: 'text', text: part.text }
      : { kind: 'link', href: part.href, children: [{ kind: 'text', text: part.text }] },
  );
}
