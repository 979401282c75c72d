import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from '../model/samples';
import { FakeApp, problem } from './fakeApp';

const alice = { id: 1, username: 'alice' };
const room = {
  id: 7,
  name: 'General',
  version: 3,
  bumped_at: '2026-01-01T00:00:00Z',
  member_count: 2,
  last_message: null,
};
const bob = { id: 2, username: 'bob' };
const direct = { ...room, id: 9, name: 'alice, bob', kind: 'direct', members: [alice, bob], peer: bob };

let app: FakeApp;
let loggedIn: boolean;

beforeEach(() => {
  loggedIn = false;
  const guarded = (answer: () => unknown) => () => (loggedIn ? answer() : problem(401, { detail: 'not logged in' }));
  app = new FakeApp({
    'GET /api/demo': () => ({ accounts: [{ username: 'alice', password: 'demo' }] }),
    'POST /api/login': () => {
      loggedIn = true;
      return alice;
    },
    'POST /api/logout': () => {
      loggedIn = false;
      return {};
    },
    'GET /api/sync': guarded(() => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [room] })),
    'GET /api/token/connection': guarded(() => ({ token: 'token' })),
    'GET /api/rooms/7/messages': guarded(() => ({ results: [], next: null, previous: null })),
    'GET /api/users': guarded(() => ({ results: [alice, bob], next: null })),
    'GET /api/users?q=bo': guarded(() => ({ results: [bob], next: null })),
    'POST /api/direct': guarded(() => direct),
    'GET /api/rooms/9/messages': guarded(() => ({ results: [], next: null, previous: null })),
    'POST /api/rooms': guarded(() => ({ ...room, id: 8, name: 'Chess' })),
    'GET /api/rooms/8/messages': guarded(() => ({ results: [], next: null, previous: null })),
  });
});

afterEach(() => app.close());

