import { Button } from '@mantine/core';
import { countOf } from '../../ui/format';

interface Props {
  readonly count: number;
  readonly onJump: () => void;
  readonly onMarkRead: () => void;
}

/** Over a conversation that has much to catch up on. */
export function UnreadBar({ count, onJump, onMarkRead }: Props) {
  return (
    <div className="unread-bar" data-testid="unread-bar">
      <span>{count.toLocaleString()} unread</span>
      <Button size="compact-xs" variant="subtle" radius="xl" aria-label="Jump to first unread" onClick={onJump}>
        First unread
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        radius="xl"
        aria-label={`Mark ${countOf(count, 'message')} as read`}
        onClick={onMarkRead}
      >
        Mark as read
      </Button>
    </div>
  );
}
