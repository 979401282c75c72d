import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { searchRooms } from '../features/rooms/api';
import { Discover } from '../features/rooms/Discover';
import { HttpError } from '../lib/http';
import { useStore } from '../lib/useStore';
import { PlusIcon } from '../ui/icons';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { useSession } from './SessionContext';

interface Props {
  readonly client: Client;
  readonly onCreateRoom: () => void;
}

export function DiscoverScreen({ client, onCreateRoom }: Props) {
  const session = useSession();
  const rooms = useStore(session.chat, (state) => state.rooms);
  const [, navigate] = useLocation();
  const search = useCallback((query: string, next?: string) => searchRooms(client.http, query, next), [client]);

  async function join(roomId: number) {
    try {
      await session.rooms.join(roomId);
    } catch (error) {
      // 409: a member already, by another tab; the room's event is on its way.
      if (!(error instanceof HttpError && error.status === 409)) throw error;
    }
    navigate(`/rooms/${roomId}`);
  }

  return (
    <>
      <header className="pane__header">
        <BackButton />
        <div className="pane__titles">
          <h1 className="pane__title">Discover rooms</h1>
        </div>
        <Button variant="default" leftSection={<PlusIcon size={18} />} onClick={onCreateRoom}>
          New room
        </Button>
      </header>
      <ConnectionStrip />
      <Discover search={search} isMember={(id) => rooms.has(id)} onJoin={join} onCreate={onCreateRoom} />
    </>
  );
}
