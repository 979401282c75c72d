import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { memo, useCallback, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link, useLocation } from 'wouter';
import { LeaveRoomDialog } from '../features/rooms/LeaveRoomDialog';
import type { RoomActions } from '../features/rooms/RoomItem';
import { RoomList } from '../features/rooms/RoomList';
import { focusPlace } from '../lib/focusPlace';
import { errorText } from '../lib/http';
import { useStore } from '../lib/useStore';
import type { MyRoom } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { CompassIcon, FilterIcon, PlusIcon, SearchIcon, WriteIcon } from '../ui/icons';
import { Logo } from '../ui/Logo';
import { Notice } from '../ui/Notice';
import { toast } from '../ui/Toasts';
import type { Client } from './client';
import { ConnectionIndicator } from './ConnectionIndicator';
import { PresenceDot } from './PresenceDot';
import { ProfileMenu } from './ProfileMenu';
import { useSession } from './SessionContext';
import './Sidebar.css';
import { useNow } from './useNow';
import { useOrderedRooms } from './useRooms';

interface Props {
  readonly ref: RefObject<HTMLElement | null>;
  readonly client: Client;
  readonly activeRoomId: number | null;
  readonly onCreateRoom: () => void;
  readonly onNewMessage: () => void;
  readonly onSwitch: () => void;
}

export const Sidebar = memo(function Sidebar(props: Props) {
  const { ref, client, activeRoomId, onCreateRoom, onNewMessage, onSwitch } = props;
  const session = useSession();
  const rooms = useOrderedRooms(session);
  const me = useStore(session.chat, (state) => state.me);
  const now = useNow();
  const [onlyUnread, setOnlyUnread] = useState(false);
  const { actions, dialog } = useRoomActions(activeRoomId, ref);
  return (
    <nav ref={ref} className="sidebar" aria-label="Rooms">
      <header className="sidebar__header">
        <Link href="/" className="sidebar__brand" aria-label="Gapless, start page">
          <Logo size={30} />
          <span>Gapless</span>
        </Link>
        <HeaderButton label="New message" onClick={onNewMessage}>
          <WriteIcon size={20} />
        </HeaderButton>
        <HeaderLink label="Discover rooms" href="/discover">
          <CompassIcon size={21} />
        </HeaderLink>
        <HeaderButton label="Create a room" onClick={onCreateRoom}>
          <PlusIcon size={22} />
        </HeaderButton>
      </header>
      <div className="sidebar__tools">
        <button type="button" className="sidebar__jump" data-testid="open-switcher" onClick={onSwitch}>
          <span>Go to…</span>
          <kbd>{SHORTCUT}</kbd>
        </button>
        <HeaderLink label="Search messages" href="/search">
          <SearchIcon size={18} />
        </HeaderLink>
        <Tooltip label={onlyUnread ? 'Show all rooms' : 'Show unread only'} openDelay={400}>
          <ActionIcon
            variant={onlyUnread ? 'light' : 'subtle'}
            color={onlyUnread ? 'brand' : 'gray'}
            size="lg"
            aria-label="Show unread only"
            aria-pressed={onlyUnread}
            onClick={() => setOnlyUnread(!onlyUnread)}
          >
            <FilterIcon size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
      {rooms.length === 0 ? (
        <Notice
          title="No rooms yet"
          actions={
            <Button component={Link} href="/discover">
              Discover rooms
            </Button>
          }
        >
          Join one that is there already, or open your own.
        </Notice>
      ) : (
        <RoomList
          rooms={rooms}
          onlyUnread={onlyUnread}
          activeId={activeRoomId}
          myId={me.id}
          now={now}
          actions={actions}
          presenceOf={presenceOf}
        />
      )}
      <footer className="sidebar__footer">
        <Avatar name={me.display_name} src={me.avatar_url} size={36} />
        <div className="sidebar__me">
          <div className="sidebar__my-name" data-testid="me" title={`@${me.username}`}>
            {me.display_name}
          </div>
          <ConnectionIndicator />
        </div>
        <ProfileMenu client={client} />
      </footer>
      {dialog}
    </nav>
  );
});

const SHORTCUT = /mac/i.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

const presenceOf = (userId: number) => <PresenceDot userId={userId} />;

interface HeaderButtonProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClick: () => void;
}

function HeaderButton({ label, children, onClick }: HeaderButtonProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

interface HeaderLinkProps {
  readonly label: string;
  readonly href: string;
  readonly children: ReactNode;
}

function HeaderLink({ label, href, children }: HeaderLinkProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon component={Link} href={href} variant="subtle" color="gray" size="lg" aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** What can be done with a room from the list, and the dialog that asks before one is left. */
function useRoomActions(
  activeRoomId: number | null,
  sidebar: RefObject<HTMLElement | null>,
): { readonly actions: RoomActions; readonly dialog: ReactNode } {
  const session = useSession();
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<MyRoom | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const actions = useMemo<RoomActions>(
    () => ({
      mute(room, muted) {
        session.rooms.mute(room.id, muted).catch((error: unknown) => toast(errorText(error)));
      },
      markRead: (room) => session.markAllRead(room.id),
      leave(room, button) {
        opener.current = button;
        setLeaving(room);
      },
    }),
    [session],
  );

  const leave = useCallback(
    async (room: MyRoom) => {
      await session.rooms.leave(room.id);
      setLeaving(null);
      if (room.id === activeRoomId) navigate('/');
    },
    [session, activeRoomId, navigate],
  );

  const dialog = (
    <LeaveRoomDialog
      room={leaving}
      onClose={() => setLeaving(null)}
      onLeave={leave}
      onClosed={() => {
        // A room that was left has taken its button with it.
        if (opener.current?.isConnected === true) opener.current.focus();
        else focusPlace(sidebar.current);
      }}
    />
  );
  return { actions, dialog };
}
