import { Button, Tooltip } from '@mantine/core';
import { memo } from 'react';
import { Avatar } from '../../ui/Avatar';
import { dayHeading, fullDate, hourAndMinute, timeOfDay } from '../../ui/format';
import { AlertIcon, ClockIcon } from '../../ui/icons';
import { NOBODY } from './mentions';
import { MessageText } from './MessageText';
import type { OutboxEntry } from './outbox';
import type { Row } from './rows';

interface Props {
  readonly row: Row;
  readonly now: Date;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

export const MessageRow = memo(function MessageRow({ row, now, onRetry, onDiscard }: Props) {
  const status = row.entry === null ? 'stored' : row.entry.failure === null ? 'sending' : 'failed';
  return (
    <>
      {row.startsDay && (
        <div className="day" role="separator" aria-label={dayHeading(row.at, now)}>
          <span>{dayHeading(row.at, now)}</span>
        </div>
      )}
      {row.startsUnread && (
        <div className="unread-line" role="separator" aria-label="New messages" data-testid="unread-line">
          <span>New</span>
        </div>
      )}
      <article
        className="message"
        data-testid="message"
        data-message-id={row.messageId ?? undefined}
        data-status={status}
        data-group-start={row.startsGroup}
        aria-label={`${row.author.username}, ${timeOfDay(row.at)}`}
      >
        <div className="message__side">
          {row.startsGroup ? (
            <Avatar name={row.author.username} size={38} />
          ) : (
            <Time at={row.at} text={hourAndMinute(row.at)} />
          )}
        </div>
        <div className="message__main">
          {row.startsGroup && (
            <div className="message__head">
              <span className="message__author" data-testid="message-author">
                {row.author.username}
              </span>
              <Time at={row.at} text={timeOfDay(row.at)} />
            </div>
          )}
          <MessageText content={row.content} mentioned={NOBODY} id={row.key} />
          {row.entry?.failure != null && (
            <Failure entry={row.entry} reason={row.entry.failure} onRetry={onRetry} onDiscard={onDiscard} />
          )}
        </div>
        {status === 'sending' && (
          <span className="message__pending" title="On its way">
            <ClockIcon size={14} />
            <span className="sr-only">On its way</span>
          </span>
        )}
      </article>
    </>
  );
});

function Time({ at, text }: { readonly at: Date; readonly text: string }) {
  return (
    <Tooltip label={fullDate(at)} openDelay={300} withArrow>
      <time className="message__time" dateTime={at.toISOString()}>
        {text}
      </time>
    </Tooltip>
  );
}

interface FailureProps {
  readonly entry: OutboxEntry;
  readonly reason: string;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

function Failure({ entry, reason, onRetry, onDiscard }: FailureProps) {
  return (
    <div className="message__failure" role="alert">
      <AlertIcon size={16} />
      <span>Not sent: {reason}</span>
      <Button size="compact-xs" variant="default" onClick={() => onRetry(entry.key)}>
        Retry
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onDiscard(entry.key)}>
        Delete
      </Button>
    </div>
  );
}
