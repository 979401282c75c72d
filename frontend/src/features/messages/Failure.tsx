import { Button } from '@mantine/core';
import { AlertIcon } from '../../ui/icons';
import type { MessageActions } from './actions';
import type { OutboxEntry } from './outbox';

interface Props {
  readonly entry: OutboxEntry;
  readonly reason: string;
  readonly actions: MessageActions;
}

/** Why a message was refused, and what can be done about it. */
export function Failure({ entry, reason, actions }: Props) {
  return (
    <div className="message__failure" role="alert">
      <AlertIcon size={16} />
      <span>Not sent: {reason}</span>
      <Button size="compact-xs" variant="default" onClick={() => actions.retry(entry.key)}>
        Retry
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => actions.rewrite(entry)}>
        Edit
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => actions.discard(entry.key)}>
        Delete
      </Button>
    </div>
  );
}
