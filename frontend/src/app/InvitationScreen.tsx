import { useLocation } from 'wouter';
import { InvitationCard } from '../features/rooms/InvitationCard';
import { BackButton } from './BackButton';
import type { Client } from './client';
import { ConnectionStrip } from './ConnectionIndicator';
import { useSession } from './SessionContext';

interface Props {
  readonly client: Client;
  readonly code: string;
}

/** Where the link of an invitation leads, at /invite/:code. */
export function InvitationScreen({ client, code }: Props) {
  const session = useSession();
  const [, navigate] = useLocation();

  async function accept() {
    const room = await session.rooms.accept(code);
    navigate(`/rooms/${room.id}`, { replace: true });
  }

  return (
    <>
      <header className="pane__header">
        <BackButton />
        <div className="pane__titles">
          <h1 className="pane__title">Invitation</h1>
        </div>
      </header>
      <ConnectionStrip />
      <InvitationCard http={client.http} code={code} onAccept={accept} />
    </>
  );
}
