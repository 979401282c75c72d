import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { begunMention } from '../features/messages/textEdits';
import { messageOf, roomOf, userOf } from '../model/samples';
import type { Message } from '../model/types';
import { FakeApp, problem } from './fakeApp';

vi.mock('../features/messages/textEdits', { spy: true });

const [alice, bob] = [userOf(1, 'alice'), userOf(2, 'bob')];
const room = roomOf({ id: 7, name: 'Garden', my_role: 'member', member_count: 2, version: 90 });
const PAGE = 30;

/** Ninety messages, every third of them mine. */
const all = Array.from({ length: 90 }, (_, index) => {
  const id = index + 1;
  return messageOf({ id, content: `message ${id}`, user: id % 3 === 0 ? alice : bob, room: { ...room, seq: id } });
});

const page = (messages: readonly Message[]) => {
  const [first, last] = [messages[0]?.id ?? 0, messages.at(-1)?.id ?? 0];
  return {
    results: messages.toReversed(),
    next: first > 1 ? `/api/rooms/7/messages?before=${first}` : null,
    previous: last < all.length ? `/api/rooms/7/messages?after=${last}` : null,
  };
};

let app: FakeApp;

beforeEach(() => {
  app = new FakeApp({
    'GET /api/sync': () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [room] }),
    'GET /api/rooms/7/messages': () => page(all.slice(-PAGE)),
    'GET /api/rooms/7/members': () => ({ results: [], next: null }),
    'GET /api/rooms/7/messages?around=12': () => page(all.slice(0, PAGE)),
  });
});

afterEach(() => app.close());

const composer = () => screen.findByTestId<HTMLTextAreaElement>('composer');

async function choose(content: string, name: string) {
  const message = (await screen.findByText(content)).closest('article');
  if (!message) throw new Error(`'${content}' is in no message`);
  await userEvent.hover(message);
  // The list shows nothing before it has found its place.
  await userEvent.click(await within(message).findByRole('button', { name }));
}

test('a reply and what is written of it survive a reload, and go together', async () => {
  app.open('/rooms/7');
  await choose('message 90', 'Reply');
  await choose('message 89', 'Reply');
  await userEvent.type(await composer(), 'indeed');
  app.open('/rooms/7');
  expect((await composer()).value).toBe('indeed');
  expect(screen.getByText('Replying to bob')).toBeTruthy();
  app.routes['POST /api/rooms/7/messages'] = () => messageOf({ id: 91, content: 'indeed', user: alice });
  await userEvent.type(await composer(), '{Enter}');
  expect(app.calls).toContain('POST /api/rooms/7/messages {"content":"indeed","reply_to":89}');
  expect(screen.queryByText('Replying to bob')).toBeNull();
  app.open('/rooms/7');
  expect((await composer()).value).toBe('');
  expect(screen.queryByText('Replying to bob')).toBeNull();
});

test('an edit takes the place of the draft, and leaves it alone', async () => {
  app.open('/rooms/7');
  await screen.findByText('message 90');
  await userEvent.type(await composer(), 'half');
  await choose('message 90', 'Edit');
  expect((await composer()).value).toBe('message 90');
  app.routes['PATCH /api/messages/90'] = () => problem(403, { detail: 'It is too late for that.' });
  await userEvent.type(await composer(), '!{Enter}');
  expect((await screen.findByRole('alert')).textContent).toBe('It is too late for that.');
  expect((await composer()).value).toBe('message 90!');
  app.routes['PATCH /api/messages/90'] = () =>
    messageOf({
      ...all[89],
      id: 90,
      content: 'message 90!',
      room: { ...room, version: 91 },
      edited_at: room.bumped_at,
    });
  await userEvent.type(await composer(), '{Enter}');
  await vi.waitFor(async () => expect((await composer()).value).toBe('half'));
  expect(await screen.findByText('message 90!')).toBeTruthy();
});

test('a reply that is given up leaves the focus where one writes', async () => {
  app.open('/rooms/7');
  await choose('message 89', 'Reply');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel reply' }));
  expect(document.activeElement).toBe(await composer());
});

test.each(['{Escape}', '{Enter}'])('an edit that ends by %s leaves the focus where one writes', async (key) => {
  app.open('/rooms/7');
  await choose('message 90', 'Edit');
  await userEvent.type(await composer(), key);
  await vi.waitFor(async () => expect((await composer()).value).toBe(''));
  expect(document.activeElement).toBe(await composer());
});

test.each(['Delete', 'Cancel'])(
  'whoever is asked whether to delete a message and says %s is at the message',
  async (answer) => {
    app.open('/rooms/7');
    await choose('message 90', 'More actions');
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete', hidden: true }));
    const dialog = within(await screen.findByRole('dialog'));
    app.routes['DELETE /api/messages/90'] = () =>
      messageOf({ ...all[89], id: 90, content: '', room: { ...room, version: 91 }, deleted_at: room.bumped_at });
    await userEvent.click(dialog.getByRole('button', { name: answer }));
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-message-id')).toBe('90'));
  },
);

