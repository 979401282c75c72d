import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deferred } from '../lib/deferred';
import { messageOf, roomOf, userOf } from '../model/samples';
import { FakeApp, problem } from './fakeApp';

const alice = userOf(1, 'alice');
const bob = userOf(2, 'bob');
const room = roomOf({ id: 7, name: 'Garden', kind: 'private', topic: 'Roses', my_role: 'owner', member_count: 2 });
const member = { user: bob, role: 'member', joined_at: '2026-01-01T00:00:00Z', online: true, last_seen_at: null };
const page = (results: unknown[]) => ({ results, next: null, previous: null });

let app: FakeApp;

beforeEach(() => {
  app = new FakeApp({
    'GET /api/sync': () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [room] }),
    'GET /api/rooms/7/messages': () => page([]),
    'GET /api/rooms/7/members': () => page([{ ...member, user: alice, role: 'owner' }, member]),
    'GET /api/rooms/7/invites': () => page([]),
    'GET /api/users/2': () => ({ ...bob, created_at: '2026-01-01T00:00:00Z', online: true }),
    'GET /api/invites/abc': () => ({
      room: { id: 7, name: 'Garden', topic: 'Roses', member_count: 2 },
      by: bob,
      is_member: false,
    }),
  });
});

afterEach(() => app.close());

async function openPanel(tab: string) {
  app.open('/rooms/7');
  await userEvent.click(await screen.findByRole('button', { name: 'Room details' }));
  const panel = within(await screen.findByTestId('room-panel'));
  await userEvent.click(panel.getByRole('tab', { name: tab }));
  return panel;
}

/** Without a layout, a menu in a list that scrolls counts as out of sight. */
async function chooseFromMenu(name: string) {
  await userEvent.click(await screen.findByRole('menuitem', { name, hidden: true }));
}

test('name and topic are changed, and a name that is taken is told at the field', async () => {
  const panel = await openPanel('About');
  app.routes['PATCH /api/rooms/7'] = () => problem(409, { detail: 'taken' });
  await userEvent.clear(panel.getByLabelText('Name'));
  await userEvent.type(panel.getByLabelText('Name'), 'Chess');
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  expect(await panel.findByText('This name is taken. Choose another one.')).toBeTruthy();
  app.routes['PATCH /api/rooms/7'] = (body) => ({ ...room, ...(JSON.parse(body) as object), version: 2 });
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('heading', { name: 'Chess' })).toBeTruthy();
});

test('only what I have changed of a room is sent, and what others change meanwhile stays', async () => {
  const panel = await openPanel('About');
  app.routes['PATCH /api/rooms/7'] = (body) => ({ ...room, ...(JSON.parse(body) as object), version: 3 });
  await userEvent.type(panel.getByLabelText('Name'), ' club ');
  const updated = { ...room, topic: 'Tulips', version: 2 };
  await app.happens({ type: 'room_updated', body: { room: updated, user: bob, message: null } });
  expect(panel.getByLabelText<HTMLTextAreaElement>('Topic').value).toBe('Tulips');
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  expect(app.calls).toContain('PATCH /api/rooms/7 {"name":"Garden club"}');
});

test('a room is deleted only after its name has been typed', async () => {
  const panel = await openPanel('About');
  await userEvent.click(panel.getByRole('button', { name: 'Delete room' }));
  const dialog = within(await screen.findByRole('dialog'));
  const button = dialog.getByRole<HTMLButtonElement>('button', { name: 'Delete room' });
  await userEvent.type(dialog.getByRole('textbox'), 'Garde');
  expect(button.disabled).toBe(true);
  await userEvent.type(dialog.getByRole('textbox'), 'n');
  app.routes['DELETE /api/rooms/7'] = () => ({});
  await userEvent.click(button);
  expect(await screen.findByText('No rooms yet')).toBeTruthy();
  expect(location.pathname).toBe('/');
});

