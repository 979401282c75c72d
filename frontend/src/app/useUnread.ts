import { useState } from 'react';
import { useStore } from '../lib/useStore';
import type { MyRoom } from '../model/types';
import { BEGINNING } from './history';
import { useSession } from './SessionContext';

/** With more than these unread, they are offered to be skipped. */
const MANY_UNREAD = 15;

interface Unread {
  readonly reloads: number;
  /** The newest message that had been read; null when nothing was unread. */
  readonly after: number | null;
  /** Whether there was much to catch up on, and not all of it has been read since. */
  readonly many: boolean;
}

/** What was unread in a room when it was opened, or when everything was taken afresh while it was open. */
export function useUnread(room: MyRoom): Unread {
  const reloads = useStore(useSession().reloads, (count) => count);
  const [unread, setUnread] = useState(() => unreadOf(room, reloads));
  if (unread.reloads !== reloads) setUnread(unreadOf(room, reloads));
  else if (unread.many && room.unread_count === 0) setUnread({ ...unread, many: false });
  return unread;
}

function unreadOf(room: MyRoom, reloads: number): Unread {
  return {
    reloads,
    after: room.unread_count > 0 ? (room.last_read_message_id ?? BEGINNING) : null,
    many: room.unread_count > MANY_UNREAD,
  };
}
