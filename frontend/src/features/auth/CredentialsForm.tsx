import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { errorText, HttpError } from '../../lib/http';
import type { Credentials } from './api';
import { passwordError, passwordHint, usernameError, usernameHint } from './rules';

interface Props {
  readonly registering: boolean;
  readonly onSubmit: (credentials: Credentials) => Promise<void>;
}

interface Errors {
  readonly username?: string | null;
  readonly password?: string | null;
  readonly form?: string | null;
}

export function CredentialsForm({ registering, onSubmit }: Props) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);

  async function submit(event: SyntheticEvent) {
    event.preventDefault();
    if (busy) return;
    const name = username.trim();
    const found = {
      username: name === '' ? 'Enter your username.' : registering ? usernameError(name) : null,
      password: password === '' ? 'Enter your password.' : registering ? passwordError(password, name) : null,
    };
    setErrors(found);
    if (found.username !== null || found.password !== null) return;
    setBusy(true);
    try {
      await onSubmit({ username: name, password });
    } catch (failure) {
      setErrors(registering ? registrationErrors(failure) : logInErrors(failure));
      setBusy(false);
    }
  }

  return (
    <form className="auth__form" onSubmit={submit} noValidate>
      <TextInput
        label="Username"
        name="username"
        size="md"
        description={registering ? usernameHint : undefined}
        value={username}
        error={errors.username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        onChange={(event) => {
          setUsername(event.currentTarget.value);
          setErrors({ ...errors, username: null });
        }}
      />
      <PasswordInput
        label="Password"
        name="password"
        size="md"
        description={registering ? passwordHint : undefined}
        value={password}
        error={errors.password}
        autoComplete={registering ? 'new-password' : 'current-password'}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
          setErrors({ ...errors, password: null });
        }}
      />
      {errors.form != null && (
        <p className="auth__error" role="alert">
          {errors.form}
        </p>
      )}
      <Button type="submit" size="md" fullWidth loading={busy}>
        {registering ? 'Create account' : 'Log in'}
      </Button>
    </form>
  );
}

function logInErrors(failure: unknown): Errors {
  const wrong = failure instanceof HttpError && failure.status === 401;
  return { form: wrong ? 'The username or the password is not right.' : errorText(failure) };
}

/** The server's word on each field, at the field. */
function registrationErrors(failure: unknown): Errors {
  if (!(failure instanceof HttpError)) return { form: errorText(failure) };
  if (failure.status === 409) return { username: 'This name is taken. Choose another one.' };
  const at = (name: string) => failure.fields.find(({ field }) => field === name)?.message ?? null;
  const errors = { username: at('username'), password: at('password') };
  return (errors.username ?? errors.password) ? errors : { form: failure.message };
}
