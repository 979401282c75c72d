import { Button, Loader, Skeleton } from '@mantine/core';
import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { useTouch } from '../../lib/useMedia';
import type { Message, User } from '../../model/types';
import type { MessageWindow } from '../../model/windows';
import { countOf } from '../../ui/format';
import { DownIcon } from '../../ui/icons';
import type { MessageActions, RowContext } from './actions';
import './MessageList.css';
import { MessageRow } from './MessageRow';
import { MessageSheet } from './MessageSheet';
import type { OutboxEntry } from './outbox';
import { buildRows, isSystem, visibleEchoes, type Row } from './rows';
import { useInSight } from './useInSight';

/** A message to show, each time anew. */
export interface Target {
  readonly messageId: number;
}

interface Props {
  readonly window: MessageWindow;
  readonly entries: readonly OutboxEntry[];
  readonly me: User;
  readonly moderates: boolean;
  readonly people: ReadonlyMap<number, User>;
  readonly now: Date;
  /** The newest message that had been read when the room was opened; null when nothing was unread. */
  readonly unreadAfter: number | null;
  /** How many messages of the room are newer than those at hand. */
  readonly beyond: number;
  /** Where somebody wants to look. */
  readonly target: Target | null;
  /** Whom to show as readers, and below which message. */
  readonly seen: { readonly messageId: number; readonly users: readonly User[] } | null;
  readonly actions: MessageActions;
  readonly onLoadOlder: () => void;
  readonly onLoadNewer: () => void;
  readonly onLatest: () => void;
  /** The messages up to this one have been in sight. Null while something else is shown in their place. */
  readonly onSeen: ((messageId: number) => void) | null;
}

/** Far enough from zero for any number of older messages to be put in front. */
const FIRST_INDEX = 10_000_000;
const HIGHLIGHT_MS = 2_000;

/** A room's conversation: stays at the end while one is there, and stays put while one reads further up. */
export const MessageList = memo(function MessageList(props: Props) {
  const { window, entries, me, moderates, people, now, unreadAfter, beyond, target, seen, actions } = props;
  const { onLoadOlder, onLoadNewer, onLatest, onSeen } = props;
  const list = useRef<VirtuosoHandle>(null);
  const log = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(true);
  const [sheet, setSheet] = useState<Message | null>(null);
  const touch = useTouch();
  const { messages, generation, hasNewer } = window;
  const atEnd = atBottom && !hasNewer;
  const newestId = messages.at(-1)?.id ?? 0;
  const [seenId, setSeenId] = useState(newestId);
  const [firstNewestId] = useState(newestId);
  const [firstGeneration] = useState(generation);

  const echoes = useMemo(
    () => (hasNewer ? [] : visibleEchoes(entries, messages, me)),
    [hasNewer, entries, messages, me],
  );
  const rows = useMemo(() => buildRows(messages, echoes, me, unreadAfter), [messages, echoes, me, unreadAfter]);
  const context = useMemo<RowContext>(
    () => ({ now, me, moderates, people, touch, actions, openSheet: setSheet }),
    [now, me, moderates, people, touch, actions],
  );
  const since = Math.max(seenId, firstNewestId);
  const missed = hasNewer ? beyond : messages.filter((each) => isNews(each, since, me)).length;

  if (atEnd && seenId !== newestId) setSeenId(newestId);
  useInSight(log, onSeen);

  const wantsEnd = useRef(false);
  const toEnd = useCallback(() => {
    wantsEnd.current = hasNewer;
    if (hasNewer) onLatest();
    else list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
  }, [hasNewer, onLatest]);
  // The newest messages may have joined those that are shown already: then nothing else goes there.
  useEffect(() => {
    if (!hasNewer && wantsEnd.current) list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    if (!hasNewer || window.jump === 'failed') wantsEnd.current = false;
  }, [hasNewer, window.jump]);

  // Whoever is at the end stays there when what hangs on the last messages grows, such as a reaction.
  useEffect(() => {
    if (atEnd) list.current?.autoscrollToBottom();
  }, [rows, atEnd]);

  // What I have just sent is what I want to see, wherever I was reading; but only the end of the room has it.
  const lastEntry = entries.at(-1)?.key;
  const shownEntry = useRef(lastEntry);
  useEffect(() => {
    if (lastEntry !== undefined && lastEntry !== shownEntry.current) {
      if (hasNewer) wantsEnd.current = true;
      else list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    }
    shownEntry.current = lastEntry;
  }, [lastEntry, hasNewer]);

  // A page that ends where the window began to follow the room is no reason to go to its end.
  const followed = useRef(!hasNewer);
  useEffect(() => {
    followed.current = !hasNewer;
  }, [hasNewer]);

  const targetIndex = target === null ? -1 : rows.findIndex((row) => row.messageId === target.messageId);
  const { highlighted, anchor } = useTarget(target, targetIndex, log, list);
  const anchorIndex = rows.findIndex((row) => row.messageId === anchor.messageId);
  const unreadIndex = generation === firstGeneration ? rows.findIndex((row) => row.startsUnread) : -1;

  return (
    <div className="messages">
      <div
        ref={log}
        className="messages__log"
        role="log"
        aria-label="Messages"
        aria-live="off"
        data-testid="message-list"
        onKeyDown={moveFocus}
      >
        <Virtuoso
          key={`${generation}:${anchor.turn}`}
          ref={list}
          data={rows}
          firstItemIndex={FIRST_INDEX - window.prepended}
          initialTopMostItemIndex={startOf(anchorIndex, unreadIndex)}
          computeItemKey={(_, row) => row.key}
          alignToBottom
          followOutput={(isAtBottom) => (isAtBottom && followed.current ? 'auto' : false)}
          atBottomThreshold={48}
          atBottomStateChange={setAtBottom}
          startReached={onLoadOlder}
          endReached={onLoadNewer}
          increaseViewportBy={{ top: 600, bottom: 300 }}
          // Heights are put right in the frame in which they change, not one later, where it could be seen.
          skipAnimationFrameInResizeObserver
          context={{ window, onLoadOlder, onLoadNewer }}
          components={COMPONENTS}
          itemContent={(_, row) => (
            <MessageRow
              row={row}
              context={context}
              highlighted={row.messageId !== null && row.messageId === highlighted}
              seenBy={seen !== null && row.messageId === seen.messageId ? seen.users : null}
            />
          )}
        />
      </div>
      {!atEnd && (
        <Button
          className="messages__pill"
          size="compact-md"
          radius="xl"
          variant={missed > 0 ? 'filled' : 'default'}
          leftSection={<DownIcon size={16} />}
          loading={window.jump === 'loading'}
          onClick={toEnd}
          data-testid="new-messages"
        >
          {missed > 0 ? countOf(missed, 'new message') : 'Latest'}
        </Button>
      )}
      <Announcer rows={rows} me={me} after={firstNewestId} />
      <MessageSheet message={sheet} context={context} onClose={() => setSheet(null)} />
    </div>
  );
});

