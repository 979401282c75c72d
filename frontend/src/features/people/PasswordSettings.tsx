import { Button, PasswordInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText, HttpError, type Http } from '../../lib/http';
import { changePassword } from './api';

interface Errors {
  readonly current?: string;
  readonly next?: string;
}

/** A new password, which ends all other logins. */
export function PasswordSettings({ http, onChanged }: { readonly http: Http; readonly onChanged: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    setDone(false);
    if (current === '' || next === '') {
      setErrors(current === '' ? { current: 'Enter your current password.' } : { next: 'Enter a new password.' });
      return;
    }
    setBusy(true);
    setErrors({});
    try {
      await changePassword(http, current, next);
      setCurrent('');
      setNext('');
      setDone(true);
      onChanged();
    } catch (failure) {
      setErrors(errorsOf(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="settings__section" aria-labelledby="settings-password">
      <h2 id="settings-password">Password</h2>
      <form className="settings__form" onSubmit={submit} noValidate>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          value={current}
          error={errors.current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          value={next}
          error={errors.next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <div className="settings__buttons">
          <Button type="submit" loading={busy}>
            Change password
          </Button>
          <span role="status" className="settings__note">
            {done && 'Changed. You are logged out everywhere else.'}
          </span>
        </div>
      </form>
    </section>
  );
}

function errorsOf(failure: unknown): Errors {
  if (failure instanceof HttpError) {
    if (failure.status === 403) return { current: 'The current password is not right.' };
    const [field] = failure.fields;
    if (field) return field.field === 'current_password' ? { current: field.message } : { next: field.message };
  }
  return { next: errorText(failure) };
}
