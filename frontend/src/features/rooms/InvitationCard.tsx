import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { errorText, HttpError, type Http } from '../../lib/http';
import { Avatar } from '../../ui/Avatar';
import { countOf } from '../../ui/format';
import { LinkIcon } from '../../ui/icons';
import { LoadError, Notice } from '../../ui/Notice';
import './Discover.css';
import { fetchInvitation, type Invitation } from './members';

interface Props {
  readonly http: Http;
  readonly code: string;
  /** Joins the room and shows it; a rejection is shown. */
  readonly onAccept: () => Promise<void>;
}

type Outcome = Invitation | 'over' | { readonly error: string } | null;

/** What an invitation leads to, and the way in. */
export function InvitationCard({ http, code, onAccept }: Props) {
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    fetchInvitation(http, code).then(
      (invitation) => {
        if (current) setOutcome(invitation);
      },
      (failure: unknown) => {
        if (current) setOutcome(isOver(failure) ? 'over' : { error: errorText(failure) });
      },
    );
    return () => {
      current = false;
    };
  }, [http, code, attempt]);

  if (outcome === null) return <div role="status" aria-label="Loading" />;
  if (outcome === 'over') return <Over />;
  if ('error' in outcome) return <LoadError text={outcome.error} onRetry={() => setAttempt(attempt + 1)} />;
  return <Card invitation={outcome} onAccept={onAccept} onOver={() => setOutcome('over')} />;
}

interface CardProps {
  readonly invitation: Invitation;
  readonly onAccept: () => Promise<void>;
  readonly onOver: () => void;
}

function Card({ invitation: { room, by, is_member }, onAccept, onOver }: CardProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function accept() {
    setBusy(true);
    setError(null);
    try {
      await onAccept();
    } catch (failure) {
      if (isOver(failure)) onOver();
      else setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <Notice
      icon={<Avatar name={room.name} size={64} shape="room" />}
      title={room.name}
      actions={
        is_member ? (
          <Button component={Link} href={`/rooms/${room.id}`}>
            Open the room
          </Button>
        ) : (
          <>
            <Button loading={busy} onClick={() => void accept()}>
              Accept invitation
            </Button>
            <Button component={Link} href="/" variant="default">
              Not now
            </Button>
          </>
        )
      }
    >
      {is_member ? 'You are in this room already.' : `${by.display_name} invites you to this room.`}
      <br />
      {room.topic !== '' && (
        <>
          {room.topic}
          <br />
        </>
      )}
      {countOf(room.member_count, 'member')}
      {error !== null && (
        <span className="invitation__error" role="alert">
          {error}
        </span>
      )}
    </Notice>
  );
}

/** Unknown, expired, used up or revoked: the server does not say which. */
function Over() {
  return (
    <Notice
      icon={<LinkIcon size={40} />}
      title="This invitation is no longer good"
      actions={
        <Button component={Link} href="/">
          To your rooms
        </Button>
      }
    >
      It has expired, was used up or was taken back. Ask for a new one.
    </Notice>
  );
}

function isOver(failure: unknown): boolean {
  return failure instanceof HttpError && failure.status === 404;
}
