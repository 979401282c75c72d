import { useMemo } from 'react';
import { useStore } from '../lib/useStore';
import { attentionOf, type Attention } from '../model/attention';
import { orderedRooms } from '../model/rooms';
import type { MyRoom } from '../model/types';
import type { ChatSession } from './session';

export function useOrderedRooms(session: ChatSession): readonly MyRoom[] {
  const rooms = useStore(session.chat, (state) => state.rooms);
  return useMemo(() => orderedRooms(rooms), [rooms]);
}

/** What of all rooms wants to be seen. */
export function useAttention(session: ChatSession): Attention {
  const rooms = useStore(session.chat, (state) => state.rooms);
  return useMemo(() => attentionOf(rooms.values()), [rooms]);
}