describe('the app', () => {
  test('asks for a log-in and then shows the room that was asked for', async () => {
    app.open('/rooms/7');
    await userEvent.type(await screen.findByLabelText('Username'), 'alice');
    expect(location.pathname).toBe('/login');
    await userEvent.type(screen.getByLabelText('Password'), 'secret password');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    expect(await screen.findByRole('heading', { name: 'General' })).toBeTruthy();
    expect(location.pathname).toBe('/rooms/7');
    expect(await screen.findByText('Nobody has written anything yet. Say hello!')).toBeTruthy();
  });

  test('asks for a log-in and then shows the message that was asked for', async () => {
    const results = [messageOf({ id: 5, content: 'this one' })];
    app.routes['GET /api/rooms/7/messages?around=5'] = () => ({ results, next: null, previous: null });
    app.open('/rooms/7?message=5');
    await userEvent.click(await screen.findByRole('button', { name: 'Log in as alice' }));
    expect(await screen.findByText('this one')).toBeTruthy();
  });

  test('leads somebody who is logged in from a path that does not exist to the rooms', async () => {
    loggedIn = true;
    app.open('/nowhere');
    await waitFor(() => expect(location.pathname).toBe('/'));
    expect(await screen.findByText('Pick a room to read on')).toBeTruthy();
  });

  test('offers the demo accounts', async () => {
    app.open('/');
    await userEvent.click(await screen.findByRole('button', { name: 'Log in as alice' }));
    expect((await screen.findByTestId('me')).textContent).toBe('alice');
  });

  test('says when the password is wrong, and stays', async () => {
    app.routes['POST /api/login'] = () => problem(401, { detail: 'invalid credentials' });
    app.open('/login');
    await userEvent.type(await screen.findByLabelText('Username'), 'alice');
    await userEvent.type(screen.getByLabelText('Password'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The username or the password is not right.');
  });

  test('shows at the field what is wrong with a registration', async () => {
    app.routes['POST /api/register'] = () =>
      problem(400, { detail: 'invalid', errors: [{ field: 'password', message: 'is too well known' }] });
    app.open('/register');
    await userEvent.type(await screen.findByLabelText('Username'), 'x');
    await userEvent.type(screen.getByLabelText('Password'), 'password');
    const submit = screen.getByRole('button', { name: 'Create account' });
    await userEvent.click(submit);
    expect(screen.getByText('Use at least 2 characters.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Username'), 'y');
    await userEvent.click(submit);
    expect(await screen.findByText('is too well known')).toBeTruthy();
    app.routes['POST /api/register'] = () => problem(409, { detail: 'taken' });
    await userEvent.click(submit);
    expect(await screen.findByText('This name is taken. Choose another one.')).toBeTruthy();
  });

  test('leads to the log-in when the session has ended, and back', async () => {
    loggedIn = true;
    app.open('/rooms/7');
    await screen.findByRole('heading', { name: 'General' });
    loggedIn = false;
    app.routes['POST /api/rooms/7/messages'] = () => problem(401, { detail: 'not logged in' });
    await userEvent.type(screen.getByTestId('composer'), 'are you there?{Enter}');
    expect(await screen.findByText(/Your session has ended/)).toBeTruthy();
    expect(location.search).toBe('?next=%2Frooms%2F7');
  });

  test('logs out, and leaves nothing behind of what was half written', async () => {
    loggedIn = true;
    app.open('/rooms/7');
    await userEvent.type(await screen.findByTestId('composer'), 'secret');
    expect(localStorage.getItem('gapless.1.draft.7')).toBe('secret');
    await userEvent.click(await screen.findByRole('button', { name: 'Account menu' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Log out', hidden: true }));
    expect(await screen.findByRole('button', { name: 'Log in' })).toBeTruthy();
    expect(screen.queryByText(/Your session has ended/)).toBeNull();
    expect(localStorage.getItem('gapless.1.draft.7')).toBeNull();
  });

  test('ends when somebody else logs in, or everybody logs out, in another window', async () => {
    loggedIn = true;
    app.open('/rooms/7');
    await screen.findByRole('heading', { name: 'General' });
    const other = new BroadcastChannel('gapless.login');
    try {
      const { session } = app;
      other.postMessage(alice.id);
      app.routes['GET /api/sync'] = () => ({ position: { offset: 1, epoch: 'epoch' }, me: bob, rooms: [] });
      other.postMessage(bob.id);
      await waitFor(() => expect(screen.getByTestId('me').textContent).toBe('bob'));
      expect(app.session).not.toBe(session);
      expect(session.status.get()).toBe('stopped');
      other.postMessage(null);
      expect(await screen.findByText(/Your session has ended/)).toBeTruthy();
    } finally {
      other.close();
    }
  });

  test('creates a room, and says at the field that its name is taken', async () => {
    loggedIn = true;
    app.open('/');
    const [button] = await screen.findAllByRole('button', { name: 'Create a room' });
    const create = app.routes['POST /api/rooms'];
    app.routes['POST /api/rooms'] = () => problem(409, { detail: 'taken' });
    if (button) await userEvent.click(button);
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Name'), 'Chess');
    await userEvent.click(dialog.getByRole('button', { name: 'Create room' }));
    expect(await dialog.findByText('This name is taken. Choose another one.')).toBeTruthy();
    if (create) app.routes['POST /api/rooms'] = create;
    await userEvent.click(dialog.getByRole('button', { name: 'Create room' }));
    expect(await screen.findByRole('heading', { name: 'Chess' })).toBeTruthy();
  });

  test('keeps what was half written in a room', async () => {
    loggedIn = true;
    app.open('/rooms/7');
    const composer = await screen.findByTestId<HTMLTextAreaElement>('composer');
    await userEvent.type(composer, 'one{Shift>}{Enter}{/Shift}two');
    await userEvent.click(screen.getByRole('link', { name: 'Gapless, start page' }));
    expect(screen.queryByTestId('composer')).toBeNull();
    history.back();
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('composer').value).toBe('one\ntwo'));
  });

  test('goes to a room and to a person by a few letters', async () => {
    loggedIn = true;
    app.open('/');
    await screen.findByTestId('me');
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox', { name: 'Room or person' }), 'gnl{Enter}');
    expect(await screen.findByRole('heading', { name: 'General' })).toBeTruthy();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox', { name: 'Room or person' }), 'bo');
    expect((await screen.findByText('New conversation')).textContent).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { name: 'bob' })).toBeTruthy();
    expect(location.pathname).toBe('/rooms/9');
  });

  test('writes to somebody, and says when that is refused', async () => {
    loggedIn = true;
    app.open('/');
    await userEvent.click(await screen.findByRole('button', { name: 'New message' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('@bob')).toBeTruthy();
    expect(dialog.queryByText('@alice')).toBeNull();
    const create = app.routes['POST /api/direct'];
    app.routes['POST /api/direct'] = () => problem(404, { detail: 'They are gone.' });
    await userEvent.click(dialog.getByText('@bob'));
    expect((await dialog.findByRole('alert')).textContent).toBe('They are gone.');
    if (create) app.routes['POST /api/direct'] = create;
    await userEvent.click(dialog.getByText('@bob'));
    expect(await screen.findByRole('heading', { name: 'bob' })).toBeTruthy();
  });
});
