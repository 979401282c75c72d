import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { VirtuosoMockContext } from 'react-virtuoso';
import { expect, test, vi } from 'vitest';
import { roomOf, userOf } from '../../model/samples';
import type { MyRoom } from '../../model/types';
import { RoomList } from './RoomList';

function show(rooms: readonly MyRoom[], onlyUnread = false) {
  const actions = { mute: vi.fn(), markRead: vi.fn(), leave: vi.fn() };
  render(
    <MantineProvider env="test">
      <VirtuosoMockContext value={{ viewportHeight: 600, itemHeight: 60 }}>
        <RoomList
          rooms={rooms}
          onlyUnread={onlyUnread}
          activeId={null}
          myId={1}
          now={new Date('2026-01-01T12:00:00Z')}
          actions={actions}
          presenceOf={(userId) => <span>presence of {userId}</span>}
        />
      </VirtuosoMockContext>
    </MantineProvider>,
  );
  return actions;
}

const itemOf = (name: string) => {
  const item = screen.getAllByTestId('room-item').find((link) => link.textContent.includes(name));
  if (!item) throw new Error(`no ${name}`);
  return within(item);
};

const direct = roomOf({ id: 2, kind: 'direct', name: 'alice, bob', peer: userOf(2, 'bob'), unread_count: 3 });

test('a direct room is called as the other person, and shows whether they are online', () => {
  show([direct]);
  expect(screen.getByRole('button', { name: /^Direct messages/ })).toBeTruthy();
  expect(itemOf('bob').getByTestId('room-item-name').textContent).toBe('bob');
  expect(itemOf('bob').getByText('presence of 2')).toBeTruthy();
  expect(screen.queryByText('alice, bob')).toBeNull();
});

test('unread messages and mentions are counted, up to 99', () => {
  show([roomOf({ id: 1, name: 'Garden', unread_count: 120, mention_count: 2 }), direct]);
  expect(itemOf('Garden').getByTestId('unread-count').textContent).toBe('99+');
  expect(itemOf('Garden').getByText('2 mentions,')).toBeTruthy();
  expect(itemOf('bob').queryByTestId('mention-count')).toBeNull();
});

test('a room can be muted, read and left from the list; a direct one cannot be left', async () => {
  const garden = roomOf({ id: 1, name: 'Garden' });
  const actions = show([garden, direct]);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for bob' }));
  expect(screen.queryByRole('menuitem', { name: 'Leave room' })).toBeNull();
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Mark as read' }));
  expect(actions.markRead).toHaveBeenCalledExactlyOnceWith(direct);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for Garden' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Mute' }));
  expect(actions.mute).toHaveBeenCalledExactlyOnceWith(garden, true);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for Garden' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Leave room' }));
  expect(actions.leave).toHaveBeenCalledOnce();
});

test('two thousand rooms are a screenful', () => {
  show(Array.from({ length: 2000 }, (_, index) => roomOf({ id: index + 1 })));
  expect(screen.getAllByTestId('room-item').length).toBeLessThan(20);
});

test('says so when everything has been read', () => {
  show([roomOf({ id: 1 })], true);
  expect(screen.getByText('You have read everything.')).toBeTruthy();
});
