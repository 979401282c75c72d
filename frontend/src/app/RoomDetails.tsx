import { useCallback, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { searchUsers } from '../features/people/api';
import { AboutRoom } from '../features/rooms/AboutRoom';
import { Invites } from '../features/rooms/Invites';
import { Members } from '../features/rooms/Members';
import { RoomPanel, type PanelTab } from '../features/rooms/RoomPanel';
import type { RoomWords } from '../features/rooms/rules';
import type { Http } from '../lib/http';
import { useStore } from '../lib/useStore';
import type { ChatEvent } from '../model/events';
import type { MyRoom, User } from '../model/types';
import { PinsOfRoom } from './PinsOfRoom';
import { useSession } from './SessionContext';
import { useNow } from './useNow';
import { UserCard } from './UserCard';

interface Props {
  readonly http: Http;
  readonly room: MyRoom;
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  readonly onClose: () => void;
  /** A message of the room is about to be shown in the conversation. */
  readonly onShowMessage: () => void;
  /** Asks first; the button has the focus again when the answer is no. */
  readonly onLeave: (button: HTMLElement) => void;
}

/** The panel of a room, joined with the session. */
export function RoomDetails({ http, room, tab, onTab, onClose, onShowMessage, onLeave }: Props) {
  const session = useSession();
  const [, navigate] = useLocation();
  const now = useNow();
  // What was loaded before a reload begins anew; what is half written stays.
  const reloads = useStore(session.reloads, (count) => count);
  const roomId = room.id;

  const watch = useCallback(
    (onChange: () => void) => session.watch((event) => changesMembers(event, roomId) && onChange()),
    [session, roomId],
  );
  const searchPeople = useCallback(async (query: string) => (await searchUsers(http, query)).results, [http]);
  const cardOf = useCallback(
    (user: User, children: ReactNode) => (
      <UserCard http={http} user={user}>
        {children}
      </UserCard>
    ),
    [http],
  );

  const actions = {
    update: (changes: Partial<RoomWords>) => session.rooms.update(roomId, changes),
    mute: (muted: boolean) => session.rooms.mute(roomId, muted),
    leave: onLeave,
    async delete() {
      await session.rooms.delete(roomId);
      navigate('/');
    },
  };

  return (
    <RoomPanel
      room={room}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      contents={{
        about: () => <AboutRoom room={room} actions={actions} />,
        members: () => (
          <Members
            key={reloads}
            http={http}
            room={room}
            myId={session.me.id}
            now={now}
            watch={watch}
            searchPeople={searchPeople}
            cardOf={cardOf}
          />
        ),
        invites: () => <Invites key={reloads} http={http} roomId={roomId} />,
        pins: () => <PinsOfRoom key={reloads} http={http} roomId={room.id} onShow={onShowMessage} />,
      }}
    />
  );
}

function changesMembers(event: ChatEvent, roomId: number): boolean {
  const about = event.type === 'user_joined' || event.type === 'user_left' || event.type === 'member_changed';
  return about && event.body.room.id === roomId;
}
