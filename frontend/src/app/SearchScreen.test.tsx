import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userOf } from '../model/samples';
import { FakeApp } from './fakeApp';

const [alice, bob] = [userOf(1, 'alice'), userOf(2, 'bob')];

let app: FakeApp;

beforeEach(() => {
  app = new FakeApp({
    'GET /api/sync': () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [] }),
    'GET /api/users?q=bob': () => ({ results: [bob], next: null }),
    'GET /api/users/2': () => ({ ...bob, created_at: '2026-01-01T00:00:00Z', online: true }),
  });
});

afterEach(() => app.close());

const person = () => screen.findByRole<HTMLInputElement>('combobox', { name: 'From person' });
const asked = (start: string) => app.calls.filter((call) => call.startsWith(`GET ${start}`));

test('somebody is looked for when their name is typed, and not at each letter of it', async () => {
  app.open('/search');
  await userEvent.type(await person(), 'bob');
  await userEvent.click(await screen.findByRole('option', { name: 'bob', hidden: true }));
  expect(location.search).toBe('?user=2');
  expect((await person()).value).toBe('bob');
  expect(asked('/api/users?q=')).toEqual(['GET /api/users?q=bob']);
});

test('the person in the address has a name', async () => {
  app.open('/search?user=2');
  await vi.waitFor(async () => expect((await person()).value).toBe('bob'));
  expect(asked('/api/users/2')).toHaveLength(1);
});