function isNews(message: Message, since: number, me: User): boolean {
  return message.id > since && message.user.id !== me.id && message.kind === 'text';
}

/** Where a conversation is opened: at what is looked for, else at what is unread, else at its end. */
function startOf(targetIndex: number, unreadIndex: number) {
  if (targetIndex >= 0) return { index: targetIndex, align: 'center' as const };
  if (unreadIndex >= 0) return { index: unreadIndex, align: 'start' as const, offset: -40 };
  return { index: 'LAST' as const, align: 'end' as const };
}

/**
 * Brings the target in sight as soon as it is at hand, and returns the message to highlight. Where rows are that have not
 * been drawn the list can only guess, so it does not scroll there: it begins anew, around the anchor.
 */
function useTarget(
  target: Target | null,
  index: number,
  log: { readonly current: HTMLElement | null },
  list: { readonly current: VirtuosoHandle | null },
) {
  const [highlighted, setHighlighted] = useState<Target | null>(null);
  const [anchor, setAnchor] = useState<{ messageId: number | null; turn: number }>({ messageId: null, turn: 0 });
  const shown = useRef<Target | null>(null);
  useEffect(() => {
    if (target === null || index < 0 || shown.current === target) return undefined;
    const { messageId } = target;
    const frame = requestAnimationFrame(() => {
      shown.current = target;
      const row = log.current?.querySelector(`[data-message-id="${messageId}"]`);
      // A list that is still finding its place has its first row there to measure it, out of sight.
      if (row && getComputedStyle(row).visibility === 'visible') {
        list.current?.scrollToIndex({ index, align: 'center' });
      } else {
        setAnchor(({ turn }) => ({ messageId, turn: turn + 1 }));
      }
      setHighlighted(target);
    });
    return () => cancelAnimationFrame(frame);
  }, [target, index, log, list]);
  useEffect(() => {
    if (highlighted === null) return undefined;
    const timer = setTimeout(() => setHighlighted(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlighted]);
  return { highlighted: highlighted?.messageId ?? null, anchor };
}

/** The arrow keys lead from one message to the next, unless something in a message or opened from it needs them. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  if (step === 0 || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
  if (!event.currentTarget.contains(event.target) || event.target.closest('pre')) return;
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const current = articles.findIndex((article) => article.contains(event.target as Node));
  const next = current < 0 ? articles.at(-1) : articles[current + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

interface ListContext {
  readonly window: MessageWindow;
  readonly onLoadOlder: () => void;
  readonly onLoadNewer: () => void;
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

function ListFooter({ context }: { readonly context: ListContext }) {
  const { hasNewer, newer } = context.window;
  if (!hasNewer) return <div className="messages__bottom" />;
  return (
    <div className="messages__top">
      {newer === 'failed' ? (
        <Button size="compact-sm" variant="default" onClick={context.onLoadNewer}>
          Newer messages could not be loaded. Try again
        </Button>
      ) : (
        <Loader size="sm" color="gray" aria-label="Loading newer messages" />
      )}
    </div>
  );
}

const COMPONENTS = { Header: ListHeader, Footer: ListFooter };

/** Reads new messages of others out to a screen reader; the list itself also changes by mere scrolling. */
function Announcer({ rows, me, after }: { readonly rows: readonly Row[]; readonly me: User; readonly after: number }) {
  const latest = rows.findLast((row) => row.messageId !== null && row.author.id !== me.id);
  const text =
    latest && (latest.messageId ?? 0) > after
      ? isSystem(latest)
        ? latest.content
        : `${latest.author.display_name}: ${latest.content}`
      : '';
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
