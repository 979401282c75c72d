import { parseMarkdown, plainText } from '../../lib/markdown';
import { ClockIcon } from '../../ui/icons';
import type { MessageActions } from './actions';
import { Failure } from './Failure';
import type { OutboxEntry } from './outbox';
import './Unsent.css';

interface Props {
  readonly entries: readonly OutboxEntry[];
  readonly actions: MessageActions;
}

/** What I have written and the server has not confirmed, while the end of the room is not at hand, where it belongs. */
export function Unsent({ entries, actions }: Props) {
  return (
    <ul className="unsent" aria-label="Not sent yet" data-testid="unsent">
      {entries.map((entry) => (
        <li key={entry.key} className="unsent__entry" data-status={entry.failure === null ? 'sending' : 'failed'}>
          <span className="unsent__text">{plainText(parseMarkdown(entry.content))}</span>
          {entry.failure === null ? (
            <span className="unsent__note">
              <ClockIcon size={14} />
              Not sent yet
            </span>
          ) : (
            <Failure entry={entry} reason={entry.failure} actions={actions} />
          )}
        </li>
      ))}
    </ul>
  );
}
