import { useMemo } from 'react';
import { useStore } from '../lib/useStore';
import { orderedRooms } from '../model/rooms';
import type { MyRoom } from '../model/types';
import type { ChatSession } from './session';

export function useOrderedRooms(session: ChatSession): readonly MyRoom[] {
  const rooms = useStore(session.chat, (state) => state.rooms);
  return useMemo(() => orderedRooms(rooms), [rooms]);
}

/** The rooms with something unread. */
export function useUnreadIds(session: ChatSession): ReadonlySet<number> {
  const rooms = useStore(session.chat, (state) => state.rooms);
  return useMemo(() => {
    const unread = [...rooms.values()].filter((room) => room.unread_count > 0);
    return new Set(unread.map((room) => room.id));
  }, [rooms]);
}