test('Escape in a dialog over the panel closes the dialog alone', async () => {
  const panel = await openPanel('About');
  await userEvent.click(panel.getByRole('button', { name: 'Delete room' }));
  await userEvent.type(within(await screen.findByRole('dialog')).getByRole('textbox'), '{Escape}');
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.queryByTestId('room-panel')).not.toBeNull();
});

test('in a room that has just been made one can write at once', async () => {
  const narrow = globalThis.matchMedia;
  vi.stubGlobal('matchMedia', (query: string) =>
    Object.assign(narrow(query), { matches: query === '(min-width: 721px)' }),
  );
  try {
    app.open('/');
    const made = { ...room, id: 8, name: 'Chess', member_count: 1 };
    app.routes['POST /api/rooms'] = () => made;
    app.routes['GET /api/rooms/8/messages'] = () => page([]);
    const [opener] = await screen.findAllByRole('button', { name: 'Create a room' });
    if (opener) await userEvent.click(opener);
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Name/), 'Chess');
    await userEvent.click(dialog.getByRole('button', { name: 'Create room' }));
    const composer = await screen.findByTestId('composer');
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await new Promise((resolve) => setTimeout(resolve, 50)); // By then a dialog has given back the focus.
    expect(document.activeElement).toBe(composer);
  } finally {
    vi.stubGlobal('matchMedia', narrow);
  }
});

test('a member is made admin, and a refusal is told at the member', async () => {
  const panel = await openPanel('Members');
  app.routes['PATCH /api/rooms/7/members/2'] = () => problem(403, { detail: 'Only the owner may.' });
  await userEvent.click(await panel.findByRole('button', { name: 'Actions for bob' }));
  await chooseFromMenu('Make admin');
  expect((await panel.findByRole('alert')).textContent).toBe('Only the owner may.');
  expect(app.calls).toContain('PATCH /api/rooms/7/members/2 {"role":"admin"}');
});

test('after state was lost, the members and pins are loaded anew', async () => {
  app.routes['GET /api/rooms/7/pins'] = () => page([messageOf({ id: 5, content: 'old pin', user: bob })]);
  const panel = await openPanel('Pinned');
  await panel.findByText('old pin');
  app.routes['GET /api/rooms/7/pins'] = () => page([messageOf({ id: 6, content: 'new pin', user: bob })]);
  const asked = app.calls.filter((call) => call === 'GET /api/rooms/7/members').length;
  await act(async () => {
    app.session.loss.update(() => ({ reason: 'history-lost', reloading: false, error: null }));
    await app.session.reload();
  });
  expect(await panel.findByText('new pin')).toBeTruthy();
  expect(app.calls.filter((call) => call === 'GET /api/rooms/7/members')).toHaveLength(asked + 1);
});

test('the title of the window tells the open room and what wants to be seen', async () => {
  app.open('/rooms/7');
  await screen.findByTestId('composer');
  expect(document.title).toBe('Garden · Gapless');
  const message = messageOf({ id: 5, user: bob, mentions: [1], room: { ...room, version: 2, seq: 1 } });
  await app.happens({ type: 'message_added', body: message });
  expect(document.title).toBe('(1) Garden · Gapless');
  await app.happens({ type: 'mute_changed', body: { room: { id: 7 }, muted: true } });
  expect(document.title).toBe('Garden · Gapless');
});

