import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { deferred, type Deferred } from '../lib/deferred';
import { userOf } from '../model/samples';
import type { User } from '../model/types';
import { PeopleSearch } from './PeopleSearch';

test('only those who were looked for last are shown, whichever answer comes first', async () => {
  const answers = new Map<string, Deferred<readonly User[]>>();
  const search = (query: string) => {
    const answer = deferred<readonly User[]>();
    answers.set(query, answer);
    return answer.promise;
  };
  render(
    <MantineProvider>
      <PeopleSearch label="Find" search={search} onChoose={() => undefined} />
    </MantineProvider>,
  );
  for (const query of ['b', 'bo']) {
    await userEvent.type(screen.getByRole('combobox'), query.slice(-1));
    await vi.waitFor(() => expect([...answers.keys()]).toContain(query));
  }
  answers.get('bo')?.resolve([userOf(2, 'bob')]);
  await screen.findByText('@bob');
  await act(async () => {
    answers.get('b')?.resolve([userOf(3, 'bea')]);
    await answers.get('b')?.promise;
  });
  expect(screen.getAllByTestId('person-option').map((option) => option.textContent)).toHaveLength(1);
  expect(screen.getByText('@bob')).toBeTruthy();
});

test('Enter chooses nobody while a name is composed', async () => {
  const onChoose = vi.fn();
  const bob = userOf(2, 'bob');
  render(
    <MantineProvider>
      <PeopleSearch label="Find" search={() => Promise.resolve([bob])} onChoose={onChoose} />
    </MantineProvider>,
  );
  await screen.findByTestId('person-option');
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter', keyCode: 229 });
  expect(onChoose).not.toHaveBeenCalled();
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
  expect(onChoose).toHaveBeenCalledExactlyOnceWith(bob);
});
