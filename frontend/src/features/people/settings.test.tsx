import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { createHttp } from '../../lib/http';
import { userOf } from '../../model/samples';
import { LoginSettings } from './LoginSettings';
import { PasswordSettings } from './PasswordSettings';
import { ProfileSettings } from './ProfileSettings';

const me = userOf(1, 'alice');

let routes: Record<string, () => Response>;
let calls: string[];

const problem = (status: number, body: object) => new Response(JSON.stringify(body), { status });

beforeEach(() => {
  calls = [];
  routes = { 'GET /api/csrf': () => new Response('{}', { headers: { 'X-CSRFToken': 'token' } }) };
});

const http = createHttp({
  fetch: (path, init) => {
    const call = `${init?.method ?? 'GET'} ${path as string}`;
    calls.push(typeof init?.body === 'string' ? `${call} ${init.body}` : call);
    return Promise.resolve(routes[call]?.() ?? problem(404, { detail: `no such path: ${call}` }));
  },
  onUnauthorized: () => undefined,
});

test('a new name is told to the server, and a refusal stands at the field', async () => {
  const onChanged = vi.fn();
  render(<ProfileSettings http={http} me={me} onChanged={onChanged} />, { wrapper: MantineProvider });
  routes['PATCH /api/me'] = () =>
    problem(400, { detail: 'invalid', errors: [{ field: 'display_name', message: 'has no letters' }] });
  await userEvent.type(screen.getByLabelText('Display name'), 'Alice');
  await userEvent.click(screen.getByRole('button', { name: 'Save name' }));
  expect(await screen.findByText('has no letters')).toBeTruthy();
  expect(onChanged).not.toHaveBeenCalled();
  routes['PATCH /api/me'] = () => Response.json({ ...me, display_name: 'Alice' });
  await userEvent.click(screen.getByRole('button', { name: 'Save name' }));
  expect(await screen.findByText('Saved')).toBeTruthy();
  expect(onChanged).toHaveBeenCalledExactlyOnceWith({ ...me, display_name: 'Alice' });
  expect(calls).toContain('PATCH /api/me {"display_name":"Alice"}');
});

test('a wrong current password is told where it was typed', async () => {
  const onChanged = vi.fn();
  render(<PasswordSettings http={http} onChanged={onChanged} />, { wrapper: MantineProvider });
  routes['PUT /api/me/password'] = () => problem(403, { detail: 'wrong' });
  await userEvent.type(screen.getByLabelText('Current password'), 'guessed');
  await userEvent.type(screen.getByLabelText('New password'), 'a better one');
  await userEvent.click(screen.getByRole('button', { name: 'Change password' }));
  expect(await screen.findByText('The current password is not right.')).toBeTruthy();
  routes['PUT /api/me/password'] = () => Response.json({});
  await userEvent.click(screen.getByRole('button', { name: 'Change password' }));
  expect(await screen.findByText('Changed. You are logged out everywhere else.')).toBeTruthy();
  expect(onChanged).toHaveBeenCalledOnce();
});

test('another login can be ended, this one cannot', async () => {
  const login = { address: '::1', created_at: '2026-01-01T00:00:00Z', last_seen_at: null };
  routes['GET /api/me/sessions'] = () =>
    Response.json({
      results: [
        { ...login, id: 1, current: true, device: 'Firefox on Linux' },
        { ...login, id: 2, current: false, device: 'Safari on iPhone' },
      ],
    });
  render(<LoginSettings http={http} generation={0} />, { wrapper: MantineProvider });
  expect(await screen.findByText('This device')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Log out Firefox on Linux' })).toBeNull();
  routes['DELETE /api/me/sessions/2'] = () => problem(500, { detail: 'Not now.' });
  await userEvent.click(screen.getByRole('button', { name: 'Log out Safari on iPhone' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Not now.');
  routes['DELETE /api/me/sessions/2'] = () => Response.json({});
  await userEvent.click(screen.getByRole('button', { name: 'Log out Safari on iPhone' }));
  await vi.waitFor(() => expect(screen.queryByText('Safari on iPhone')).toBeNull());
});
