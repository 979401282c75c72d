import { useCallback, useState } from 'react';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { CreateRoomDialog } from '../features/rooms/CreateRoomDialog';
import { useStore } from '../lib/useStore';
import './Chat.css';
import type { Client } from './client';
import { DiscoverScreen } from './DiscoverScreen';
import { RoomScreen } from './RoomScreen';
import { useSession } from './SessionContext';
import { Sidebar } from './Sidebar';
import { StateLostBanner } from './StateLostBanner';
import { useUnreadIds } from './useRooms';
import { useTitle } from './useTitle';
import { Welcome } from './Welcome';

/** Everything a logged-in person sees: rooms on the left, one of them on the right; on a phone one of both. */
export function Chat({ client }: { readonly client: Client }) {
  const session = useSession();
  const [path, navigate] = useLocation();
  const [creating, setCreating] = useState(false);
  const [, params] = useRoute('/rooms/:id');
  const roomId = params && /^\d+$/.test(params.id) ? Number(params.id) : null;
  const lost = useStore(session.loss, (loss) => loss !== null);
  const unreadIds = useUnreadIds(session);
  useTitle(session, roomId, unreadIds.size);

  const openCreate = useCallback(() => setCreating(true), []);

  async function create(name: string) {
    const room = await session.rooms.create({ name });
    setCreating(false);
    navigate(`/rooms/${room.id}`);
  }

  return (
    <div className="chat" data-detail={path !== '/'}>
      <StateLostBanner />
      <div className="chat__columns" data-stale={lost}>
        <Sidebar client={client} activeRoomId={roomId} unreadIds={unreadIds} onCreateRoom={openCreate} />
        <main className="chat__main">
          <Switch>
            <Route path="/discover">
              <DiscoverScreen client={client} onCreateRoom={openCreate} />
            </Route>
            <Route path="/rooms/:id">
              <RoomScreen key={roomId} roomId={roomId ?? 0} />
            </Route>
            <Route>
              <Welcome onCreateRoom={openCreate} />
            </Route>
          </Switch>
        </main>
      </div>
      <CreateRoomDialog opened={creating} onClose={() => setCreating(false)} onCreate={create} />
    </div>
  );
}
