import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { userOf } from '../../model/samples';
import { Composer, type Regard } from './Composer';

function show(regard: Regard | null = null, initialDraft = '') {
  const calls = { onSend: vi.fn(), onDraft: vi.fn(), onEditLast: vi.fn() };
  render(
    <MantineProvider>
      <Composer
        roomName="General"
        initialDraft={initialDraft}
        autoFocus
        regard={regard}
        hint={null}
        error={null}
        findPeople={() => Promise.resolve([userOf(2, 'bob'), userOf(3, 'bobby')])}
        {...calls}
      />
    </MantineProvider>,
  );
  return { ...calls, field: screen.getByTestId<HTMLTextAreaElement>('composer') };
}

test('arrows choose whom to mention, and Enter completes the name without sending', async () => {
  const { field, onSend } = show();
  await userEvent.type(field, 'hi @bo');
  expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toHaveLength(2);
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(field.value).toBe('hi @bobby ');
  expect(onSend).not.toHaveBeenCalled();
  await userEvent.keyboard('there{Enter}');
  expect(onSend).toHaveBeenCalledExactlyOnceWith('hi @bobby there');
});

test('Escape closes the choice, and then gives the reply up', async () => {
  const onCancel = vi.fn();
  const { field } = show({ kind: 'reply', title: 'Replying to bob', text: 'hello', onCancel });
  await userEvent.type(field, '@b');
  await screen.findByTestId('mention-choices');
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByTestId('mention-choices')).toBeNull();
  expect(onCancel).not.toHaveBeenCalled();
  await userEvent.keyboard('{Escape}');
  expect(onCancel).toHaveBeenCalledOnce();
});

test('the arrow up in an empty field edits what was written last', async () => {
  const { field, onEditLast } = show();
  await userEvent.type(field, 'a{ArrowUp}{Backspace}');
  expect(onEditLast).not.toHaveBeenCalled();
  await userEvent.type(field, '{ArrowUp}');
  expect(onEditLast).toHaveBeenCalledOnce();
});

test('an edit may be emptied, a new message may not', async () => {
  const { field, onSend } = show({ kind: 'edit', title: 'Edit message', text: 'a', onCancel: vi.fn() }, 'a');
  await userEvent.clear(field);
  await userEvent.type(field, '{Enter}');
  expect(onSend).toHaveBeenCalledExactlyOnceWith('');
});

test('Enter sends nothing while a word is composed, also in Safari, which says so by a code only', () => {
  const { field, onSend } = show(null, 'word');
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter', keyCode: 13 });
  expect(onSend).toHaveBeenCalledOnce();
});

test('without a pointer that hovers, Enter begins a new line and the button sends', async () => {
  const mouse = globalThis.matchMedia;
  vi.stubGlobal('matchMedia', (query: string) => Object.assign(mouse(query), { matches: query === '(hover: none)' }));
  const { field, onSend } = show();
  await userEvent.type(field, 'one{Enter}two');
  expect(field.value).toBe('one\ntwo');
  expect(onSend).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId('send'));
  expect(onSend).toHaveBeenCalledExactlyOnceWith('one\ntwo');
  vi.stubGlobal('matchMedia', mouse);
});

test('Ctrl+B marks what is selected', async () => {
  const { field } = show(null, 'word');
  field.setSelectionRange(0, 4);
  await userEvent.keyboard('{Control>}b{/Control}');
  expect(field.value).toBe('**word**');
});
