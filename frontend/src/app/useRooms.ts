import { useMemo } from 'react';
import { isUnread } from '../features/rooms/readMarkers';
import { useStore } from '../lib/useStore';
import { orderedRooms } from '../model/state';
import type { Room } from '../model/types';
import type { ChatSession } from './session';

export function useOrderedRooms(session: ChatSession): readonly Room[] {
  const rooms = useStore(session.chat, (state) => state.rooms);
  return useMemo(() => orderedRooms(rooms), [rooms]);
}

/** The rooms with something unread. */
export function useUnreadIds(session: ChatSession): ReadonlySet<number> {
  const rooms = useStore(session.chat, (state) => state.rooms);
  const markers = useStore(session.readMarkers.markers, (value) => value);
  return useMemo(() => {
    const unread = [...rooms.values()].filter((room) => isUnread(room, markers.get(room.id), session.me.id));
    return new Set(unread.map((room) => room.id));
  }, [rooms, markers, session]);
}
