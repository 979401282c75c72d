import { ActionIcon, Tabs } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { MyRoom } from '../../model/types';
import { CloseIcon } from '../../ui/icons';
import './RoomPanel.css';

export type PanelTab = 'about' | 'members' | 'invites' | 'pins';

interface Props {
  readonly room: MyRoom;
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  readonly onClose: () => void;
  readonly contents: Record<PanelTab, () => ReactNode>;
}

const TITLES: Record<PanelTab, string> = { about: 'About', members: 'Members', invites: 'Invites', pins: 'Pinned' };

/** Which parts of a room there are for somebody of this role in it. */
export function tabsOf(room: MyRoom): readonly PanelTab[] {
  if (room.kind === 'direct') return ['about', 'pins'];
  return room.my_role === 'member' ? ['about', 'members', 'pins'] : ['about', 'members', 'invites', 'pins'];
}

/** Everything about a room but its messages: beside these on a wide screen, in their place on a phone. */
export function RoomPanel({ room, tab, onTab, onClose, contents }: Props) {
  const tabs = tabsOf(room);
  const shown = tabs.includes(tab) ? tab : 'about';
  const closeButton = useRef<HTMLButtonElement>(null);

  useEffect(() => closeButton.current?.focus(), []);

  function press(event: KeyboardEvent) {
    // What happens in a dialog that was opened from here comes by as well, from elsewhere on the page.
    const here = event.currentTarget.contains(event.target as Node);
    if (event.key === 'Escape' && here && !event.defaultPrevented) onClose();
  }

  return (
    <aside className="panel" aria-label="Room details" data-testid="room-panel" onKeyDown={press}>
      <header className="panel__header">
        <h2>{room.kind === 'direct' ? 'Conversation' : 'Room'} details</h2>
        <ActionIcon ref={closeButton} variant="subtle" color="gray" size="lg" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </ActionIcon>
      </header>
      <Tabs value={shown} onChange={(value) => onTab(value as PanelTab)} keepMounted={false} className="panel__tabs">
        <Tabs.List>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {TITLES[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((each) => (
          <Tabs.Panel key={each} value={each} className="panel__content" tabIndex={-1}>
            {contents[each]()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </aside>
  );
}
