import { Button, Skeleton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { errorText, type Http } from '../../lib/http';
import { useFocusHandOver } from '../../lib/useFocusHandOver';
import { dayAndTime } from '../../ui/format';
import { ScreenIcon } from '../../ui/icons';
import { LoadError } from '../../ui/Notice';
import { endLogin, fetchLogins, type Login } from './api';

interface Props {
  readonly http: Http;
  /** Another number: they are to be loaded again. */
  readonly generation: number;
}

/** Where I am logged in, and how to end that elsewhere. */
export function LoginSettings({ http, generation }: Props) {
  const [logins, setLogins] = useState<readonly Login[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    fetchLogins(http).then(
      (loaded) => {
        if (!current) return;
        setLogins(loaded);
        setError(null);
      },
      (failure: unknown) => {
        if (current) setError(errorText(failure));
      },
    );
    return () => {
      current = false;
    };
  }, [http, generation, attempt]);

  return (
    <section className="settings__section" aria-labelledby="settings-logins" tabIndex={-1}>
      <h2 id="settings-logins">Where you are logged in</h2>
      {error !== null ? (
        <LoadError text={error} onRetry={() => setAttempt(attempt + 1)} />
      ) : logins === null ? (
        <Skeleton height={60} radius="md" />
      ) : (
        <ul className="settings__logins">
          {logins.map((login) => (
            <LoginRow
              key={login.id}
              http={http}
              login={login}
              onEnded={() => setLogins(logins.filter(({ id }) => id !== login.id))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  readonly http: Http;
  readonly login: Login;
  readonly onEnded: () => void;
}

function LoginRow({ http, login, onEnded }: RowProps) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  useFocusHandOver(item);
  const device = login.device ?? 'Unknown device';
  const seen = login.last_seen_at ?? login.created_at;

  async function end() {
    setBusy(true);
    setError(null);
    try {
      await endLogin(http, login.id);
      onEnded();
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  }

  return (
    <li ref={item} className="login" data-testid="login">
      <ScreenIcon size={22} />
      <div className="login__about">
        <div className="login__device">
          {device}
          {login.current && <span className="login__current">This device</span>}
        </div>
        <div className="settings__note">
          {login.address !== null && `${login.address} · `}
          {login.current ? 'Now' : `Last seen ${dayAndTime(new Date(seen))}`}
        </div>
        {error !== null && (
          <p className="settings__error" role="alert">
            {error}
          </p>
        )}
      </div>
      {!login.current && (
        <Button variant="default" size="xs" loading={busy} aria-label={`Log out ${device}`} onClick={() => void end()}>
          Log out
        </Button>
      )}
    </li>
  );
}
