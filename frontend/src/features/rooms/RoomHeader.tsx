import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { roomTitle } from '../../model/rooms';
import type { MyRoom } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { countOf } from '../../ui/format';
import { BellIcon, BellOffIcon, DotsIcon, InfoIcon, LeaveIcon, LockIcon } from '../../ui/icons';
import './RoomHeader.css';

interface Props {
  readonly room: MyRoom;
  /** How many others look at the room just now; null where that says nothing. */
  readonly othersHere: number | null;
  /** What is said of the other person of a direct room. */
  readonly presence: ReactNode;
  readonly panelOpened: boolean;
  readonly onPanel: () => void;
  /** The button of the panel, which takes the focus back when that closes. */
  readonly panelButton: Ref<HTMLButtonElement>;
  readonly onMute: () => void;
  readonly onLeave: () => void;
  /** The button of the menu, for dialogs that were opened from it to give the focus back. */
  readonly menuButton: Ref<HTMLButtonElement>;
}

/** What a room's screen says of the room; the panel has the rest. */
export function RoomHeader(props: Props) {
  const { room, othersHere, presence, panelOpened, onPanel, panelButton } = props;
  const title = roomTitle(room);
  const direct = room.kind === 'direct';
  return (
    <>
      <Avatar name={title} src={room.peer?.avatar_url ?? null} size={38} shape={direct ? 'person' : 'room'} />
      <div className="pane__titles">
        <div className="room-header__line">
          <h1 className="pane__title" title={title}>
            {title}
          </h1>
          {room.kind === 'private' && (
            <span className="room-header__mark" title="Private room">
              <LockIcon size={14} />
              <span className="sr-only">Private room</span>
            </span>
          )}
          {room.muted && (
            <span className="room-header__mark" title="Muted">
              <BellOffIcon size={14} />
              <span className="sr-only">Muted</span>
            </span>
          )}
        </div>
        <div className="pane__subtitle">
          {direct ? (
            presence
          ) : (
            <>
              <span data-testid="member-count">{countOf(room.member_count, 'member')}</span>
              {othersHere !== null && othersHere > 0 && (
                <span data-testid="here"> · {othersHere.toLocaleString()} here now</span>
              )}
              {room.topic !== '' && <span title={room.topic}> · {room.topic}</span>}
            </>
          )}
        </div>
      </div>
      <Tooltip label={direct ? 'About this conversation' : 'About this room'} openDelay={400}>
        <ActionIcon
          ref={panelButton}
          variant={panelOpened ? 'light' : 'subtle'}
          color={panelOpened ? 'brand' : 'gray'}
          size="lg"
          aria-label="Room details"
          aria-expanded={panelOpened}
          onClick={onPanel}
        >
          <InfoIcon />
        </ActionIcon>
      </Tooltip>
      <RoomMenu {...props} />
    </>
  );
}

function RoomMenu({ room, onMute, onLeave, menuButton }: Props) {
  return (
    <Menu position="bottom-end" width={190} shadow="md">
      <Menu.Target>
        <ActionIcon ref={menuButton} variant="subtle" color="gray" size="lg" aria-label="Room menu">
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={room.muted ? <BellIcon size={16} /> : <BellOffIcon size={16} />} onClick={onMute}>
          {room.muted ? 'Unmute' : 'Mute'}
        </Menu.Item>
        {room.kind !== 'direct' && (
          <Menu.Item leftSection={<LeaveIcon size={16} />} onClick={onLeave}>
            Leave room
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
