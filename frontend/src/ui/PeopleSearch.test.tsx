import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { userOf } from '../model/samples';
import { PeopleSearch } from './PeopleSearch';

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
