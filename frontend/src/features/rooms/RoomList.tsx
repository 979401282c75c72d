import { Skeleton } from '@mantine/core';
import { memo } from 'react';
import { Virtuoso } from 'react-virtuoso';
import { Link } from 'wouter';
import type { Room } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { countOf, fullDate, shortWhen } from '../../ui/format';
import { PeopleIcon } from '../../ui/icons';
import './RoomList.css';

interface Props {
  /** In the order to show. */
  readonly rooms: readonly Room[];
  readonly unreadIds: ReadonlySet<number>;
  readonly activeId: number | null;
  readonly myId: number;
  readonly now: Date;
}

/** My rooms, one link each. */
export function RoomList({ rooms, unreadIds, activeId, myId, now }: Props) {
  return (
    <div className="room-list" data-testid="room-list">
      <Virtuoso
        data={rooms}
        computeItemKey={(_, room) => room.id}
        defaultItemHeight={68}
        increaseViewportBy={200}
        tabIndex={-1}
        itemContent={(_, room) => (
          <RoomLink room={room} unread={unreadIds.has(room.id)} active={room.id === activeId} myId={myId} now={now} />
        )}
      />
    </div>
  );
}

interface LinkProps {
  readonly room: Room;
  readonly unread: boolean;
  readonly active: boolean;
  readonly myId: number;
  readonly now: Date;
}

const RoomLink = memo(function RoomLink({ room, unread, active, myId, now }: LinkProps) {
  const last = room.last_message;
  return (
    <div className="room-list__item">
      <Link
        href={`/rooms/${room.id}`}
        className="room-link"
        aria-current={active ? 'page' : undefined}
        data-testid="room-item"
        data-room-id={room.id}
        data-unread={unread}
      >
        <Avatar name={room.name} size={44} shape="room" />
        <span className="room-link__name" data-testid="room-item-name">
          {room.name}
        </span>
        {last && (
          <time className="room-link__time" dateTime={last.created_at} title={fullDate(new Date(last.created_at))}>
            {shortWhen(new Date(last.created_at), now)}
          </time>
        )}
        <span className="room-link__preview" data-testid="room-item-preview">
          {last ? `${last.user.id === myId ? 'You' : last.user.username}: ${last.content}` : 'No messages yet'}
        </span>
        <span className="room-link__meta">
          {unread && (
            <span className="room-link__unread" data-testid="unread-mark" role="img" aria-label="Unread messages" />
          )}
          <span className="room-link__members" title={countOf(room.member_count, 'member')}>
            <PeopleIcon size={14} />
            <span data-testid="room-item-members">{room.member_count.toLocaleString()}</span>
            <span className="sr-only">{room.member_count === 1 ? 'member' : 'members'}</span>
          </span>
        </span>
      </Link>
    </div>
  );
});

/** Stands where the rooms will be. */
export function RoomListSkeleton() {
  return (
    <div className="room-list__skeleton" aria-hidden="true">
      {[62, 44, 70, 52, 58].map((width) => (
        <div key={width} className="room-list__skeleton-row">
          <Skeleton height={44} width={44} radius={13} />
          <div>
            <Skeleton height={12} width={`${width}%`} />
            <Skeleton height={10} width={`${width + 25}%`} mt={10} />
          </div>
        </div>
      ))}
    </div>
  );
}
