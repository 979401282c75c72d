import { Button, Loader, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { errorText } from '../../lib/http';
import { usePages } from '../../lib/usePages';
import type { Page } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { countOf } from '../../ui/format';
import { CompassIcon, PlusIcon, SearchIcon } from '../../ui/icons';
import { LoadError, Notice } from '../../ui/Notice';
import { ShowMore } from '../../ui/ShowMore';
import type { FoundRoom } from './api';
import './Discover.css';

interface Props {
  readonly search: (query: string, next?: string) => Promise<Page<FoundRoom>>;
  readonly isMember: (roomId: number) => boolean;
  /** Joins the room and shows it. */
  readonly onJoin: (roomId: number) => Promise<void>;
  readonly onCreate: () => void;
}

/** All public rooms, to look around in and to join. */
export function Discover({ search, isMember, onJoin, onCreate }: Props) {
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), 250);
  const load = useCallback((next?: string) => search(query, next), [search, query]);
  const found = usePages(load);
  const searching = !found.isCurrent || query !== text.trim();

  function results() {
    const { items: rooms, error } = found;
    if (rooms === null) {
      return error === null ? <DiscoverSkeleton /> : <LoadError text={error} onRetry={found.reload} />;
    }
    if (rooms.length === 0) {
      return (
        <Notice
          icon={<CompassIcon size={36} />}
          title={query === '' ? 'No rooms yet' : 'No room of this name'}
          actions={
            <Button leftSection={<PlusIcon size={18} />} onClick={onCreate}>
              Create a room
            </Button>
          }
        >
          {query === '' ? 'Be the first to open one.' : 'Try another word, or open the room yourself.'}
        </Notice>
      );
    }
    return (
      <ul className="discover__list" aria-label="Public rooms">
        {rooms.map((room) => (
          <FoundRoomRow key={room.id} room={room} member={isMember(room.id)} onJoin={onJoin} />
        ))}
        {error !== null && (
          <li>
            <div className="found-room__error" role="alert">
              {error}
            </div>
          </li>
        )}
        {found.hasMore && <ShowMore loading={found.loadingMore} onClick={found.loadMore} />}
      </ul>
    );
  }

  return (
    <div className="discover" data-testid="discover">
      <TextInput
        type="search"
        size="md"
        aria-label="Search rooms"
        placeholder="Search rooms by name"
        leftSection={<SearchIcon size={18} />}
        rightSection={searching && found.items !== null ? <Loader size={16} /> : null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {results()}
    </div>
  );
}

function DiscoverSkeleton() {
  return (
    <div className="discover__list" aria-hidden="true">
      {[1, 2, 3, 4].map((key) => (
        <Skeleton key={key} height={68} radius="md" />
      ))}
    </div>
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
