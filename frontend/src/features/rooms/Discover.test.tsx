import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { deferred, type Deferred } from '../../lib/deferred';
import type { Page } from '../../model/types';
import type { FoundRoom } from './api';
import { Discover } from './Discover';

function pageOf(ids: readonly number[], next: string | null = null): Page<FoundRoom> {
  const rest = { topic: '', created_at: '2026-01-01T00:00:00Z', is_member: false, member_count: 1 };
  return { results: ids.map((id) => ({ id, name: `room ${id}`, ...rest })), next };
}

/** A search whose answers come when the test says so, in any order. */
function show() {
  const asked: { query: string; next: string | undefined; answer: Deferred<Page<FoundRoom>> }[] = [];
  const search = (query: string, next?: string) => {
    const answer = deferred<Page<FoundRoom>>();
    asked.push({ query, next, answer });
    return answer.promise;
  };
  render(
    <MantineProvider env="test">
      <Discover search={search} isMember={() => true} onJoin={() => Promise.resolve()} onCreate={() => undefined} />
    </MantineProvider>,
  );
  return async (index: number) => {
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(index));
    const call = asked[index];
    if (!call) throw new Error(`nothing was asked a ${index}. time`);
    return call;
  };
}

const names = () =>
  screen.getAllByTestId('found-room').map((row) => row.querySelector('.found-room__name')?.textContent);
const more = () => screen.findByRole('button', { name: 'Show more' });

test('rooms beyond the first page can be reached, of all and of those of a name, also after a failure', async () => {
  const nth = show();
  (await nth(0)).answer.resolve(pageOf([1], '/page/2'));
  await userEvent.click(await more());
  (await nth(1)).answer.resolve(pageOf([2]));
  await screen.findByText('room 2');
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  await userEvent.type(screen.getByRole('searchbox'), 'roo');
  (await nth(2)).answer.resolve(pageOf([3], '/page/2?q=roo'));
  await screen.findByText('room 3');
  expect(names()).toEqual(['room 3']);
  await userEvent.click(await more());
  (await nth(3)).answer.reject(new Error('Not now.'));
  expect((await screen.findByRole('alert')).textContent).toBeTruthy();
  await userEvent.click(await more());
  const last = await nth(4);
  expect([last.query, last.next]).toEqual(['roo', '/page/2?q=roo']);
  last.answer.resolve(pageOf([4]));
  await screen.findByText('room 4');
  expect(names()).toEqual(['room 3', 'room 4']);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a page of what was looked for before is not added to what was found since', async () => {
  const nth = show();
  (await nth(0)).answer.resolve(pageOf([1], '/page/2'));
  await userEvent.click(await more());
  const late = await nth(1);
  await userEvent.type(screen.getByRole('searchbox'), 'roo');
  (await nth(2)).answer.resolve(pageOf([3]));
  await screen.findByText('room 3');
  await act(async () => {
    late.answer.resolve(pageOf([2]));
    await late.answer.promise;
  });
  expect(names()).toEqual(['room 3']);
});
