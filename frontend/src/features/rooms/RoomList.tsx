import { Skeleton } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { MyRoom } from '../../model/types';
import { ChevronIcon } from '../../ui/icons';
import './RoomList.css';
import { RoomItem, type RoomActions } from './RoomItem';
import { linesOf, type Line, type Section } from './sections';

interface Props {
  /** In the order to show. */
  readonly rooms: readonly MyRoom[];
  readonly onlyUnread: boolean;
  readonly activeId: number | null;
  readonly myId: number;
  readonly now: Date;
  readonly actions: RoomActions;
  /** Says whether somebody is online, on the corner of their picture. */
  readonly presenceOf: (userId: number) => ReactNode;
}

const TITLES: Record<Section, string> = { direct: 'Direct messages', rooms: 'Rooms' };

/** My rooms, one link each, in sections that can be folded. Only those in sight are rendered. */
export function RoomList({ rooms, onlyUnread, activeId, myId, now, actions, presenceOf }: Props) {
  const [folded, setFolded] = useState<ReadonlySet<Section>>(new Set());
  const lines = useMemo(() => linesOf(rooms, { onlyUnread, folded, activeId }), [rooms, onlyUnread, folded, activeId]);

  function fold(section: Section) {
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(section)) after.add(section);
      return after;
    });
  }

  function render(line: Line) {
    if (line.kind === 'heading') return <Heading {...line} onFold={() => fold(line.section)} />;
    const { room } = line;
    return (
      <RoomItem
        room={room}
        active={room.id === activeId}
        myId={myId}
        now={now}
        actions={actions}
        presenceOf={presenceOf}
      />
    );
  }

  return (
    <div className="room-list" data-testid="room-list">
      {lines.length === 0 ? (
        <p className="room-list__none">You have read everything.</p>
      ) : (
        <Virtuoso
          data={lines}
          computeItemKey={(_, line) => (line.kind === 'heading' ? line.section : line.room.id)}
          defaultItemHeight={62}
          increaseViewportBy={200}
          tabIndex={-1}
          itemContent={(_, line) => render(line)}
        />
      )}
    </div>
  );
}

interface HeadingProps {
  readonly section: Section;
  readonly count: number;
  readonly folded: boolean;
  readonly onFold: () => void;
}

function Heading({ section, count, folded, onFold }: HeadingProps) {
  return (
    <h2 className="room-list__heading">
      <button type="button" aria-expanded={!folded} onClick={onFold}>
        <ChevronIcon size={14} />
        {TITLES[section]}
        <span className="room-list__count">{count.toLocaleString()}</span>
      </button>
    </h2>
  );
}

/** Stands where the rooms will be. */
export function RoomListSkeleton() {
  return (
    <div className="room-list__skeleton" aria-hidden="true">
      {[62, 44, 70, 52, 58].map((width) => (
        <div key={width} className="room-list__skeleton-row">
          <Skeleton height={40} width={40} radius={12} />
          <div>
            <Skeleton height={12} width={`${width}%`} />
            <Skeleton height={10} width={`${width + 25}%`} mt={10} />
          </div>
        </div>
      ))}
    </div>
  );
}
