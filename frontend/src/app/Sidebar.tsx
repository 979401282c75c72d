import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Link } from 'wouter';
import { RoomList } from '../features/rooms/RoomList';
import { CompassIcon, PlusIcon } from '../ui/icons';
import { Logo } from '../ui/Logo';
import { Notice } from '../ui/Notice';
import type { Client } from './client';
import { ConnectionIndicator } from './ConnectionIndicator';
import { ProfileMenu } from './ProfileMenu';
import { useSession } from './SessionContext';
import './Sidebar.css';
import { useNow } from './useNow';
import { useOrderedRooms } from './useRooms';
import { Avatar } from '../ui/Avatar';

interface Props {
  readonly client: Client;
  readonly activeRoomId: number | null;
  readonly unreadIds: ReadonlySet<number>;
  readonly onCreateRoom: () => void;
}

export function Sidebar({ client, activeRoomId, unreadIds, onCreateRoom }: Props) {
  const session = useSession();
  const rooms = useOrderedRooms(session);
  const now = useNow();
  return (
    <nav className="sidebar" aria-label="Rooms">
      <header className="sidebar__header">
        <Link href="/" className="sidebar__brand" aria-label="Gapless, start page">
          <Logo size={30} />
          <span>Gapless</span>
        </Link>
        <Tooltip label="Discover rooms" openDelay={400}>
          <ActionIcon
            component={Link}
            href="/discover"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Discover rooms"
          >
            <CompassIcon size={21} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Create a room" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Create a room" onClick={onCreateRoom}>
            <PlusIcon size={22} />
          </ActionIcon>
        </Tooltip>
      </header>
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
        <RoomList rooms={rooms} unreadIds={unreadIds} activeId={activeRoomId} myId={session.me.id} now={now} />
      )}
      <footer className="sidebar__footer">
        <Avatar name={session.me.username} size={36} />
        <div className="sidebar__me">
          <div className="sidebar__my-name" data-testid="me">
            {session.me.username}
          </div>
          <ConnectionIndicator />
        </div>
        <ProfileMenu client={client} />
      </footer>
    </nav>
  );
}
