import { Button, Loader, Skeleton } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { MessageWindow } from '../../model/windows';
import type { User } from '../../model/types';
import { countOf } from '../../ui/format';
import { DownIcon } from '../../ui/icons';
import './MessageList.css';
import { MessageRow } from './MessageRow';
import type { OutboxEntry } from './outbox';
import { buildRows, visibleEchoes, type Row } from './rows';

interface Props {
  readonly window: MessageWindow;
  readonly entries: readonly OutboxEntry[];
  readonly me: User;
  readonly now: Date;
  /** The newest message that had been seen when the room was opened; null when nothing was unread. */
  readonly unreadAfter: number | null;
  readonly onLoadOlder: () => void;
  /** The messages up to this one have been in sight. */
  readonly onSeen: (messageId: number) => void;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

/** Far enough from zero for any number of older messages to be put in front. */
const FIRST_INDEX = 10_000_000;

/** A room's conversation: stays at the end while one is there, and stays put while one reads further up. */
export function MessageList(props: Props) {
  const { window, entries, me, now, unreadAfter, onLoadOlder, onSeen, onRetry, onDiscard } = props;
  const list = useRef<VirtuosoHandle>(null);
  const [atEnd, setAtEnd] = useState(true);
  const messages = window.messages;
  const newestId = messages.at(-1)?.id ?? 0;
  const [seenId, setSeenId] = useState(newestId);
  const [firstNewestId] = useState(newestId);

  const echoes = useMemo(() => visibleEchoes(entries, messages, me), [entries, messages, me]);
  const rows = useMemo(() => buildRows(messages, echoes, me, unreadAfter), [messages, echoes, me, unreadAfter]);
  const missed = messages.filter(({ id, user }) => id > Math.max(seenId, firstNewestId) && user.id !== me.id).length;

  if (atEnd && seenId !== newestId) setSeenId(newestId);
  useEffect(() => {
    if (!atEnd) return undefined;
    const report = () => {
      if (document.visibilityState === 'visible') onSeen(newestId);
    };
    report();
    document.addEventListener('visibilitychange', report);
    return () => document.removeEventListener('visibilitychange', report);
  }, [atEnd, newestId, onSeen]);

  const toEnd = useCallback(() => {
    list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
  }, []);

  // What I have just sent is what I want to see, wherever I was reading.
  const lastEntry = entries.at(-1)?.key;
  const shownEntry = useRef(lastEntry);
  useEffect(() => {
    if (lastEntry !== undefined && lastEntry !== shownEntry.current) toEnd();
    shownEntry.current = lastEntry;
  }, [lastEntry, toEnd]);

  return (
    <div className="messages">
      <div className="messages__log" role="log" aria-label="Messages" aria-live="off" data-testid="message-list">
        <Virtuoso
          ref={list}
          data={rows}
          firstItemIndex={FIRST_INDEX - window.prepended}
          initialTopMostItemIndex={{ index: 'LAST', align: 'end' }}
          computeItemKey={(_, row) => row.key}
          alignToBottom
          followOutput={(isAtEnd) => (isAtEnd ? 'auto' : false)}
          atBottomThreshold={48}
          atBottomStateChange={setAtEnd}
          startReached={onLoadOlder}
          increaseViewportBy={{ top: 600, bottom: 300 }}
          // Heights are put right in the frame in which they change, not one later, where it could be seen.
          skipAnimationFrameInResizeObserver
          context={{ window, onLoadOlder }}
          components={{ Header: ListHeader, Footer: ListFooter }}
          itemContent={(_, row) => <MessageRow row={row} now={now} onRetry={onRetry} onDiscard={onDiscard} />}
        />
      </div>
      {!atEnd && (
        <Button
          className="messages__pill"
          size="compact-md"
          radius="xl"
          variant={missed > 0 ? 'filled' : 'default'}
          leftSection={<DownIcon size={16} />}
          onClick={toEnd}
          data-testid="new-messages"
        >
          {missed > 0 ? countOf(missed, 'new message') : 'Latest'}
        </Button>
      )}
      <Announcer rows={rows} me={me} after={firstNewestId} />
    </div>
  );
}

interface ListContext {
  readonly window: MessageWindow;
  readonly onLoadOlder: () => void;
}

/** Always of the same height, so that loading moves nothing. */
function ListHeader({ context }: { readonly context: ListContext }) {
  const { hasOlder, older } = context.window;
  return (
    <div className="messages__top">
      {older === 'failed' ? (
        <Button size="compact-sm" variant="default" onClick={context.onLoadOlder}>
          Older messages could not be loaded. Try again
        </Button>
      ) : hasOlder ? (
        <Loader size="sm" color="gray" aria-label="Loading older messages" />
      ) : (
        <span data-testid="history-start">This is where the room begins.</span>
      )}
    </div>
  );
}

function ListFooter() {
  return <div className="messages__bottom" />;
}

/** Reads new messages of others out to a screen reader; the list itself also changes by mere scrolling. */
function Announcer({ rows, me, after }: { readonly rows: readonly Row[]; readonly me: User; readonly after: number }) {
  const latest = rows.findLast((row) => row.messageId !== null && row.author.id !== me.id);
  const text = latest && (latest.messageId ?? 0) > after ? `${latest.author.username}: ${latest.content}` : '';
  return (
    <div className="sr-only" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}

/** Stands where the messages will be. */
export function MessageListSkeleton() {
  return (
    <div className="messages messages--skeleton" role="status" aria-label="Loading messages">
      {[38, 64, 52, 71, 45].map((width) => (
        <div key={width} className="message" data-group-start="true">
          <div className="message__side">
            <Skeleton height={38} circle />
          </div>
          <div className="message__main">
            <Skeleton height={12} width={110} mt={4} />
            <Skeleton height={12} width={`${width}%`} mt={10} />
          </div>
        </div>
      ))}
    </div>
  );
}
