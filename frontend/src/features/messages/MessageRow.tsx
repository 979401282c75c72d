import { Tooltip } from '@mantine/core';
import { memo, useState, type FocusEvent } from 'react';
import type { Message, Quote, User } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { dayHeading, fullDate, hourAndMinute, timeOfDay } from '../../ui/format';
import { CheckIcon, ClockIcon, DotsIcon, PinIcon, ReplyIcon } from '../../ui/icons';
import { isActionable, type RowContext } from './actions';
import { parseMarkdown, plainText } from '../../lib/markdown';
import { Failure } from './Failure';
import { mentionedNames, NOBODY } from './mentions';
import './MessageRow.css';
import { MessageText } from './MessageText';
import { MessageToolbar } from './MessageToolbar';
import { Reactions } from './Reactions';
import { isSameRow, isSystem, type Row } from './rows';
import { useLongPress } from './useLongPress';

interface Props {
  readonly row: Row;
  readonly context: RowContext;
  /** Somebody has just jumped to it. */
  readonly highlighted: boolean;
  /** Who has read it, as far as that is to be shown at this message. */
  readonly seenBy: readonly User[] | null;
}

export const MessageRow = memo(
  function MessageRow(props: Props) {
    const { row, context } = props;
    const day = dayHeading(row.at, context.now);
    return (
      <>
        {row.startsDay && (
          <div className="day" role="separator" aria-label={day}>
            <span>{day}</span>
          </div>
        )}
        {row.startsUnread && (
          <div className="unread-line" role="separator" aria-label="New messages" data-testid="unread-line">
            <span>New</span>
          </div>
        )}
        {isSystem(row) ? <SystemMessage row={row} /> : <Article {...props} />}
      </>
    );
  },
  (a, b) =>
    isSameRow(a.row, b.row) && a.context === b.context && a.highlighted === b.highlighted && a.seenBy === b.seenBy,
);

/** What happened in the room, as a sentence. */
function SystemMessage({ row }: { readonly row: Row }) {
  return (
    <p
      className="system-message"
      data-testid="system-message"
      data-message-id={row.messageId ?? undefined}
      title={fullDate(row.at)}
    >
      {row.content}
    </p>
  );
}

