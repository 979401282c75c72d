import { Button, Loader, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { errorText } from '../../lib/http';
import { Avatar } from '../../ui/Avatar';
import { countOf } from '../../ui/format';
import { CompassIcon, PlusIcon, SearchIcon } from '../../ui/icons';
import { LoadError, Notice } from '../../ui/Notice';
import type { FoundRoom } from './api';
import './Discover.css';

interface Props {
  readonly search: (query: string) => Promise<readonly FoundRoom[]>;
  readonly isMember: (roomId: number) => boolean;
  /** Joins the room and shows it. */
  readonly onJoin: (roomId: number) => Promise<void>;
  readonly onCreate: () => void;
}

interface Outcome {
  readonly query: string;
  readonly rooms: readonly FoundRoom[] | null;
  readonly error: string | null;
}

/** All public rooms, to look around in and to join. */
export function Discover({ search, isMember, onJoin, onCreate }: Props) {
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), 250);
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  useEffect(() => {
    let current = true;
    const show = (rooms: readonly FoundRoom[] | null, error: string | null) => {
      if (current) setOutcome({ query, rooms, error });
    };
    search(query).then(
      (rooms) => show(rooms, null),
      (failure: unknown) => show(null, errorText(failure)),
    );
    return () => {
      current = false;
    };
  }, [search, query, attempt]);

  const searching = outcome?.query !== text.trim();
  return (
    <div className="discover" data-testid="discover">
      <TextInput
        type="search"
        size="md"
        aria-label="Search rooms"
        placeholder="Search rooms by name"
        leftSection={<SearchIcon size={18} />}
        rightSection={searching && outcome !== null ? <Loader size={16} /> : null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Results
        outcome={outcome}
        isMember={isMember}
        onJoin={onJoin}
        onCreate={onCreate}
        onRetry={() => {
          setOutcome(null);
          setAttempt(attempt + 1);
        }}
      />
    </div>
  );
}

interface ResultsProps extends Omit<Props, 'search'> {
  readonly outcome: Outcome | null;
  readonly onRetry: () => void;
}

function Results({ outcome, isMember, onJoin, onCreate, onRetry }: ResultsProps) {
  if (outcome === null) {
    return (
      <div className="discover__list" aria-hidden="true">
        {[1, 2, 3, 4].map((key) => (
          <Skeleton key={key} height={68} radius="md" />
        ))}
      </div>
    );
  }
  if (outcome.rooms === null) return <LoadError text={outcome.error ?? ''} onRetry={onRetry} />;
  if (outcome.rooms.length === 0) {
    return (
      <Notice
        icon={<CompassIcon size={36} />}
        title={outcome.query === '' ? 'No rooms yet' : 'No room of this name'}
        actions={
          <Button leftSection={<PlusIcon size={18} />} onClick={onCreate}>
            Create a room
          </Button>
        }
      >
        {outcome.query === '' ? 'Be the first to open one.' : 'Try another word, or open the room yourself.'}
      </Notice>
    );
  }
  return (
    <ul className="discover__list" aria-label="Public rooms">
      {outcome.rooms.map((room) => (
        <FoundRoomRow key={room.id} room={room} member={isMember(room.id)} onJoin={onJoin} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly room: FoundRoom;
  readonly member: boolean;
  readonly onJoin: (roomId: number) => Promise<void>;
}

function FoundRoomRow({ room, member, onJoin }: RowProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function join() {
    setBusy(true);
    setError(null);
    try {
      await onJoin(room.id);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <li className="found-room" data-testid="found-room" data-room-id={room.id}>
      <Avatar name={room.name} size={44} shape="room" />
      <div className="found-room__about">
        <div className="found-room__name">{room.name}</div>
        {room.topic !== '' && <div className="found-room__topic">{room.topic}</div>}
        <div className="found-room__members">{countOf(room.member_count, 'member')}</div>
        {error !== null && (
          <div className="found-room__error" role="alert">
            {error}
          </div>
        )}
      </div>
      {member ? (
        <Button component={Link} href={`/rooms/${room.id}`} variant="default" aria-label={`Open ${room.name}`}>
          Open
        </Button>
      ) : (
        <Button loading={busy} onClick={join} aria-label={`Join ${room.name}`}>
          Join
        </Button>
      )}
    </li>
  );
}
