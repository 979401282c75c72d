import { useEffect } from 'react';
import { useStore } from '../lib/useStore';
import type { ChatSession } from './session';

/** The window's title: how many rooms have something unread, and the room that is open. */
export function useTitle(session: ChatSession, roomId: number | null, unreadCount: number): void {
  const roomName = useStore(session.chat, (state) => (roomId === null ? undefined : state.rooms.get(roomId)?.name));
  useEffect(() => {
    const name = roomName === undefined ? 'Gapless' : `${roomName} · Gapless`;
    document.title = unreadCount > 0 ? `(${unreadCount}) ${name}` : name;
  }, [roomName, unreadCount]);
}
