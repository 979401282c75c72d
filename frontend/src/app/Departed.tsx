import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { focusPlace } from '../lib/focusPlace';
import { useStore } from '../lib/useStore';
import type { Departure } from '../model/state';
import { CompassIcon } from '../ui/icons';
import { Notice } from '../ui/Notice';
import { useSession } from './SessionContext';

const WORDS: Record<Departure['reason'] | 'never', { readonly title: string; readonly text: string }> = {
  left: {
    title: 'You are no longer in this room',
    text: 'Its messages are no longer shown here. If it is public, you can join again at any time.',
  },
  removed: {
    title: 'You were removed from this room',
    text: 'Its messages are no longer shown here, and no more of them will reach you.',
  },
  deleted: {
    title: 'This room was deleted',
    text: 'It is gone with all its messages, for everybody who was in it.',
  },
  never: { title: 'You are not in this room', text: 'Join it to read and write along.' },
};

/** In place of a room that I have left, was removed from or never was in, or that is gone. */
export function Departed({ roomId }: { readonly roomId: number }) {
  const reason = useStore(useSession().chat, (state) => state.departed.get(roomId)?.reason ?? 'never');
  const { title, text } = WORDS[reason];
  const box = useRef<HTMLDivElement>(null);
  // What had the focus in the room is gone with it.
  useEffect(() => {
    if (document.activeElement === document.body) focusPlace(box.current);
  }, []);
  return (
    <div ref={box} className="departed" role="status" data-testid="departed" data-reason={reason}>
      <Notice
        icon={<CompassIcon size={40} />}
        title={title}
        actions={
          <>
            <Button component={Link} href="/discover">
              Discover rooms
            </Button>
            <Button component={Link} href="/" variant="default">
              Back to your rooms
            </Button>
          </>
        }
      >
        {text}
      </Notice>
    </div>
  );
}
