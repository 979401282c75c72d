import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Composer, type ComposerHandle } from '../features/messages/Composer';
import { MessageList, MessageListSkeleton } from '../features/messages/MessageList';
import { LeaveRoomDialog } from '../features/rooms/LeaveRoomDialog';
import { RoomHeader } from '../features/rooms/RoomHeader';
import { useStore } from '../lib/useStore';
import type { MyRoom } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { CompassIcon } from '../ui/icons';
import { LoadError, Notice } from '../ui/Notice';
import { BackButton } from './BackButton';
import { ConnectionStrip } from './ConnectionIndicator';
import { useSession } from './SessionContext';
import { useNow } from './useNow';

interface Props {
  readonly roomId: number;
}

export function RoomScreen({ roomId }: Props) {
  const session = useSession();
  const room = useStore(session.chat, (state) => state.rooms.get(roomId));
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<MyRoom | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
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

  if (!room) return <NotMine roomId={roomId} />;
  return (
    <>
      <header className="pane__header">
        <BackButton />
        <RoomHeader room={room} menuButton={menuButton} onLeave={() => setLeaving(room)} />
      </header>
      <ConnectionStrip />
      <Conversation roomId={roomId} roomName={room.name} />
      <LeaveRoomDialog
        room={leaving}
        onClose={() => setLeaving(null)}
        onLeave={leave}
        onClosed={() => menuButton.current?.focus()}
      />
    </>
  );
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

/** A room that I have left, or never was in. */
function NotMine({ roomId }: { readonly roomId: number }) {
  const left = useStore(useSession().chat, (state) => state.departed.has(roomId));
  return (
    <Notice
      icon={<CompassIcon size={40} />}
      title={left ? 'You are no longer in this room' : 'You are not in this room'}
      actions={
        <>
          <Button component={Link} href="/discover">
            Discover rooms
          </Button>
          <Button component={Link} href="/" variant="default">
            Back to your rooms
          </Button>
        </>
      }
    >
      {left
        ? 'Its messages are no longer shown here. You can join again at any time.'
        : 'Join it to read and write along.'}
    </Notice>
  );
}
