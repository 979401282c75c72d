import { MantineProvider } from '@mantine/core';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { deferred, type Deferred } from '../../lib/deferred';
import { messageOf } from '../../model/samples';
import type { Page } from '../../model/types';
import type { FoundMessage, MessageQuery } from './api';
import { Search, type SearchFilter } from './Search';

const ANYWHERE: SearchFilter = { roomId: undefined, userId: undefined, controls: null };

function foundOf(id: number, text = `found ${id}`): FoundMessage {
  return {
    message: messageOf({ id }),
    room: { id: 7, name: 'Garden', kind: 'public' },
    excerpt: [{ text, hit: true }],
  };
}

/** A search whose answers come when the test says so, in any order. */
function show(initialText = '') {
  const asked: { query: MessageQuery; next: string | undefined; answer: Deferred<Page<FoundMessage>> }[] = [];
  const search = (query: MessageQuery, next?: string) => {
    const answer = deferred<Page<FoundMessage>>();
    asked.push({ query, next, answer });
    return answer.promise;
  };
  const calls = { onText: vi.fn(), onOpen: vi.fn() };
  const element = (filter: SearchFilter) => (
    <MantineProvider env="test">
      <Search
        initialText={initialText}
        now={new Date('2026-01-01T12:00:00Z')}
        filter={filter}
        search={search}
        hrefOf={({ message }) => `/rooms/7?message=${message.id}`}
        {...calls}
      />
    </MantineProvider>
  );
  const { rerender } = render(element(ANYWHERE));
  const nth = async (index: number) => {
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(index));
    const call = asked[index];
    if (!call) throw new Error(`nothing was asked a ${index}. time`);
    return call;
  };
  return {
    ...calls,
    asked,
    nth,
    limit: (filter: Partial<SearchFilter>) => rerender(element({ ...ANYWHERE, ...filter })),
  };
}

const texts = () => screen.queryAllByRole('link').map((link) => link.querySelector('mark')?.textContent);

test('only what was typed last is shown, whichever answer comes first', async () => {
  const { nth, onText } = show();
  const field = screen.getByTestId('search-field');
  await userEvent.type(field, 'rose');
  const first = await nth(0);
  await userEvent.type(field, 's');
  const second = await nth(1);
  expect([first.query.text, second.query.text]).toEqual(['rose', 'roses']);
  second.answer.resolve({ results: [foundOf(2)], next: null });
  await screen.findByText('found 2');
  await act(async () => {
    first.answer.resolve({ results: [foundOf(1)], next: null });
    await first.answer.promise;
  });
  expect(texts()).toEqual(['found 2']);
  expect(onText).toHaveBeenLastCalledWith('roses');
});

test.each([{ roomId: 8 }, { userId: 2 }])(
  'what was found without a filter does not stand for what %o finds',
  async (filter) => {
    const { nth, limit } = show('roses');
    (await nth(0)).answer.resolve({ results: [foundOf(1)], next: null });
    await screen.findByText('found 1');
    limit(filter);
    expect(screen.getByLabelText('Searching')).toBeTruthy();
    const second = await nth(1);
    expect(second.query).toMatchObject({ text: 'roses', ...filter });
    second.answer.resolve({ results: [], next: null });
    expect(await screen.findByText('Nothing found')).toBeTruthy();
  },
);

test('more is added to what is there, also after a failure', async () => {
  const { nth } = show('roses');
  (await nth(0)).answer.resolve({ results: [foundOf(2)], next: '/page/2' });
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  (await nth(1)).answer.reject(new Error('Not now.'));
  expect((await screen.findByRole('alert')).textContent).toBeTruthy();
  expect(texts()).toEqual(['found 2']);
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
  const third = await nth(2);
  expect(third.next).toBe('/page/2');
  third.answer.resolve({ results: [foundOf(1)], next: null });
  await screen.findByText('found 1');
  expect(texts()).toEqual(['found 2', 'found 1']);
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a failed search can be tried again', async () => {
  const { nth } = show('roses');
  (await nth(0)).answer.reject(new Error('Not now.'));
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  (await nth(1)).answer.resolve({ results: [foundOf(1)], next: null });
  expect(await screen.findByText('found 1')).toBeTruthy();
});

test('says how much there is to those who do not see it', async () => {
  const { nth, limit } = show('roses');
  const status = screen.getByTestId('search-status');
  expect(status.textContent).toBe('Searching');
  (await nth(0)).answer.resolve({ results: [foundOf(2), foundOf(1)], next: '/page/2' });
  await screen.findByText('found 2');
  expect(status.textContent).toBe('2 messages found, and there are more');
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
  (await nth(1)).answer.resolve({ results: [foundOf(0)], next: null });
  await screen.findByText('found 0');
  expect(status.textContent).toBe('3 messages found');
  limit({ userId: 2 });
  expect(status.textContent).toBe('Searching');
  (await nth(2)).answer.resolve({ results: [], next: null });
  await screen.findByText('Nothing found');
  expect(status.textContent).toBe('No messages found');
  limit({ userId: 3 });
  (await nth(3)).answer.reject(new Error('Not now.'));
  await screen.findByRole('alert');
  expect(status.textContent).toBe('');
});

test('nothing is asked for an empty field', async () => {
  const { asked, nth } = show('roses');
  (await nth(0)).answer.resolve({ results: [foundOf(1)], next: null });
  await screen.findByText('found 1');
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
  expect(screen.getByText('In all your rooms, by the words in them.')).toBeTruthy();
  expect(asked).toHaveLength(1);
});

test('arrows lead through the results, and one opens by the Enter key', async () => {
  const { nth, onOpen } = show('roses');
  (await nth(0)).answer.resolve({ results: [foundOf(2), foundOf(1)], next: null });
  const links = within(await screen.findByTestId('search-results')).getAllByRole('link');
  links[0]?.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(document.activeElement).toBe(links[1]);
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect(onOpen).toHaveBeenCalledExactlyOnceWith(foundOf(2));
});
