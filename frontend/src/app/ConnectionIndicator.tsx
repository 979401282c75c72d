import { useStore } from '../lib/useStore';
import type { ConnectionStatus } from '../realtime/connection';
import './ConnectionIndicator.css';
import { useSession } from './SessionContext';

const WORDS: Record<ConnectionStatus, string> = {
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  stopped: 'Disconnected',
};

export function ConnectionIndicator() {
  const status = useStore(useSession().status, (value) => value);
  return (
    <div className="connection" role="status" data-testid="connection" data-status={status}>
      {WORDS[status]}
    </div>
  );
}

/** The same for a phone, where a room fills the screen; says nothing while all is well. */
export function ConnectionStrip() {
  const status = useStore(useSession().status, (value) => value);
  if (status === 'connected') return null;
  return (
    <div className="pane__strip">
      <div className="connection" role="status" data-status={status}>
        {WORDS[status]}
      </div>
    </div>
  );
}
