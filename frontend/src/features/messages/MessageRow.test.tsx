import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { messageOf, userOf } from '../../model/samples';
import type { Message, User } from '../../model/types';
import type { RowContext } from './actions';
import { MessageRow } from './MessageRow';
import { buildRows } from './rows';

const [me, bob, carol] = [userOf(1, 'alice'), userOf(2, 'bob'), userOf(3, 'carol')];

function show(message: Partial<Message>, { moderates = false, touch = false } = {}) {
  const actions = {
    react: vi.fn(),
    reply: vi.fn(),
    edit: vi.fn(),
    pin: vi.fn(),
    askToDelete: vi.fn(),
    jump: vi.fn(),
    linkTo: () => 'link',
    cardOf: (_: User, children: ReactNode) => children,
    retry: vi.fn(),
    discard: vi.fn(),
    rewrite: vi.fn(),
  };
  const openSheet = vi.fn();
  const people = new Map([me, bob, carol].map((user) => [user.id, user]));
  const context: RowContext = { now: new Date(), me, moderates, people, touch, actions, openSheet };
  const shown = messageOf({ id: 5, content: 'hello', user: bob, ...message });
  const [row] = buildRows([shown], [], me, null);
  if (row) {
    render(
      <MantineProvider>
        <MessageRow row={row} context={context} highlighted={false} seenBy={null} />
      </MantineProvider>,
    );
  }
  return { ...actions, openSheet, shown };
}

async function menuItems() {
  await userEvent.hover(screen.getByTestId('message'));
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
  return (await screen.findAllByRole('menuitem', { hidden: true })).map((item) => item.textContent);
}

test('the words of a deleted message are gone, and nothing can be done with it', async () => {
  show({ deleted_at: '2026-01-01T00:00:00Z', content: '', reactions: [] });
  expect(screen.getByTestId('tombstone').textContent).toBe('Message deleted');
  await userEvent.hover(screen.getByTestId('message'));
  expect(screen.queryByRole('toolbar')).toBeNull();
});

test('a system message is a line of its own', () => {
  show({ kind: 'system', content: 'bob added carol' });
  expect(screen.getByTestId('system-message').textContent).toBe('bob added carol');
  expect(screen.queryByTestId('message')).toBeNull();
});

test('a reply quotes what it answers, and leads there', async () => {
  const { jump } = show({ reply_to: { id: 2, content: '**first**\nline', user: carol, deleted_at: null } });
  const quote = screen.getByTestId('quote');
  expect(quote.textContent).toBe('In reply to carolfirst line');
  await userEvent.click(quote);
  expect(jump).toHaveBeenCalledExactlyOnceWith(2);
});

test('a reply to a deleted message says so', () => {
  show({ reply_to: { id: 2, content: '', user: carol, deleted_at: '2026-01-01T00:00:00Z' } });
  expect(screen.getByTestId('quote').textContent).toContain('Message deleted');
});

test('a click on a reaction adds mine, or takes it back', async () => {
  const { react, shown } = show({
    reactions: [
      { emoji: '👍', count: 3, user_ids: [1, 3, 9], mine: true },
      { emoji: '🎉', count: 1, user_ids: [3], mine: false },
    ],
  });
  const mine = screen.getByRole('button', { name: '👍 3: You, carol and 1 other' });
  expect(mine.getAttribute('aria-pressed')).toBe('true');
  await userEvent.click(mine);
  expect(react).toHaveBeenLastCalledWith(shown, '👍', false);
  await userEvent.click(screen.getByRole('button', { name: '🎉 1: carol' }));
  expect(react).toHaveBeenLastCalledWith(shown, '🎉', true);
});

test('what others have written, only who moderates may delete, and nobody may edit', async () => {
  show({}, { moderates: false });
  expect(await menuItems()).toEqual(['Pin', 'Copy text', 'Copy link']);
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
});

test('a message of mine can be edited and deleted', async () => {
  const { edit, shown } = show({ user: me, edited_at: '2026-01-01T00:00:00Z', pinned_at: '2026-01-01T00:00:00Z' });
  expect(screen.getByTestId('edited')).toBeTruthy();
  expect(screen.getByTestId('pinned')).toBeTruthy();
  expect(await menuItems()).toEqual(['Unpin', 'Copy text', 'Copy link', 'Delete']);
  await userEvent.click(within(screen.getByRole('toolbar', { hidden: true })).getByLabelText('Edit'));
  expect(edit).toHaveBeenCalledExactlyOnceWith(shown);
});

test('without a pointer that hovers, a button opens the actions', async () => {
  const { openSheet, shown } = show({}, { touch: true });
  expect(screen.queryByRole('toolbar')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Message actions' }));
  expect(openSheet).toHaveBeenCalledExactlyOnceWith(shown);
});
