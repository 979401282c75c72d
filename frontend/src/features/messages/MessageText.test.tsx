import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { Toasts } from '../../ui/Toasts';
import { mentionedNames, NOBODY, type MentionedNames } from './mentions';
import { MessageText } from './MessageText';

const [me, bob] = [
  { id: 1, username: 'alice', display_name: 'Alice', avatar_url: null },
  { id: 2, username: 'Bob.B', display_name: 'Bob', avatar_url: null },
];

function element(content: string, mentioned: MentionedNames = NOBODY, id = content) {
  return (
    <MantineProvider>
      <MessageText content={content} mentioned={mentioned} id={id} />
    </MantineProvider>
  );
}

function show(content: string, mentioned: MentionedNames = NOBODY) {
  return render(element(content, mentioned)).container;
}

describe('the text of a message', () => {
  test('opens links elsewhere, and tells nothing of where one comes from', () => {
    show('[here](https://a.example)');
    const link = screen.getByRole('link', { name: 'here' });
    expect(link.getAttribute('href')).toBe('https://a.example');
    expect(link.getAttribute('target')).toBe('_blank');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  });

  test('makes nothing of HTML and of scripts', () => {
    const hostile = '<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](data:image/svg+xml,x)';
    show(hostile);
    expect(screen.getByTestId('message-text').textContent).toBe(hostile);
    expect(screen.getByTestId('message-text').querySelector('a, img, script')).toBeNull();
  });

  test('marks the mentions of which the server says so, and those of me more strongly', () => {
    const people = new Map([[2, bob]]);
    const mentioned = mentionedNames({ mentions: [1, 2], mentions_room: false }, people, me);
    const container = show('@ALICE, @bob.b. @carol x@alice @room `@alice`', mentioned);
    const marks = [...container.querySelectorAll('.mention')].map((mark) => [
      mark.textContent,
      mark.getAttribute('data-me'),
    ]);
    expect(marks).toEqual([
      ['@ALICE', 'true'],
      ['@bob.b', 'false'],
    ]);
  });

  test('marks a mention of the room as one of me', () => {
    const mentioned = mentionedNames({ mentions: [], mentions_room: true }, new Map(), me);
    expect(show('hey @room!', mentioned).querySelector('.mention[data-me="true"]')?.textContent).toBe('@room');
    expect(show('hey @all.', mentioned).querySelector('.mention[data-me="true"]')?.textContent).toBe('@all');
  });

  test('folds a long message, and unfolds it', async () => {
    show(Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n'));
    const text = screen.getByTestId('message-text');
    expect(text.getAttribute('data-folded')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(text.getAttribute('data-folded')).toBe('false');
    await userEvent.click(screen.getByRole('button', { name: 'Show less' }));
    expect(text.getAttribute('data-folded')).toBe('true');
  });

  test('folds a message as long as it is long, whatever it was before an edit', () => {
    const long = 'line\n'.repeat(30);
    const { rerender } = render(element(long, NOBODY, 'm2'));
    rerender(element('short', NOBODY, 'm2'));
    expect(screen.getByTestId('message-text').getAttribute('data-folded')).toBe('false');
    rerender(element(long, NOBODY, 'm2'));
    expect(screen.getByTestId('message-text').getAttribute('data-folded')).toBe('true');
  });

  test('shows a few emoji large', () => {
    show('🎉👍');
    expect(screen.getByTestId('message-text').getAttribute('data-emoji')).toBe('true');
  });

  test('copies code, and colours that of a known language', async () => {
    const user = userEvent.setup();
    const container = show('```java\nreturn "x";\n```');
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe('return "x";');
    await screen.findByText('return');
    expect(container.querySelector('.hljs-keyword')?.textContent).toBe('return');
    expect(container.querySelector('pre')?.textContent).toBe('return "x";');
  });

  test('shows code as it is after an edit, with a language and without', async () => {
    const { container, rerender } = render(element('```\nold\n```', NOBODY, 'm1'));
    rerender(element('```\nnew\n```', NOBODY, 'm1'));
    expect(container.querySelector('pre')?.textContent).toBe('new');
    rerender(element('```java\nreturn 1;\n```', NOBODY, 'm1'));
    await screen.findByText('return');
    rerender(element('```java\nbreak;\n```', NOBODY, 'm1'));
    expect(container.querySelector('pre')?.textContent).toBe('break;');
  });

  test('says so where the browser does not let a page copy', async () => {
    const user = userEvent.setup();
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
    render(<Toasts />);
    show('```\ncode\n```');
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Your browser does not let this page copy.')).toBeTruthy();
    vi.restoreAllMocks();
  });
});
