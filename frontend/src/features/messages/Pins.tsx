import { ActionIcon, Loader } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from '../../lib/http';
import { useFocusHandOver } from '../../lib/useFocusHandOver';
import type { ChatEvent } from '../../model/events';
import type { Message } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { fullDate, shortWhen } from '../../ui/format';
import { CloseIcon, PinIcon } from '../../ui/icons';
import { LoadError, Notice } from '../../ui/Notice';
import { parseMarkdown, plainText } from '../../lib/markdown';
import './Pins.css';

interface Props {
  readonly roomId: number;
  readonly now: Date;
  readonly load: () => Promise<readonly Message[]>;
  /** Calls back after each event, and returns how to end it. */
  readonly watch: (listener: (event: ChatEvent) => void) => () => void;
  readonly onJump: (messageId: number) => void;
  /** Fails with an error whose text is for people. */
  readonly onUnpin: (message: Message) => Promise<void>;
}

/** The pinned messages of a room, the last pinned first. */
export function Pins({ roomId, now, load, watch, onJump, onUnpin }: Props) {
  const [pins, setPins] = useState<readonly Message[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const asked = useRef(0);

  const refresh = useCallback(() => {
    const turn = ++asked.current;
    load().then(
      (loaded) => {
        // An answer that was overtaken may be older than what is shown.
        if (turn !== asked.current) return;
        setPins(loaded);
        setError(null);
      },
      (reason: unknown) => turn === asked.current && setError(errorText(reason)),
    );
  }, [load]);

  useEffect(() => {
    refresh();
    return watch((event) => {
      if (changesPins(event, roomId)) refresh();
    });
  }, [refresh, watch, roomId]);

  if (pins === null) {
    return error === null ? (
      <Loader className="pins__loader" color="gray" aria-label="Loading pins" />
    ) : (
      <LoadError text={error} onRetry={refresh} />
    );
  }
  if (pins.length === 0) {
    return (
      <Notice icon={<PinIcon size={32} />} title="Nothing is pinned">
        Pin what everybody in this room should find again.
      </Notice>
    );
  }
  return (
    <>
      {error !== null && (
        <p className="pins__error" role="alert">
          {error}
        </p>
      )}
      <ul className="pins" data-testid="pins">
        {pins.map((message) => (
          <Pin
            key={message.id}
            message={message}
            now={now}
            onJump={onJump}
            onUnpin={() => {
              onUnpin(message).then(refresh, (reason: unknown) => setError(errorText(reason)));
            }}
          />
        ))}
      </ul>
    </>
  );
}

interface PinProps extends Pick<Props, 'now' | 'onJump'> {
  readonly message: Message;
  readonly onUnpin: () => void;
}

function Pin({ message, now, onJump, onUnpin }: PinProps) {
  const item = useRef<HTMLLIElement>(null);
  useFocusHandOver(item);
  return (
    <li ref={item} className="pin">
      <button type="button" className="pin__main" onClick={() => onJump(message.id)}>
        <Avatar name={message.user.display_name} src={message.user.avatar_url} size={28} />
        <span className="pin__author">{message.user.display_name}</span>
        <time dateTime={message.created_at} title={fullDate(new Date(message.created_at))}>
          {shortWhen(new Date(message.created_at), now)}
        </time>
        <span className="pin__text">{plainText(parseMarkdown(message.content))}</span>
      </button>
      <ActionIcon variant="subtle" color="gray" aria-label="Unpin" onClick={onUnpin}>
        <CloseIcon size={15} />
      </ActionIcon>
    </li>
  );
}

const PIN_EVENTS: readonly ChatEvent['type'][] = [
  'message_pinned',
  'message_unpinned',
  'message_edited',
  'message_deleted',
];

function changesPins(event: ChatEvent, roomId: number): boolean {
  return PIN_EVENTS.includes(event.type) && 'body' in event && 'room' in event.body && event.body.room.id === roomId;
}
