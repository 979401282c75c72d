import { memo, useState, type ReactNode } from 'react';
import { CodeBlock } from './CodeBlock';
import { isLargeEmoji } from './emoji';
import { parseMarkdown, type Block, type Inline, type TableCell } from '../../lib/markdown';
import { splitMentions, type MentionedNames } from './mentions';
import './MessageText.css';

interface Props {
  readonly content: string;
  readonly mentioned: MentionedNames;
  /** Tells the message from others with the same text; what was unfolded once stays so. */
  readonly id: string;
}

const LONG_LINES = 20;
const LONG_CHARACTERS = 1500;

const unfolded = new Set<string>();

/** What somebody has written. It becomes elements of a known few kinds, so nothing in it can become anything else. */
export const MessageText = memo(function MessageText({ content, mentioned, id }: Props) {
  // An edit may make it long, or short.
  const foldable = isLong(content);
  const [wanted, setWanted] = useState(!unfolded.has(id));
  const folded = foldable && wanted;

  function fold(next: boolean) {
    if (next) unfolded.delete(id);
    else unfolded.add(id);
    setWanted(next);
  }

  return (
    <>
      <div
        className="message__text"
        data-testid="message-text"
        data-emoji={isLargeEmoji(content)}
        data-folded={folded}
        // What has the focus must be in sight.
        onFocus={() => folded && fold(false)}
      >
        {blocks(parseMarkdown(content), mentioned)}
      </div>
      {foldable && (
        <button type="button" className="message__fold" aria-expanded={!folded} onClick={() => fold(!folded)}>
          {folded ? 'Show more' : 'Show less'}
        </button>
      )}
    </>
  );
});

function isLong(content: string): boolean {
  return content.length > LONG_CHARACTERS || content.split('\n').length > LONG_LINES;
}

function blocks(parts: readonly Block[], mentioned: MentionedNames): ReactNode[] {
  return parts.map((part, index) => <BlockPart key={index} part={part} mentioned={mentioned} />);
}

function BlockPart({ part, mentioned }: { readonly part: Block; readonly mentioned: MentionedNames }): ReactNode {
  switch (part.kind) {
    case 'paragraph':
      return <p>{inlines(part.children, mentioned)}</p>;
    case 'heading':
      return <p className="message__heading">{inlines(part.children, mentioned)}</p>;
    case 'quote':
      return <blockquote>{blocks(part.children, mentioned)}</blockquote>;
    case 'list': {
      const items = part.items.map((item, index) => <li key={index}>{blocks(item, mentioned)}</li>);
      return part.start === null ? <ul>{items}</ul> : <ol start={part.start}>{items}</ol>;
    }
    case 'code':
      return <CodeBlock code={part.text} language={part.language} />;
    case 'table':
      return (
        <div className="message__table" role="region" aria-label="Table" tabIndex={0}>
          <table>
            <thead>
              <tr>{cells(part.head, 'th', mentioned)}</tr>
            </thead>
            <tbody>
              {part.body.map((row, index) => (
                <tr key={index}>{cells(row, 'td', mentioned)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function cells(row: readonly TableCell[], Cell: 'th' | 'td', mentioned: MentionedNames): ReactNode[] {
  return row.map((cell, index) => (
    <Cell key={index} style={cell.align ? { textAlign: cell.align } : undefined}>
      {inlines(cell.children, mentioned)}
    </Cell>
  ));
}

function inlines(parts: readonly Inline[], mentioned: MentionedNames): ReactNode[] {
  return parts.map((part, index) => <InlinePart key={index} part={part} mentioned={mentioned} />);
}

function InlinePart({ part, mentioned }: { readonly part: Inline; readonly mentioned: MentionedNames }): ReactNode {
  switch (part.kind) {
    case 'text':
      return splitMentions(part.text, mentioned).map(({ text, mention }, index) =>
        mention === null ? (
          text
        ) : (
          <span key={index} className="mention" data-me={mention === 'me'}>
            {text}
          </span>
        ),
      );
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return <strong>{inlines(part.children, mentioned)}</strong>;
    case 'emphasis':
      return <em>{inlines(part.children, mentioned)}</em>;
    case 'strike':
      return <s>{inlines(part.children, mentioned)}</s>;
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {inlines(part.children, mentioned)}
        </a>
      );
  }
}