function Article({ row, context, highlighted, seenBy }: Props) {
  const { message, entry, author } = row;
  const status = entry === null ? 'stored' : entry.failure === null ? 'sending' : 'failed';
  const deleted = message !== null && message.deleted_at !== null;
  const actionable = message !== null && isActionable(message);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [opened, setOpened] = useState(false);
  const press = useLongPress(() => actionable && context.openSheet(message));

  function blur(event: FocusEvent) {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
  }

  return (
    <article
      className="message"
      data-testid="message"
      data-message-id={row.messageId ?? undefined}
      data-status={status}
      data-group-start={row.startsGroup}
      data-highlighted={highlighted}
      data-active={opened || undefined}
      data-mentions-me={message !== null && isForMe(message, context.me)}
      aria-label={`${author.display_name}, ${timeOfDay(row.at)}`}
      tabIndex={-1}
      onPointerEnter={(event) => setPointed(event.pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
      // A click focuses too, but then the pointer says where the actions are wanted.
      onFocus={(event) => setFocused(event.target.matches(':focus-visible'))}
      onBlur={blur}
      {...press}
    >
      <div className="message__side">
        {row.startsGroup ? (
          <Avatar name={author.display_name} src={author.avatar_url} size={38} />
        ) : (
          <Time at={row.at} text={hourAndMinute(row.at)} />
        )}
      </div>
      <div className="message__main">
        {row.quote !== null && <QuoteLine quote={row.quote} onJump={context.actions.jump} />}
        {row.startsGroup && (
          <div className="message__head">
            {context.actions.cardOf(
              author,
              // Out of the order of Tab, in which every group of messages would be a stop; the list of members is in it.
              <button
                type="button"
                className="message__author"
                data-testid="message-author"
                title={`@${author.username}`}
                tabIndex={-1}
              >
                {author.display_name}
              </button>,
            )}
            <Time at={row.at} text={timeOfDay(row.at)} />
            {message && <Marks message={message} />}
          </div>
        )}
        {deleted ? (
          <p className="message__tombstone" data-testid="tombstone">
            Message deleted
          </p>
        ) : (
          <MessageText
            content={row.content}
            mentioned={message ? mentionedNames(message, context.people, context.me) : NOBODY}
            id={row.key}
          />
        )}
        {!row.startsGroup && message && <Marks message={message} />}
        {message && !deleted && message.reactions.length > 0 && <Reactions message={message} context={context} />}
        {entry?.failure != null && <Failure entry={entry} reason={entry.failure} actions={context.actions} />}
        {seenBy && seenBy.length > 0 && <SeenBy users={seenBy} />}
      </div>
      {status === 'sending' && (
        <span className="message__pending" title="On its way">
          <ClockIcon size={14} />
          <span className="sr-only">On its way</span>
        </span>
      )}
      {actionable && context.touch && (
        <button type="button" className="message__more" onClick={() => context.openSheet(message)}>
          <DotsIcon size={16} />
          <span className="sr-only">Message actions</span>
        </button>
      )}
      {actionable && !context.touch && (pointed || focused || opened) && (
        <MessageToolbar message={message} context={context} onOpened={setOpened} />
      )}
    </article>
  );
}

function isForMe(message: Message, me: User): boolean {
  return message.user.id !== me.id && (message.mentions_room || message.mentions.includes(me.id));
}

/** The beginning of the message that is answered; a click leads there. */
function QuoteLine({
  quote,
  onJump,
}: {
  readonly quote: Quote | 'missing';
  readonly onJump: (messageId: number) => void;
}) {
  if (quote === 'missing') {
    return <div className="quote">In reply to an earlier message</div>;
  }
  return (
    <button type="button" className="quote" data-testid="quote" onClick={() => onJump(quote.id)}>
      <ReplyIcon size={13} />
      <span className="sr-only">In reply to </span>
      <span className="quote__author">{quote.user.display_name}</span>
      <span className="quote__text" data-deleted={quote.deleted_at !== null}>
        {quote.deleted_at === null ? plainText(parseMarkdown(quote.content)) : 'Message deleted'}
      </span>
    </button>
  );
}

function Marks({ message }: { readonly message: Message }) {
  if (message.deleted_at !== null) return null;
  return (
    <>
      {message.edited_at !== null && (
        <Tooltip label={`Edited ${fullDate(new Date(message.edited_at))}`} openDelay={300} withArrow>
          <span className="message__mark" data-testid="edited">
            (edited)
          </span>
        </Tooltip>
      )}
      {message.pinned_at !== null && (
        <span className="message__mark" data-testid="pinned">
          <PinIcon size={12} />
          Pinned
        </span>
      )}
    </>
  );
}

function SeenBy({ users }: { readonly users: readonly User[] }) {
  const names = users.map((user) => user.display_name).join(', ');
  return (
    <Tooltip label={`Seen by ${names}`} openDelay={300} multiline maw={280} withArrow>
      <div className="seen-by" data-testid="seen-by" role="img" aria-label={`Seen by ${names}`}>
        <CheckIcon size={13} />
        {users.slice(0, 5).map((user) => (
          <Avatar key={user.id} name={user.display_name} src={user.avatar_url} size={15} />
        ))}
        {users.length > 5 && <span>+{users.length - 5}</span>}
      </div>
    </Tooltip>
  );
}

function Time({ at, text }: { readonly at: Date; readonly text: string }) {
  return (
    <Tooltip label={fullDate(at)} openDelay={300} withArrow>
      <time className="message__time" dateTime={at.toISOString()}>
        {text}
      </time>
    </Tooltip>
  );
}
