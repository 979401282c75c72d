import type { MyRoom } from './types';

/** What of all that is unread wants to be seen now. */
export interface Attention {
  /** Messages that mention me or were written to me alone. */
  readonly count: number;
  /** Whether there is anything unread at all. */
  readonly unread: boolean;
}

/** Muted rooms want nothing. */
export function attentionOf(rooms: Iterable<MyRoom>): Attention {
  let count = 0;
  let unread = false;
  for (const room of rooms) {
    if (room.muted) continue;
    count += room.kind === 'direct' ? room.unread_count : room.mention_count;
    unread ||= room.unread_count > 0;
  }
  return { count, unread };
}
