import { Anchor, Button, Divider } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { errorText } from '../../lib/http';
import { Avatar } from '../../ui/Avatar';
import { Logo } from '../../ui/Logo';
import type { Credentials } from './api';
import './AuthPage.css';
import { CredentialsForm } from './CredentialsForm';

interface Props {
  readonly mode: 'login' | 'register';
  /** The address of the other mode's page. */
  readonly otherHref: string;
  /** Why somebody who was logged in sees this page. */
  readonly notice: string | null;
  /** Logs in or registers, by mode; a rejection is shown in the form. */
  readonly onSubmit: (credentials: Credentials) => Promise<void>;
  readonly loadDemoAccounts: () => Promise<Credentials[]>;
}

export function AuthPage({ mode, otherHref, notice, onSubmit, loadDemoAccounts }: Props) {
  const registering = mode === 'register';
  return (
    <main className="auth">
      <div className="auth__card">
        <div className="auth__brand">
          <Logo size={44} />
          <span className="auth__name">Gapless</span>
        </div>
        <h1 className="auth__title">{registering ? 'Create your account' : 'Welcome back'}</h1>
        <p className="auth__lead">The messenger that never loses your place.</p>
        {notice !== null && (
          <p className="auth__notice" role="status">
            {notice}
          </p>
        )}
        <CredentialsForm key={mode} registering={registering} onSubmit={onSubmit} />
        <p className="auth__other">
          {registering ? 'You have an account already? ' : 'New here? '}
          <Anchor component={Link} href={otherHref} fw={600} c="var(--g-link)">
            {registering ? 'Log in' : 'Create an account'}
          </Anchor>
        </p>
        {!registering && <DemoAccounts load={loadDemoAccounts} onLogIn={onSubmit} />}
      </div>
    </main>
  );
}

interface DemoProps {
  readonly load: () => Promise<Credentials[]>;
  readonly onLogIn: (credentials: Credentials) => Promise<void>;
}

function DemoAccounts({ load, onLogIn }: DemoProps): ReactNode {
  const [accounts, setAccounts] = useState<Credentials[]>([]);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    void load().then((found) => {
      if (current) setAccounts(found);
    });
    return () => {
      current = false;
    };
  }, [load]);

  async function logIn(account: Credentials) {
    setBusy(account.username);
    setError(null);
    try {
      await onLogIn(account);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(null);
    }
  }

  if (accounts.length === 0) return null;
  return (
    <section className="auth__demo" aria-label="Demo accounts" data-testid="demo-accounts">
      <Divider label="or look around as" labelPosition="center" my="md" />
      <div className="auth__demo-list">
        {accounts.map((account) => (
          <Button
            key={account.username}
            variant="default"
            leftSection={<Avatar name={account.username} size={22} />}
            loading={busy === account.username}
            disabled={busy !== null && busy !== account.username}
            onClick={() => void logIn(account)}
          >
            <span className="sr-only">Log in as {account.username}</span>
            <span aria-hidden="true">{account.username}</span>
          </Button>
        ))}
      </div>
      {error !== null && (
        <p className="auth__error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
