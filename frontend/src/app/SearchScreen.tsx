import { Select } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { searchMessages, type FoundMessage, type MessageQuery } from '../features/messages/api';
import { Search } from '../features/messages/Search';
import { fetchProfile, searchUsers } from '../features/people/api';
import { orderedRooms, roomTitle } from '../model/rooms';
import type { User } from '../model/types';
import { useFound } from '../lib/useFound';
import { useStore } from '../lib/useStore';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { useSession } from './SessionContext';
import { useNow } from './useNow';

/** Looks for messages; what is looked for stands in the address, so that one can come back to it. */
export function SearchScreen({ client }: { readonly client: Client }) {
  const { http } = client;
  const session = useSession();
  const rooms = useStore(session.chat, (state) => state.rooms);
  const now = useNow();
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const roomId = numberOf(asked.get('room'));
  const userId = numberOf(asked.get('user'));
  /** Whose messages are looked for. */
  const [author, setAuthor] = useState<User | null>(null);
  const [name, setName] = useState('');

  const search = useCallback((query: MessageQuery, next?: string) => searchMessages(http, query, next), [http]);
  const roomChoices = useMemo(
    () => orderedRooms(rooms).map((room) => ({ value: String(room.id), label: roomTitle(room) })),
    [rooms],
  );

  function ask(name: string, value: string | null) {
    const next = new URLSearchParams(asked);
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
    navigate(`/search?${next.toString()}`, { replace: true });
  }

  const unknown = userId !== undefined && userId !== session.me.id && userId !== author?.id;
  useEffect(() => {
    if (!unknown) return undefined;
    let current = true;
    fetchProfile(http, userId).then(
      (user) => {
        if (current) setAuthor(user);
      },
      () => undefined, // They stay without a name.
    );
    return () => {
      current = false;
    };
  }, [unknown, http, userId]);

  const find = useCallback(
    async (query: string) => (query === '' ? [] : (await searchUsers(http, query)).results),
    [http],
  );
  // The search works without them.
  const found = useFound(name, 200, find);
  const people = [session.me, ...(found?.items ?? []), ...(author ? [author] : [])];
  const choices = new Map(people.map((user) => [String(user.id), user]));

  function limitTo(person: string | null) {
    setAuthor(choices.get(person ?? '') ?? null);
    ask('user', person);
  }

  return (
    <>
      <header className="pane__header">
        <BackButton />
        <div className="pane__titles">
          <h1 className="pane__title">Search</h1>
        </div>
      </header>
      <ConnectionStrip />
      <Search
        initialText={asked.get('q') ?? ''}
        now={now}
        filter={{
          roomId,
          userId,
          controls: (
            <>
              <Select
                aria-label="In room"
                placeholder="All rooms"
                data={roomChoices}
                value={roomId === undefined ? null : String(roomId)}
                onChange={(value) => ask('room', value)}
                limit={100}
                searchable
                clearable
                w={170}
              />
              <Select
                aria-label="From person"
                placeholder="Anybody"
                data={[...choices].map(([value, { display_name }]) => ({ value, label: display_name }))}
                value={userId === undefined ? null : String(userId)}
                onChange={limitTo}
                onSearchChange={setName}
                searchable
                clearable
                w={170}
              />
            </>
          ),
        }}
        search={search}
        onText={(text) => ask('q', text)}
        hrefOf={hrefOf}
        onOpen={(found) => navigate(hrefOf(found))}
      />
    </>
  );
}

const hrefOf = ({ room, message }: FoundMessage) => `/rooms/${room.id}?message=${message.id}`;

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
