import type { MyRoom } from '../../model/types';

export type Section = 'direct' | 'rooms';

/** A line of the list of rooms: the heading of a section, or a room. */
export type Line =
  | { readonly kind: 'heading'; readonly section: Section; readonly count: number; readonly folded: boolean }
  | { readonly kind: 'room'; readonly room: MyRoom };

export interface View {
  readonly onlyUnread: boolean;
  readonly folded: ReadonlySet<Section>;
  /** The open room stays in sight whatever is left out. */
  readonly activeId: number | null;
}

/** The lines for rooms that are in order: conversations with one person first. A section without rooms has no heading. */
export function linesOf(rooms: readonly MyRoom[], { onlyUnread, folded, activeId }: View): Line[] {
  const shown = onlyUnread ? rooms.filter((room) => room.unread_count > 0 || room.id === activeId) : rooms;
  const lines: Line[] = [];
  for (const section of ['direct', 'rooms'] as const) {
    const own = shown.filter((room) => (room.kind === 'direct') === (section === 'direct'));
    if (own.length === 0) continue;
    lines.push({ kind: 'heading', section, count: own.length, folded: folded.has(section) });
    for (const room of own) {
      if (!folded.has(section) || room.id === activeId) lines.push({ kind: 'room', room });
    }
  }
  return lines;
}
