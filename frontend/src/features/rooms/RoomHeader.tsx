import { ActionIcon, Menu } from '@mantine/core';
import type { Ref } from 'react';
import type { Room } from '../../model/types';
import { Avatar } from '../../ui/Avatar';
import { countOf } from '../../ui/format';
import { DotsIcon, LeaveIcon } from '../../ui/icons';

interface Props {
  readonly room: Room;
  readonly onLeave: () => void;
  /** The button of the menu, for dialogs that were opened from it to give the focus back. */
  readonly menuButton: Ref<HTMLButtonElement>;
}

/** What a room's screen says of the room. */
export function RoomHeader({ room, onLeave, menuButton }: Props) {
  return (
    <>
      <Avatar name={room.name} size={38} shape="room" />
      <div className="pane__titles">
        <h1 className="pane__title" title={room.name}>
          {room.name}
        </h1>
        <div className="pane__subtitle" data-testid="member-count">
          {countOf(room.member_count, 'member')}
        </div>
      </div>
      <Menu position="bottom-end" width={190} shadow="md">
        <Menu.Target>
          <ActionIcon ref={menuButton} variant="subtle" color="gray" size="lg" aria-label="Room menu">
            <DotsIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<LeaveIcon size={16} />} onClick={onLeave}>
            Leave room
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
