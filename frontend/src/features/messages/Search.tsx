import { Button, CloseButton, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useState, type KeyboardEvent, type ReactNode } from 'react';
import { usePages } from '../../lib/usePages';
import type { Page } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { countOf, fullDate, shortWhen } from '../../ui/format';
import { SearchIcon } from '../../ui/icons';
import { LoadError, Notice } from '../../ui/Notice';
import type { FoundMessage, MessageQuery } from './api';
import './Search.css';

/** What the search is limited to, and how to choose it. */
export interface SearchFilter {
  readonly roomId: number | undefined;
  readonly userId: number | undefined;
  readonly controls: ReactNode;
}

interface Props {
  readonly initialText: string;
  readonly now: Date;
  readonly filter: SearchFilter;
  readonly search: (query: MessageQuery, next?: string) => Promise<Page<FoundMessage>>;
  readonly onText: (text: string) => void;
  /** A link to a message of any room. */
  readonly hrefOf: (found: FoundMessage) => string;
  readonly onOpen: (found: FoundMessage) => void;
}

const NOTHING: Page<FoundMessage> = { results: [], next: null };

/** Looks for messages in all rooms of mine, newest first. */
export function Search({ initialText, now, filter, search, onText, hrefOf, onOpen }: Props) {
  const [text, setText] = useState(initialText);
  const [settled] = useDebouncedValue(text.trim(), 250);
  const { roomId, userId } = filter;
  const load = useCallback(
    (next?: string) => (settled === '' ? Promise.resolve(NOTHING) : search({ text: settled, roomId, userId }, next)),
    [settled, roomId, userId, search],
  );
  const { items, error, hasMore, loadingMore, isCurrent, loadMore, reload } = usePages(load);
  const found = isCurrent && settled !== '' ? items : null;
  const failure = isCurrent ? error : null;

  function write(next: string) {
    setText(next);
    onText(next);
  }

  /** What there is to see, in a few words for those who do not; what goes wrong tells itself. */
  function status(): string {
    if (text.trim() === '' || failure !== null) return '';
    if (found === null) return 'Searching';
    return found.length === 0
      ? 'No messages found'
      : `${countOf(found.length, 'message')} found${hasMore ? ', and there are more' : ''}`;
  }

  function body() {
    if (text.trim() === '') {
      return (
        <Notice icon={<SearchIcon size={36} />} title="Search messages">
          In all your rooms, by the words in them.
        </Notice>
      );
    }
    if (found === null) {
      return failure === null ? (
        <Loader className="search__loader" color="gray" aria-label="Searching" />
      ) : (
        <LoadError text={failure} onRetry={reload} />
      );
    }
    if (found.length === 0) {
      return (
        <Notice icon={<SearchIcon size={36} />} title="Nothing found">
          No message has all of these words.
        </Notice>
      );
    }
    return (
      <>
        <ul className="search__results" data-testid="search-results" onKeyDown={moveFocus}>
          {found.map((each) => (
            <li key={each.message.id}>
              <a
                className="found"
                href={hrefOf(each)}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen(each);
                }}
              >
                <Found found={each} now={now} />
              </a>
            </li>
          ))}
        </ul>
        {failure !== null && (
          <p className="search__error" role="alert">
            {failure}
          </p>
        )}
        {hasMore && (
          <Button className="search__more" variant="default" loading={loadingMore} onClick={loadMore}>
            Show more
          </Button>
        )}
      </>
    );
  }

  return (
    <div className="search">
      <div className="search__bar">
        <TextInput
          className="search__field"
          aria-label="Search messages"
          placeholder="Search messages"
          data-testid="search-field"
          leftSection={<SearchIcon size={17} />}
          rightSection={text !== '' && <CloseButton size="sm" aria-label="Clear" onClick={() => write('')} />}
          autoFocus
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
        />
        {filter.controls}
      </div>
      <div className="sr-only" role="status" data-testid="search-status">
        {status()}
      </div>
      <div className="search__body">{body()}</div>
    </div>
  );
}

function Found({ found: { message, room, excerpt }, now }: { readonly found: FoundMessage; readonly now: Date }) {
  const at = new Date(message.created_at);
  return (
    <>
      <Avatar name={message.user.display_name} src={message.user.avatar_url} size={32} />
      <span className="found__head">
        <span className="found__author">{message.user.display_name}</span>
        {room.kind !== 'direct' && <span className="found__room">in {room.name}</span>}
      </span>
      <time dateTime={message.created_at} title={fullDate(at)}>
        {shortWhen(at, now)}
      </time>
      <span className="found__text">
        {excerpt.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text))}
      </span>
    </>
  );
}

/** The arrow keys lead from one result to the next. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const next = links[links.findIndex((link) => link === event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