test('on a phone the panel takes the place of the conversation, until a pin is followed', async () => {
  const wide = globalThis.matchMedia;
  vi.stubGlobal('matchMedia', (query: string) => Object.assign(wide(query), { matches: query.includes('max-width') }));
  const seen = vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 100, 100));
  const message = messageOf({ id: 5, content: 'a pin', user: bob, room: { ...room, seq: 1 } });
  app.routes['GET /api/sync'] = () => ({
    position: { offset: 1, epoch: 'epoch' },
    me: alice,
    rooms: [{ ...room, seq: 1, unread_count: 1 }],
  });
  app.routes['GET /api/rooms/7/pins'] = () => page([message]);
  try {
    const panel = await openPanel('Pinned');
    const conversation = () => screen.getByTestId('composer').closest('.room-layout__main');
    expect(conversation()?.hasAttribute('inert')).toBe(true);
    await app.happens({ type: 'message_added', body: { ...message, room: { ...message.room, version: 2 } } });
    await vi.waitFor(() => expect(screen.getAllByText('a pin')).toHaveLength(2));
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    expect(app.session.chat.get().rooms.get(7)?.unread_count).toBe(1);
    await userEvent.click(await panel.findByText('a pin'));
    expect(screen.queryByTestId('room-panel')).toBeNull();
    expect(conversation()?.hasAttribute('inert')).toBe(false);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Room details' }));
    await vi.waitFor(() => expect(app.session.chat.get().rooms.get(7)?.unread_count).toBe(0));
  } finally {
    seen.mockRestore();
    vi.stubGlobal('matchMedia', wide);
  }
});

