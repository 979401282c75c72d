import { Button, NativeSelect, NumberInput, Skeleton } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { errorText, type Http } from '../../lib/http';
import { useFocusHandOver } from '../../lib/useFocusHandOver';
import type { Invite } from '../../model/types';
import { countOf, dayAndTime, fullDate } from '../../ui/format';
import { CopyIcon, LinkIcon, TrashIcon } from '../../ui/icons';
import { LoadError } from '../../ui/Notice';
import { createInvite, fetchInvites, revokeInvite } from './members';

interface Props {
  readonly http: Http;
  readonly roomId: number;
}

const DAY = 86_400;
const LIFETIMES = [
  { value: String(3600), label: '1 hour' },
  { value: String(DAY), label: '1 day' },
  { value: String(7 * DAY), label: '1 week' },
  { value: String(30 * DAY), label: '30 days' },
];

/** The links that lead into the room, for owner and admins. */
export function Invites({ http, roomId }: Props) {
  const [invites, setInvites] = useState<readonly Invite[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    fetchInvites(http, roomId).then(
      (loaded) => {
        if (!current) return;
        setInvites(loaded);
        setError(null);
      },
      (failure: unknown) => {
        if (current) setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [http, roomId, attempt]);

  const forget = useCallback(
    (code: string) => setInvites((before) => before?.filter((invite) => invite.code !== code) ?? null),
    [],
  );

  function body() {
    if (error !== null) return <LoadError text={error} onRetry={() => setAttempt(attempt + 1)} />;
    if (invites === null) return <Skeleton height={72} radius="md" />;
    if (invites.length === 0) return <p className="panel__none">There is no link at present.</p>;
    return (
      <ul className="panel__list" aria-label="Invitations">
        {invites.map((invite) => (
          <InviteRow key={invite.code} http={http} invite={invite} onRevoked={forget} />
        ))}
      </ul>
    );
  }

  return (
    <div className="panel__stack">
      <InviteForm
        http={http}
        roomId={roomId}
        ready={invites !== null}
        onCreated={(invite) => setInvites((before) => [invite, ...(before ?? [])])}
      />
      {body()}
    </div>
  );
}

interface FormProps {
  readonly http: Http;
  readonly roomId: number;
  /** Whether the others are there, among which a new one is to stand, once. */
  readonly ready: boolean;
  readonly onCreated: (invite: Invite) => void;
}

function InviteForm({ http, roomId, ready, onCreated }: FormProps) {
  const [lifetime, setLifetime] = useState(String(7 * DAY));
  const [maxUses, setMaxUses] = useState<number | string>('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const uses = maxUses === '' ? null : Number(maxUses);
      onCreated(await createInvite(http, roomId, { expiresIn: Number(lifetime), maxUses: uses }));
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="panel__stack" onSubmit={submit}>
      <p className="panel__text">Whoever has the link can join the room.</p>
      <div className="panel__pair">
        <NativeSelect
          label="Good for"
          data={LIFETIMES}
          value={lifetime}
          onChange={(event) => setLifetime(event.currentTarget.value)}
        />
        <NumberInput
          label="How many may join"
          placeholder="Any number"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={maxUses}
          onChange={setMaxUses}
        />
      </div>
      {error !== null && (
        <p className="panel__error" role="alert">
          {error}
        </p>
      )}
      <Button type="submit" leftSection={<LinkIcon size={16} />} loading={busy} disabled={!ready}>
        Create a link
      </Button>
    </form>
  );
}

interface RowProps {
  readonly http: Http;
  readonly invite: Invite;
  readonly onRevoked: (code: string) => void;
}

function InviteRow({ http, invite, onRevoked }: RowProps) {
  const [note, setNote] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);
  const item = useRef<HTMLLIElement>(null);
  useFocusHandOver(item);
  const expires = new Date(invite.expires_at);
  const url = new URL(`/invite/${encodeURIComponent(invite.code)}`, globalThis.location.origin).href;

  async function copy() {
    try {
      await navigator.clipboard.writeText(url);
      setNote({ text: 'Copied', bad: false });
    } catch {
      setNote({ text: 'The browser does not let this page copy. Select the link instead.', bad: true });
    }
  }

  async function revoke() {
    try {
      await revokeInvite(http, invite.code);
      onRevoked(invite.code);
    } catch (failure) {
      setNote({ text: errorText(failure), bad: true });
    }
  }

  return (
    <li ref={item} className="invite" data-testid="invite">
      <input
        className="invite__url"
        aria-label="Link"
        readOnly
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <div className="invite__about">
        {usesOf(invite)}, until <time title={fullDate(expires)}>{dayAndTime(expires)}</time>, by{' '}
        {invite.created_by.display_name}
      </div>
      <div className="panel__actions">
        <Button size="compact-sm" variant="default" leftSection={<CopyIcon size={14} />} onClick={() => void copy()}>
          Copy link
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          className="panel__danger"
          leftSection={<TrashIcon size={14} />}
          onClick={() => void revoke()}
        >
          Revoke
        </Button>
        {note !== null && (
          <span role={note.bad ? 'alert' : 'status'} className={note.bad ? 'panel__error' : 'panel__note'}>
            {note.text}
          </span>
        )}
      </div>
    </li>
  );
}

function usesOf({ uses, max_uses }: Invite): string {
  return max_uses === null
    ? `Used ${countOf(uses, 'time')}`
    : `Used ${uses.toLocaleString()} of ${countOf(max_uses, 'time')}`;
}
