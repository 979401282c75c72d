import { useCallback, useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { fetchDemoAccounts, logIn, register, type Credentials } from '../features/auth/api';
import { AuthPage } from '../features/auth/AuthPage';
import type { Client } from './client';

interface Props {
  readonly client: Client;
  readonly expired: boolean;
}

/** Log-in or registration, at /login and /register; afterwards the page that was asked for. */
export function AuthScreen({ client, expired }: Props) {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const registering = path === '/register';
  const elsewhere = path !== '/login' && !registering;

  useEffect(() => {
    document.title = registering ? 'Register · Gapless' : 'Log in · Gapless';
  }, [registering]);

  useEffect(() => {
    if (!elsewhere) return;
    const asked = search === '' ? path : `${path}?${search}`;
    navigate(asked === '/' ? '/login' : `/login?next=${encodeURIComponent(asked)}`, { replace: true });
  }, [elsewhere, path, search, navigate]);

  const loadDemoAccounts = useCallback(() => fetchDemoAccounts(client.http), [client]);

  async function submit(credentials: Credentials) {
    await (registering ? register : logIn)(client.http, credentials);
    navigate(pathWithin(new URLSearchParams(search).get('next')), { replace: true });
    await client.start();
  }

  if (elsewhere) return null;
  return (
    <AuthPage
      mode={registering ? 'register' : 'login'}
      otherHref={`${registering ? '/login' : '/register'}${search === '' ? '' : `?${search}`}`}
      notice={expired ? 'Your session has ended. Log in to go on where you were.' : null}
      onSubmit={submit}
      loadDemoAccounts={loadDemoAccounts}
    />
  );
}

/** A path of this app, whatever the address bar says. */
function pathWithin(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
