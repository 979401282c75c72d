import { ActionIcon, Textarea } from '@mantine/core';
import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref, type SyntheticEvent } from 'react';
import { SendIcon } from '../../ui/icons';
import './Composer.css';

export interface ComposerHandle {
  readonly focus: () => void;
}

interface Props {
  readonly ref?: Ref<ComposerHandle>;
  readonly roomName: string;
  readonly initialDraft: string;
  readonly autoFocus: boolean;
  /** Why sending takes longer than usual just now. */
  readonly hint: string | null;
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string) => void;
}

/** The longest message that the server takes, in characters. */
const LONGEST = 10_000;

const LONGEST_PLACEHOLDER = 22;

/** Where messages are written: Enter sends, Shift+Enter begins a new line. */
export function Composer({ ref, roomName, initialDraft, autoFocus, hint, onDraft, onSend }: Props) {
  const [text, setText] = useState(initialDraft);
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  const message = withoutBlankEdges(text);
  const excess = Array.from(message).length - LONGEST;
  const sendable = message !== '' && excess <= 0;

  function change(next: string) {
    setText(next);
    onDraft(next);
  }

  function send() {
    if (!sendable) return;
    onSend(message);
    change('');
    field.current?.focus();
  }

  function keyDown(event: KeyboardEvent) {
    // While an input method composes a word, Enter chooses the word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    send();
  }

  return (
    <form className="composer" onSubmit={submit}>
      <div className="composer__box">
        <Textarea
          ref={field}
          className="composer__field"
          variant="unstyled"
          aria-label={`Message ${roomName}`}
          placeholder={`Message ${shortened(roomName)}`}
          data-testid="composer"
          autosize
          minRows={1}
          maxRows={8}
          autoFocus={autoFocus}
          enterKeyHint="send"
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={keyDown}
        />
        <ActionIcon
          type="submit"
          className="composer__send"
          size={36}
          radius="md"
          disabled={!sendable}
          aria-label="Send message"
          data-testid="send"
        >
          <SendIcon size={19} />
        </ActionIcon>
      </div>
      <div className="composer__foot" aria-live="polite">
        {excess > 0 ? (
          <span className="composer__excess">{excess.toLocaleString()} characters too long</span>
        ) : (
          (hint ?? <span className="composer__keys">Enter to send, Shift + Enter for a new line</span>)
        )}
      </div>
    </form>
  );
}

/** A placeholder that needs a second line would make the empty field grow. */
function shortened(name: string): string {
  const letters = Array.from(name);
  return letters.length <= LONGEST_PLACEHOLDER ? name : `${letters.slice(0, LONGEST_PLACEHOLDER - 1).join('')}…`;
}

/** Blank lines before and space after a message say nothing; the indentation of its first line may. */
function withoutBlankEdges(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}
