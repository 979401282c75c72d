import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { ChatEvent } from '../../model/events';
import { deferred, type Deferred } from '../../lib/deferred';
import { messageOf } from '../../model/samples';
import type { Message } from '../../model/types';
import { Pins } from './Pins';

const ROOM = 7;

/** A panel whose answers come when the test says so, in any order. */
function show() {
  const loads: Deferred<readonly Message[]>[] = [];
  const load = () => {
    const answer = deferred<readonly Message[]>();
    loads.push(answer);
    return answer.promise;
  };
  const listeners = new Set<(event: ChatEvent) => void>();
  const watch = (listener: (event: ChatEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const calls = { onJump: vi.fn(), onUnpin: vi.fn<(message: Message) => Promise<void>>() };
  const { unmount } = render(
    <MantineProvider env="test">
      <Pins roomId={ROOM} now={new Date('2026-01-01T12:00:00Z')} load={load} watch={watch} {...calls} />
    </MantineProvider>,
  );
  const tell = (event: ChatEvent) => act(() => listeners.forEach((listener) => listener(event)));
  const answer = (index: number, pins: readonly Message[]) =>
    act(async () => {
      loads[index]?.resolve(pins);
      await loads[index]?.promise;
    });
  return { ...calls, loads, listeners, tell, answer, unmount };
}

const [roses, tulips] = [messageOf({ id: 1, content: '**roses**' }), messageOf({ id: 2, content: 'tulips' })];
const pinned = (body: Message): ChatEvent => ({ type: 'message_pinned', body });

const texts = () => screen.queryAllByRole('listitem').map((item) => item.querySelector('.pin__text')?.textContent);

test('follow what happens in their room, and only there', async () => {
  const { tell, answer, loads, listeners, unmount } = show();
  await answer(0, [roses]);
  expect(texts()).toEqual(['roses']);
  tell(pinned(messageOf({ id: 9, room: { ...tulips.room, id: 8 } })));
  tell({ type: 'message_added', body: tulips });
  expect(loads).toHaveLength(1);
  tell(pinned(tulips));
  await answer(1, [tulips, roses]);
  expect(texts()).toEqual(['tulips', 'roses']);
  unmount();
  expect(listeners.size).toBe(0);
});

test('do not show an answer that was overtaken', async () => {
  const { tell, answer } = show();
  tell(pinned(tulips));
  await answer(1, [tulips, roses]);
  await answer(0, [roses]);
  expect(texts()).toEqual(['tulips', 'roses']);
});

test('lead to their messages and can be taken off, or it is told why not', async () => {
  const { onJump, onUnpin, answer, loads } = show();
  await answer(0, [roses]);
  await userEvent.click(screen.getByText('roses'));
  expect(onJump).toHaveBeenCalledExactlyOnceWith(1);
  onUnpin.mockRejectedValueOnce(new Error('no'));
  await userEvent.click(screen.getByRole('button', { name: 'Unpin' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  onUnpin.mockResolvedValueOnce(undefined);
  await userEvent.click(screen.getByRole('button', { name: 'Unpin' }));
  await vi.waitFor(() => expect(loads).toHaveLength(2));
  await answer(1, []);
  expect(screen.getByText('Nothing is pinned')).toBeTruthy();
});

test('can be tried again when they cannot be loaded', async () => {
  const { loads, answer } = show();
  loads[0]?.reject(new Error('no'));
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  await answer(1, [roses]);
  expect(texts()).toEqual(['roses']);
});
