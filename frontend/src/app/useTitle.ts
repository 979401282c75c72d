import { useEffect } from 'react';
import { useStore } from '../lib/useStore';
import type { Attention } from '../model/attention';
import { roomTitle } from '../model/rooms';
import { badgeCount } from '../ui/format';
import { showFavicon } from './favicon';
import type { ChatSession } from './session';

/** The window's title and icon: what wants to be seen, and the room that is open. */
export function useTitle(session: ChatSession, roomId: number | null, { count, unread }: Attention): void {
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
}