test('removing somebody is asked for first', async () => {
  const panel = await openPanel('Members');
  app.routes['DELETE /api/rooms/7/members/2'] = () => ({});
  await userEvent.click(await panel.findByRole('button', { name: 'Actions for bob' }));
  await chooseFromMenu('Remove from room');
  expect(app.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
  await userEvent.click(await panel.findByRole('button', { name: 'Remove' }));
  await vi.waitFor(() => expect(app.calls).toContain('DELETE /api/rooms/7/members/2'));
});

test('after somebody was removed, the focus is at the next member, and after a refusal at the menu', async () => {
  const carol = { ...member, user: userOf(3, 'carol') };
  app.routes['GET /api/rooms/7/members'] = () => page([{ ...member, user: alice, role: 'owner' }, member, carol]);
  const panel = await openPanel('Members');
  const menu = await panel.findByRole('button', { name: 'Actions for bob' });
  await userEvent.click(menu);
  await chooseFromMenu('Remove from room');
  await new Promise((resolve) => setTimeout(resolve, 50)); // The menu closes.
  expect(document.activeElement).toBe(panel.getByRole('button', { name: 'Remove' }));
  await userEvent.click(panel.getByRole('button', { name: 'Cancel' }));
  expect(document.activeElement).toBe(menu);
  await userEvent.click(menu);
  await chooseFromMenu('Remove from room');
  app.routes['DELETE /api/rooms/7/members/2'] = () => {
    app.routes['GET /api/rooms/7/members'] = () => page([{ ...member, user: alice, role: 'owner' }, carol]);
    return {};
  };
  await userEvent.click(await panel.findByRole('button', { name: 'Remove' }));
  await vi.waitFor(() => expect(panel.queryByRole('button', { name: 'Actions for bob' })).toBeNull());
  expect(document.activeElement).toBe(panel.getByText('carol').closest('button'));
});

test('whoever stays after all is at the button that asked', async () => {
  const panel = await openPanel('About');
  const button = panel.getByRole('button', { name: 'Leave room' });
  await userEvent.click(button);
  await userEvent.click(await screen.findByRole('button', { name: 'Stay' }));
  await vi.waitFor(() => expect(document.activeElement).toBe(button));
});

test('whoever leaves is at the rooms', async () => {
  const panel = await openPanel('About');
  app.routes['POST /api/rooms/7/leave'] = () => ({ room: { ...room, version: 2 }, user: alice });
  await userEvent.click(panel.getByRole('button', { name: 'Leave room' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Leave room' }));
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('navigation')));
});

test('when a member changes, those beyond the first page stay', async () => {
  const carol = { ...member, user: userOf(3, 'carol') };
  const first = () => ({
    results: [{ ...member, user: alice, role: 'owner' }, member],
    next: '/page/2',
    previous: null,
  });
  app.routes['GET /api/rooms/7/members'] = first;
  app.routes['GET /page/2'] = () => page([carol]);
  const panel = await openPanel('Members');
  await userEvent.click(await panel.findByRole('button', { name: 'Show more' }));
  const row = (await panel.findByText('carol')).closest('li');
  app.routes['GET /page/2'] = () => page([{ ...carol, role: 'admin' }]);
  const body = { room: { ...room, version: 2 }, user: carol.user, role: 'admin' as const };
  await app.happens({ type: 'member_changed', body: { ...body, previous_owner: null, message: null } });
  expect(await panel.findByText('Admin')).toBeTruthy();
  expect(panel.getByText('carol').closest('li')).toBe(row);
  expect(panel.queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('whoever leaves a room from the list is still at the rooms', async () => {
  app.open('/settings');
  app.routes['POST /api/rooms/7/leave'] = () => ({ room: { ...room, version: 2 }, user: alice });
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Garden' }));
  await chooseFromMenu('Leave room');
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Leave room' }));
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('navigation')));
});

test('a link is made with an end and a number of uses, and revoked', async () => {
  const panel = await openPanel('Invites');
  expect(await panel.findByText('There is no link at present.')).toBeTruthy();
  app.routes['POST /api/rooms/7/invites'] = () => ({
    code: 'abc',
    url: 'http://elsewhere/invite/abc',
    room_id: 7,
    created_by: alice,
    created_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-02T00:00:00Z',
    max_uses: 3,
    uses: 0,
  });
  await userEvent.selectOptions(panel.getByLabelText('Good for'), '1 day');
  await userEvent.type(panel.getByLabelText('How many may join'), '3');
  await userEvent.click(panel.getByRole('button', { name: 'Create a link' }));
  expect((await panel.findByLabelText<HTMLInputElement>('Link')).value).toBe(`${location.origin}/invite/abc`);
  expect(app.calls).toContain('POST /api/rooms/7/invites {"expires_in":86400,"max_uses":3}');
  app.routes['DELETE /api/invites/abc'] = () => ({});
  await userEvent.click(panel.getByRole('button', { name: 'Revoke' }));
  expect(await panel.findByText('There is no link at present.')).toBeTruthy();
  expect(document.activeElement).toBe(panel.getByRole('tabpanel'));
});

test('a link is made only when the others are here, so that it stands among them once', async () => {
  const invites = deferred<unknown>();
  app.routes['GET /api/rooms/7/invites'] = () => invites.promise;
  const panel = await openPanel('Invites');
  const button = panel.getByRole<HTMLButtonElement>('button', { name: 'Create a link' });
  expect(button.disabled).toBe(true);
  invites.resolve(page([]));
  await panel.findByText('There is no link at present.');
  expect(button.disabled).toBe(false);
});

test('an invitation shows where it leads, and lets in', async () => {
  app.open('/invite/abc');
  expect(await screen.findByText(/bob invites you/)).toBeTruthy();
  app.routes['POST /api/invites/abc/accept'] = () => ({ room: { ...room, version: 2 }, user: alice });
  await userEvent.click(screen.getByRole('button', { name: 'Accept invitation' }));
  expect(await screen.findByTestId('composer')).toBeTruthy();
  expect(location.pathname).toBe('/rooms/7');
});

test('an invitation that is over says so', async () => {
  app.open('/invite/old');
  expect(await screen.findByText('This invitation is no longer good')).toBeTruthy();
});

test('the open screen of a room from which I was removed closes', async () => {
  app.open('/rooms/7');
  await screen.findByTestId('composer');
  const body = { room: { ...room, version: 2 }, user: alice, by: bob, owner: bob, message: null };
  await app.happens({ type: 'user_left', body });
  expect(await screen.findByText('You were removed from this room')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByTestId('departed'));
  expect(screen.queryByTestId('composer')).toBeNull();
});

test('the open screen of a room that was deleted closes', async () => {
  app.open('/rooms/7');
  await screen.findByTestId('composer');
  await app.happens({ type: 'room_deleted', body: { room: { id: 7, version: 2 } } });
  expect(await screen.findByText('This room was deleted')).toBeTruthy();
});
