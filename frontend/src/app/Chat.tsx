import { useDidUpdate, useHotkeys } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Redirect, Route, Switch, useLocation, useRoute } from 'wouter';
import { NewMessageDialog } from '../features/people/NewMessageDialog';
import type { NewRoom } from '../features/rooms/api';
import { CreateRoomDialog } from '../features/rooms/CreateRoomDialog';
import { focusPlace } from '../lib/focusPlace';
import { useStore } from '../lib/useStore';
import type { User } from '../model/types';
import './Chat.css';
import type { Client } from './client';
import { DiscoverScreen } from './DiscoverScreen';
import { InvitationScreen } from './InvitationScreen';
import { QuickSwitcher } from './QuickSwitcher';
import { Notifier } from './notifier';
import { RoomScreen } from './RoomScreen';
import { SearchScreen } from './SearchScreen';
import { useSession } from './SessionContext';
import { SettingsScreen } from './SettingsScreen';
import { Sidebar } from './Sidebar';
import { StateLostBanner } from './StateLostBanner';
import { Welcome } from './Welcome';
import { WindowTitle } from './WindowTitle';

/** Everything a logged-in person sees: rooms on the left, one of them on the right; on a phone one of both. */
export function Chat({ client }: { readonly client: Client }) {
  const session = useSession();
  const [path, navigate] = useLocation();
  /** The dialog that is open. */
  const [dialog, setDialog] = useState<'create' | 'message' | 'switch' | null>(null);
  /** Whether it went by leading to another screen, which has the focus then, and not whatever opened the dialog. */
  const [ledAway, setLedAway] = useState(false);
  const [, params] = useRoute('/rooms/:id');
  const roomId = params && /^\d+$/.test(params.id) ? Number(params.id) : null;
  const lost = useStore(session.loss, (loss) => loss !== null);
  const sidebar = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);

  // What had the focus is gone with the screen that it was in, such as a dialog that leads away from there.
  useDidUpdate(() => {
    if (document.activeElement === document.body) focusPlace((path === '/' ? sidebar : main).current);
  }, [path]);

  const open = useCallback((kind: 'create' | 'message' | 'switch') => {
    setDialog(kind);
    setLedAway(false);
  }, []);
  const openCreate = useCallback(() => open('create'), [open]);
  const openNewMessage = useCallback(() => open('message'), [open]);
  const openSwitcher = useCallback(() => open('switch'), [open]);
  const closeDialog = useCallback(() => setDialog(null), []);
  useHotkeys([['mod+K', openSwitcher]], [], true);

  function show(id: number) {
    const there = `/rooms/${id}`;
    setDialog(null);
    setLedAway(there !== path);
    navigate(there);
  }

  useEffect(() => {
    const notifier = new Notifier(session, (id) => navigate(`/rooms/${id}`));
    return () => notifier.close();
  }, [session, navigate]);

  const create = async (room: NewRoom) => show((await session.rooms.create(room)).id);
  const write = async (user: User) => show((await session.rooms.openDirect(user.id)).id);

  return (
    <div className="chat" data-detail={path !== '/'}>
      <WindowTitle roomId={roomId} />
      <StateLostBanner />
      <div className="chat__columns" data-stale={lost}>
        <Sidebar
          ref={sidebar}
          client={client}
          activeRoomId={roomId}
          onCreateRoom={openCreate}
          onNewMessage={openNewMessage}
          onSwitch={openSwitcher}
        />
        <main ref={main} className="chat__main">
          <Switch>
            <Route path="/discover">
              <DiscoverScreen client={client} onCreateRoom={openCreate} />
            </Route>
            <Route path="/settings">
              <SettingsScreen client={client} />
            </Route>
            <Route path="/invite/:code">
              {({ code }) => <InvitationScreen key={code} client={client} code={code} />}
            </Route>
            <Route path="/search">
              <SearchScreen client={client} />
            </Route>
            <Route path="/rooms/:id">
              <RoomScreen key={roomId} client={client} roomId={roomId ?? 0} />
            </Route>
            <Route path="/">
              <Welcome onCreateRoom={openCreate} />
            </Route>
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </main>
      </div>
      <CreateRoomDialog opened={dialog === 'create'} returnFocus={!ledAway} onClose={closeDialog} onCreate={create} />
      <NewMessageDialog
        http={client.http}
        myId={session.me.id}
        opened={dialog === 'message'}
        returnFocus={!ledAway}
        onClose={closeDialog}
        onChoose={write}
      />
      <QuickSwitcher
        http={client.http}
        opened={dialog === 'switch'}
        returnFocus={!ledAway}
        onClose={closeDialog}
        onRoom={show}
        onPerson={write}
      />
    </div>
  );
}