test('a message that was refused and is given up leaves the focus where one writes', async () => {
  app.open('/rooms/7');
  await screen.findByText('message 90');
  app.routes['POST /api/rooms/7/messages'] = () => problem(403, { detail: 'You may not.' });
  await userEvent.type(await composer(), 'hello{Enter}');
  await screen.findByText('Not sent: You may not.');
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await vi.waitFor(async () => expect(document.activeElement).toBe(await composer()));
});

test('what others write does not render the place where I write', async () => {
  app.open('/rooms/7');
  await choose('message 89', 'Reply');
  await screen.findByText('Replying to bob');
  const rendered = vi.mocked(begunMention).mock.calls.length;
  const next = messageOf({ id: 91, content: 'message 91', user: bob, room: { ...room, version: 91, seq: 91 } });
  await app.happens({ type: 'message_added', body: next });
  expect(await screen.findByText('message 91')).toBeTruthy();
  expect(vi.mocked(begunMention).mock.calls).toHaveLength(rendered);
});

test('the arrow keys lead from message to message, and scroll code', async () => {
  const code = messageOf({ id: 90, content: '```\ncode\n```', user: bob, room });
  app.routes['GET /api/rooms/7/messages'] = () => page([...all.slice(-PAGE, -1), code]);
  app.open('/rooms/7');
  const block = await screen.findByLabelText('Code');
  expect(fireEvent.keyDown(block, { key: 'ArrowUp' })).toBe(true);
  expect(fireEvent.keyDown(block.closest('article') ?? block, { key: 'ArrowUp' })).toBe(false);
  expect(document.activeElement?.textContent).toContain('message 89');
});

test('a reply that is refused can be written again without what it answers', async () => {
  app.open('/rooms/7');
  await choose('message 89', 'Reply');
  app.routes['POST /api/rooms/7/messages'] = () => problem(404, { detail: 'It is gone.' });
  await userEvent.type(await composer(), 'indeed{Enter}');
  await screen.findByText('Not sent: It is gone.');
  await userEvent.type(await composer(), 'more');
  await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
  expect((await composer()).value).toBe('indeed\nmore');
  expect(screen.queryByText(/Replying to/)).toBeNull();
  expect(screen.queryByText('Not sent: It is gone.')).toBeNull();
});

test('the arrow up edits what I wrote last, and an empty text asks whether to delete it', async () => {
  app.open('/rooms/7');
  await screen.findByText('message 90');
  await userEvent.type(await composer(), '{ArrowUp}');
  expect((await composer()).value).toBe('message 90');
  await userEvent.clear(await composer());
  await userEvent.type(await composer(), '{Enter}');
  const dialog = within(await screen.findByRole('dialog'));
  app.routes['DELETE /api/messages/90'] = () =>
    messageOf({ ...all[89], id: 90, content: '', room: { ...room, version: 91 }, deleted_at: room.bumped_at });
  await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
  expect((await screen.findByTestId('tombstone')).textContent).toBe('Message deleted');
  expect((await composer()).value).toBe('');
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.activeElement).toBe(await composer());
});

test('a link leads to a message that is not at hand, and works again', async () => {
  app.open('/rooms/7?message=12');
  expect(await screen.findByText('message 12')).toBeTruthy();
  expect(location.search).toBe('');
  expect(screen.queryByText('message 90')).toBeNull();
  await userEvent.click(await screen.findByTestId('new-messages'));
  expect(await screen.findByText('message 90')).toBeTruthy();
});

test('what cannot be sent shows while an older part of the room does, and then at its end', async () => {
  app.open('/rooms/7?message=12');
  await screen.findByText('message 12');
  app.routes['GET /api/rooms/7/messages'] = () => problem(503, {});
  app.routes['POST /api/rooms/7/messages'] = () => problem(503, {});
  await userEvent.type(await composer(), 'hello{Enter}');
  expect((await screen.findByTestId('unsent')).textContent).toContain('hello');
  const mine = messageOf({ id: 91, content: 'hello', user: alice, room: { ...room, version: 91, seq: 91 } });
  app.routes['POST /api/rooms/7/messages'] = () => mine;
  app.routes['GET /api/rooms/7/messages'] = () => page([...all.slice(-PAGE), mine]);
  app.session.outbox.wake();
  expect(await screen.findByText('message 90')).toBeTruthy();
  expect(await screen.findByText('hello')).toBeTruthy();
  expect(screen.queryByTestId('unsent')).toBeNull();
});

test('what was refused while an older part of the room shows can be given up', async () => {
  app.open('/rooms/7?message=12');
  await screen.findByText('message 12');
  app.routes['GET /api/rooms/7/messages'] = () => problem(503, {});
  app.routes['POST /api/rooms/7/messages'] = () => problem(403, { detail: 'You may not.' });
  await userEvent.type(await composer(), 'hello{Enter}');
  const unsent = within(await screen.findByTestId('unsent'));
  expect((await unsent.findByRole('alert')).textContent).toContain('You may not.');
  await userEvent.click(unsent.getByRole('button', { name: 'Delete' }));
  expect(screen.queryByTestId('unsent')).toBeNull();
});

