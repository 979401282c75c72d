import { useMemo } from 'react';
import { useStore } from '../lib/useStore';
import type { Message, User } from '../model/types';
import { useSession } from './SessionContext';

/** Who has read the last message that I have written, if that is known and the last thing that was said. */
export function useSeen(messages: readonly Message[], me: User) {
  const receipts = useStore(useSession().room.receipts, (value) => value);
  return useMemo(() => {
    const mine = messages.findLast(({ user, kind }) => user.id === me.id && kind === 'text');
    if (!mine) return null;
    const readers = [...receipts.values()].filter(({ last_read_message_id }) => last_read_message_id >= mine.id);
    return { messageId: mine.id, users: readers.map(({ user }) => user) };
  }, [messages, receipts, me.id]);
}
