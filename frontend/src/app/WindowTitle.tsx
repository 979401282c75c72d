import { useEffect } from 'react';
import { useStore } from '../lib/useStore';
import { roomTitle } from '../model/rooms';
import { badgeCount } from '../ui/format';
import { showFavicon } from './favicon';
import { useSession } from './SessionContext';
import { useAttention } from './useRooms';

/**
 * The window's title and icon: what wants to be seen, and the room that is open. It shows nothing itself, so that
 * nothing but this is rendered again when something is written in any of the rooms.
 */
export function WindowTitle({ roomId }: { readonly roomId: number | null }) {
  const session = useSession();
  const { count, unread } = useAttention(session);
  const room = useStore(session.chat, (state) => (roomId === null ? undefined : state.rooms.get(roomId)));
  const name = room ? `${roomTitle(room)} · Gapless` : 'Gapless';
  useEffect(() => {
    document.title = count > 0 ? `(${badgeCount(count)}) ${name}` : unread ? `• ${name}` : name;
  }, [name, count, unread]);
  const badge = count > 0 ? badgeCount(count) : unread ? '' : null;
  useEffect(() => {
    void showFavicon(badge);
    return () => void showFavicon(null);
  }, [badge]);
  return null;
}