test('what waits to be sent shows in a room that cannot be loaded', async () => {
  app.routes['GET /api/rooms/7/messages'] = () => problem(503, {});
  app.routes['POST /api/rooms/7/messages'] = () => problem(503, {});
  app.open('/rooms/7');
  await screen.findByText('The messages could not be loaded.');
  await userEvent.type(await composer(), 'hello{Enter}');
  expect((await screen.findByTestId('unsent')).textContent).toContain('hello');
});

test('a link to a message that is gone says so, and the room opens at its end', async () => {
  app.open('/rooms/7?message=4711');
  expect(await screen.findByText('This message could not be shown.')).toBeTruthy();
  expect(await screen.findByText('message 90')).toBeTruthy();
});

test('of a room of which nothing has been read, the first unread message is its first', async () => {
  const behind = { ...room, seq: 20, unread_count: 20, last_read_message_id: null, last_read_seq: 0 };
  app.routes['GET /api/sync'] = () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [behind] });
  app.routes['GET /api/rooms/7/messages?after=0'] = () => page(all.slice(0, PAGE));
  app.open('/rooms/7');
  await userEvent.click(await screen.findByRole('button', { name: 'Jump to first unread' }));
  expect(await screen.findByText('message 1')).toBeTruthy();
});

const behind = { ...room, seq: 90, unread_count: 79, last_read_message_id: 11, last_read_seq: 11 };

test('after state was lost, the open room shows where the unread messages begin', async () => {
  app.open('/rooms/7');
  await screen.findByText('message 90');
  expect(screen.queryByTestId('unread-line')).toBeNull();
  app.routes['GET /api/sync'] = () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [behind] });
  app.routes['GET /api/rooms/7/messages?around=11'] = () => page(all.slice(0, PAGE));
  app.session.loss.update(() => ({ reason: 'history-lost', reloading: false, error: null }));
  await userEvent.click(await screen.findByRole('button', { name: 'Reload' }));
  expect(await screen.findByText('message 12')).toBeTruthy();
  expect(await screen.findByTestId('unread-line')).toBeTruthy();
  expect(screen.getByTestId('unread-bar').textContent).toContain('79 unread');
});

test('what comes after the many unread messages were read is not many', async () => {
  app.routes['GET /api/sync'] = () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [behind] });
  app.routes['GET /api/rooms/7/messages?around=11'] = () => page(all.slice(0, PAGE));
  app.open('/rooms/7');
  await screen.findByTestId('unread-bar');
  const mark = { last_read_message_id: 90, last_read_seq: 90 };
  await app.happens({ type: 'read_changed', body: { room: { id: 7 }, user: alice, ...mark } });
  expect(screen.queryByTestId('unread-bar')).toBeNull();
  const next = messageOf({ id: 91, content: 'message 91', user: bob, room: { ...room, version: 91, seq: 91 } });
  await app.happens({ type: 'message_added', body: next });
  expect(app.session.chat.get().rooms.get(7)?.unread_count).toBe(1);
  expect(screen.queryByTestId('unread-bar')).toBeNull();
});

test('from many unread messages one may go to the first of them', async () => {
  app.routes['GET /api/sync'] = () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [behind] });
  app.routes['GET /api/rooms/7/messages?around=11'] = () => page(all.slice(0, PAGE));
  app.open('/rooms/7');
  await userEvent.click(await screen.findByRole('button', { name: 'Jump to first unread' }));
  expect(await screen.findByText('message 12')).toBeTruthy();
  expect(await screen.findByTestId('unread-line')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: /^Mark .* as read$/ }));
  expect(await screen.findByText('message 90')).toBeTruthy();
  await vi.waitFor(() => expect(app.calls).toContain('PUT /api/rooms/7/read {"message_id":90}'));
});

test('messages that come in every frame are seen while they come', async () => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 100, 100));
  app.open('/rooms/7');
  await screen.findByText('message 90');
  await userEvent.click(await composer());
  // As browsers do: what a frame's callbacks lead to is done after each of them, and may cancel those that follow.
  const frames = new Map<number, FrameRequestCallback>();
  let last = 0;
  vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation((frame) => {
    frames.set(++last, frame);
    return last;
  });
  vi.spyOn(globalThis, 'cancelAnimationFrame').mockImplementation((id) => frames.delete(id));
  for (let id = 91; id <= 110; id++) {
    const message = messageOf({ id, content: `message ${id}`, user: bob, room: { ...room, version: id, seq: id } });
    app.session.apply({ type: 'message_added', body: message });
    for (const due of [...frames.keys()]) {
      frames.get(due)?.(0);
      frames.delete(due);
      await Promise.resolve();
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(app.session.chat.get().rooms.get(7)?.last_read_message_id ?? 0).toBeGreaterThan(100);
});
