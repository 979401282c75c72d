import { memo, useEffect, useRef, useState, type ComponentProps } from 'react';
import { flushSync } from 'react-dom';
import { useLocation } from 'wouter';
import { LeaveRoomDialog } from '../features/rooms/LeaveRoomDialog';
import { RoomHeader } from '../features/rooms/RoomHeader';
import type { PanelTab } from '../features/rooms/RoomPanel';
import { errorText } from '../lib/http';
import { useMedia } from '../lib/useMedia';
import { useStore } from '../lib/useStore';
import type { MyRoom } from '../model/types';
import { presenceText } from '../ui/format';
import { toast } from '../ui/Toasts';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { Conversation } from './Conversation';
import { Departed } from './Departed';
import { usePresence } from './PresenceDot';
import { RoomDetails } from './RoomDetails';
import { useSession } from './SessionContext';
import { useNow } from './useNow';
import { useMessageInAddress } from './useTarget';

interface Props {
  readonly client: Client;
  readonly roomId: number;
}

/** As in RoomPanel.css: where the panel lies on the conversation, and where it takes its place. */
const OVERLAID = '(max-width: 1100px)';
const COVERED = '(max-width: 720px)';

export const RoomScreen = memo(function RoomScreen({ client, roomId }: Props) {
  const session = useSession();
  const room = useStore(session.chat, (state) => state.rooms.get(roomId));
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<MyRoom | null>(null);
  const [panel, setPanel] = useState<PanelTab | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const panelButton = useRef<HTMLButtonElement>(null);
  const leaveButton = useRef<HTMLElement>(null);
  const member = room !== undefined;
  const overlaid = useMedia(OVERLAID);
  const covered = useMedia(COVERED) && panel !== null;

  const [asked] = useState(useMessageInAddress() !== null);

  useEffect(() => {
    if (!member) return undefined;
    session.openRoom(roomId, { asked });
    return () => session.closeRoom(roomId);
  }, [session, roomId, member, asked]);

  function askToLeave(button: HTMLElement | null) {
    leaveButton.current = button;
    setLeaving(room ?? null);
  }

  async function leave() {
    await session.rooms.leave(roomId);
    navigate('/');
  }

  function mute(muted: boolean) {
    session.rooms.mute(roomId, muted).catch((error: unknown) => toast(errorText(error)));
  }

  function closePanel() {
    // Before that, the button may be covered, and take no focus.
    flushSync(() => setPanel(null));
    panelButton.current?.focus();
  }

  if (!room) return <Departed roomId={roomId} />;
  return (
    <div className="room-layout">
      <div className="room-layout__main" inert={covered}>
        <header className="pane__header">
          <BackButton />
          <Header
            room={room}
            panelOpened={panel !== null}
            panelButton={panelButton}
            menuButton={menuButton}
            onPanel={() => (panel === null ? setPanel('about') : closePanel())}
            onMute={() => mute(!room.muted)}
            onLeave={() => askToLeave(menuButton.current)}
          />
        </header>
        <ConnectionStrip />
        <Conversation http={client.http} room={room} covered={covered} />
      </div>
      {panel !== null && (
        <RoomDetails
          http={client.http}
          room={room}
          tab={panel}
          onTab={setPanel}
          onClose={closePanel}
          onShowMessage={() => overlaid && closePanel()}
          onLeave={askToLeave}
        />
      )}
      <LeaveRoomDialog
        room={leaving}
        onClose={() => setLeaving(null)}
        onLeave={leave}
        onClosed={() => leaveButton.current?.focus()}
      />
    </div>
  );
});

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
