import { ActionIcon, Menu } from '@mantine/core';
import { memo, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { parseMarkdown, plainText } from '../../lib/markdown';
import { roomTitle } from '../../model/rooms';
import type { MyRoom } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { badgeCount, countOf, fullDate, shortWhen } from '../../ui/format';
import { BellIcon, BellOffIcon, CheckIcon, DotsIcon, LeaveIcon, LockIcon } from '../../ui/icons';

/** What can be done with a room from the list. Whatever fails is told by whoever does it. */
export interface RoomActions {
  readonly mute: (room: MyRoom, muted: boolean) => void;
  readonly markRead: (room: MyRoom) => void;
  /** Asks first; the focus goes back to `button`. */
  readonly leave: (room: MyRoom, button: HTMLElement | null) => void;
}

interface Props {
  readonly room: MyRoom;
  readonly active: boolean;
  readonly myId: number;
  readonly now: Date;
  readonly actions: RoomActions;
  readonly presenceOf: (userId: number) => ReactNode;
}

export const RoomItem = memo(function RoomItem({ room, active, myId, now, actions, presenceOf }: Props) {
  const title = roomTitle(room);
  const last = room.last_message;
  return (
    <div className="room-list__item" data-muted={room.muted}>
      <Link
        href={`/rooms/${room.id}`}
        className="room-link"
        aria-current={active ? 'page' : undefined}
        data-testid="room-item"
        data-room-id={room.id}
        data-unread={room.unread_count > 0}
      >
        <span className="room-link__picture">
          <Avatar
            name={title}
            src={room.peer?.avatar_url ?? null}
            size={40}
            shape={room.kind === 'direct' ? 'person' : 'room'}
          />
          {room.peer && presenceOf(room.peer.id)}
        </span>
        <span className="room-link__name">
          {room.kind === 'private' && <LockIcon size={13} />}
          {room.kind === 'private' && <span className="sr-only">Private: </span>}
          <span data-testid="room-item-name">{title}</span>
          {room.muted && <BellOffIcon size={13} />}
          {room.muted && <span className="sr-only"> (muted)</span>}
        </span>
        {last && (
          <time className="room-link__time" dateTime={last.created_at} title={fullDate(new Date(last.created_at))}>
            {shortWhen(new Date(last.created_at), now)}
          </time>
        )}
        <span className="room-link__preview" data-testid="room-item-preview">
          {previewOf(room, myId)}
        </span>
        <Badges room={room} />
      </Link>
      <RoomMenu room={room} title={title} actions={actions} />
    </div>
  );
});

function previewOf({ last_message: last, kind }: MyRoom, myId: number): string {
  if (!last) return 'No messages yet';
  if (last.kind === 'system') return last.content;
  const text = last.deleted_at === null ? plainText(parseMarkdown(last.content)) : 'Message deleted';
  if (last.user.id === myId) return `You: ${text}`;
  return kind === 'direct' ? text : `${last.user.display_name}: ${text}`;
}

function Badges({ room }: { readonly room: MyRoom }) {
  if (room.unread_count === 0) return null;
  return (
    <span className="room-link__badges">
      {room.mention_count > 0 && (
        <span className="badge" data-tone="strong" data-testid="mention-count">
          <span aria-hidden="true">@{badgeCount(room.mention_count)}</span>
          <span className="sr-only">{countOf(room.mention_count, 'mention')}, </span>
        </span>
      )}
      <span
        className="badge"
        data-tone={room.kind === 'direct' && !room.muted ? 'strong' : 'calm'}
        data-testid="unread-mark"
      >
        <span aria-hidden="true" data-testid="unread-count">
          {badgeCount(room.unread_count)}
        </span>
        <span className="sr-only">{room.unread_count.toLocaleString()} unread</span>
      </span>
    </span>
  );
}

interface MenuProps {
  readonly room: MyRoom;
  readonly title: string;
  readonly actions: RoomActions;
}

function RoomMenu({ room, title, actions }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Menu position="bottom-end" width={190} shadow="md">
      <Menu.Target>
        <ActionIcon
          ref={button}
          className="room-list__menu"
          variant="default"
          size={26}
          aria-label={`Actions for ${title}`}
        >
          <DotsIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={room.muted ? <BellIcon size={16} /> : <BellOffIcon size={16} />}
          onClick={() => actions.mute(room, !room.muted)}
        >
          {room.muted ? 'Unmute' : 'Mute'}
        </Menu.Item>
        <Menu.Item
          leftSection={<CheckIcon size={16} />}
          disabled={room.unread_count === 0}
          onClick={() => actions.markRead(room)}
        >
          Mark as read
        </Menu.Item>
        {room.kind !== 'direct' && (
          <Menu.Item leftSection={<LeaveIcon size={16} />} onClick={() => actions.leave(room, button.current)}>
            Leave room
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
