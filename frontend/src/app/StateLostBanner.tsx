import { Button } from '@mantine/core';
import { useStore } from '../lib/useStore';
import type { LossReason } from '../realtime/connection';
import { AlertIcon } from '../ui/icons';
import { useSession } from './SessionContext';
import './StateLostBanner.css';

const WORDS: Record<LossReason, string> = {
  'history-lost': 'You were away too long to catch up.',
  refused: 'The server has ended the connection.',
  unreadable: 'Something arrived that this page does not understand.',
};

/** Says that what is shown is no longer current, and offers the way out. */
export function StateLostBanner() {
  const session = useSession();
  const loss = useStore(session.loss, (value) => value);
  if (!loss) return null;
  return (
    <div className="state-lost" role="alert" data-testid="state-lost" data-reason={loss.reason}>
      <AlertIcon size={20} />
      <div className="state-lost__text">
        <strong>{WORDS[loss.reason]}</strong>{' '}
        {loss.error ?? 'What you see may be out of date; what you write is sent after the reload.'}
      </div>
      <Button size="sm" loading={loss.reloading} onClick={() => void session.reload()}>
        Reload
      </Button>
    </div>
  );
}
