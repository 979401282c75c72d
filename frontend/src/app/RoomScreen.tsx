import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState, type ComponentProps } from 'react';
import { useLocation } from 'wouter';
import { Composer, type ComposerHandle } from '../features/messages/Composer';
import { MessageList, MessageListSkeleton } from '../features/messages/MessageList';
import { LeaveRoomDialog } from '../features/rooms/LeaveRoomDialog';
import { RoomHeader } from '../features/rooms/RoomHeader';
import type { PanelTab } from '../features/rooms/RoomPanel';
import { errorText } from '../lib/http';
import { useStore } from '../lib/useStore';
import type { MyRoom } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { presenceText } from '../ui/format';
import { LoadError, Notice } from '../ui/Notice';
import { toast } from '../ui/Toasts';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { Departed } from './Departed';
import { usePresence } from './PresenceDot';
import { RoomDetails } from './RoomDetails';
import { useSession } from './SessionContext';
import { useNow } from './useNow';

interface Props {
  readonly client: Client;
  readonly roomId: number;
}

export function RoomScreen({ client, roomId }: Props) {
  const session = useSession();
  const room = useStore(session.chat, (state) => state.rooms.get(roomId));
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<MyRoom | null>(null);
  const [panel, setPanel] = useState<PanelTab | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const panelButton = useRef<HTMLButtonElement>(null);
  const member = room !== undefined;

  useEffect(() => {
    if (!member) return undefined;
    session.openRoom(roomId);
    return () => session.closeRoom(roomId);
  }, [session, roomId, member]);

  async function leave() {
    await session.rooms.leave(roomId);
    navigate('/');
  }

  function mute(muted: boolean) {
    session.rooms.mute(roomId, muted).catch((error: unknown) => toast(errorText(error)));
  }

  function closePanel() {
    setPanel(null);
    panelButton.current?.focus();
  }

  if (!room) return <Departed roomId={roomId} />;
  return (
    <div className="room-layout">
      <div className="room-layout__main">
        <header className="pane__header">
          <BackButton />
          <Header
            room={room}
            panelOpened={panel !== null}
            panelButton={panelButton}
            menuButton={menuButton}
            onPanel={() => (panel === null ? setPanel('about') : closePanel())}
            onMute={() => mute(!room.muted)}
            onLeave={() => setLeaving(room)}
          />
        </header>
        <ConnectionStrip />
        <Conversation roomId={roomId} roomName={room.name} />
      </div>
      {panel !== null && (
        <RoomDetails
          http={client.http}
          room={room}
          tab={panel}
          onTab={setPanel}
          onClose={closePanel}
          onLeave={() => setLeaving(room)}
        />
      )}
      <LeaveRoomDialog
        room={leaving}
        onClose={() => setLeaving(null)}
        onLeave={leave}
        onClosed={() => menuButton.current?.focus()}
      />
    </div>
  );
}

/** In larger rooms it says little who happens to look. */
const MOST_TO_COUNT_HERE = 100;

/** The header with who is here, and of a direct room whether the other person is online. */
function Header(props: Omit<ComponentProps<typeof RoomHeader>, 'othersHere' | 'presence'>) {
  const session = useSession();
  const others = useStore(session.room.here, (here) => here.size - (here.has(session.me.id) ? 1 : 0));
  const { member_count, peer } = props.room;
  return (
    <RoomHeader
      {...props}
      othersHere={member_count <= MOST_TO_COUNT_HERE ? others : null}
      presence={peer && <PresenceWords userId={peer.id} />}
    />
  );
}

function PresenceWords({ userId }: { readonly userId: number }) {
  const presence = usePresence(userId);
  const now = useNow();
  return <span data-testid="peer-presence">{presence && presenceText(presence.online, presence.lastSeenAt, now)}</span>;
}

function Conversation({ roomId, roomName }: { readonly roomId: number; readonly roomName: string }) {
  const session = useSession();
  const window = useStore(session.chat, (state) => state.windows.get(roomId));
  const allEntries = useStore(session.outbox.entries, (entries) => entries);
  const entries = useMemo(() => allEntries.filter((entry) => entry.roomId === roomId), [allEntries, roomId]);
  const status = useStore(session.status, (value) => value);
  const lost = useStore(session.loss, (loss) => loss !== null);
  const wide = useMediaQuery('(min-width: 721px)', globalThis.matchMedia('(min-width: 721px)').matches);
  const composer = useRef<ComposerHandle>(null);
  const now = useNow();
  const [unreadAfter] = useState(() => {
    const room = session.chat.get().rooms.get(roomId);
    return room && room.unread_count > 0 ? (room.last_read_message_id ?? 0) : null;
  });

  const seen = useCallback((messageId: number) => session.markRead(roomId, messageId), [session, roomId]);
  const loadOlder = useCallback(() => void session.loadOlder(roomId), [session, roomId]);
  const retry = useCallback((key: string) => session.outbox.retry(key), [session]);
  const discard = useCallback((key: string) => session.outbox.discard(key), [session]);

  function body() {
    if (window === undefined || window.phase === 'loading') return <MessageListSkeleton />;
    if (window.phase === 'failed') {
      return <LoadError text="The messages could not be loaded." onRetry={() => session.openRoom(roomId)} />;
    }
    if (window.messages.length === 0 && entries.length === 0) {
      return (
        <Notice icon={<Avatar name={roomName} size={56} shape="room" />} title={`Welcome to ${roomName}`}>
          Nobody has written anything yet. Say hello!
        </Notice>
      );
    }
    return (
      <MessageList
        window={window}
        entries={entries}
        me={session.me}
        now={now}
        unreadAfter={unreadAfter}
        onLoadOlder={loadOlder}
        onSeen={seen}
        onRetry={retry}
        onDiscard={discard}
      />
    );
  }

  return (
    <section className="messages-pane" aria-label={`Conversation in ${roomName}`}>
      {body()}
      <Composer
        ref={composer}
        roomName={roomName}
        initialDraft={session.shelf.get(`draft.${roomId}`) ?? ''}
        autoFocus={wide}
        hint={
          lost
            ? 'Sent after the reload.'
            : status === 'offline'
              ? 'You are offline. Messages are sent when you are back.'
              : null
        }
        onDraft={(text) => {
          if (text === '') session.shelf.remove(`draft.${roomId}`);
          else session.shelf.set(`draft.${roomId}`, text);
        }}
        onSend={(text) => session.send(roomId, text)}
      />
    </section>
  );
}
