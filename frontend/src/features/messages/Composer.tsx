import { ActionIcon, Textarea } from '@mantine/core';
import {
  memo,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
  type SyntheticEvent,
} from 'react';
import { isComposing } from '../../lib/composing';
import { useTouch } from '../../lib/useMedia';
import type { User } from '../../model/types';
import { CheckIcon, CloseIcon, SendIcon, SmileIcon } from '../../ui/icons';
import './Composer.css';
import { EmojiButton } from './EmojiButton';
import { MentionChoices } from './MentionChoices';
import { begunMention, completed, inserted, marked, type Editing } from './textEdits';
import { useMentions, usernameOf } from './useMentions';

export interface ComposerHandle {
  readonly focus: () => void;
}

/** What a message is about, besides its text: which one it answers, or which one it replaces. */
export interface Regard {
  readonly kind: 'reply' | 'edit';
  readonly title: string;
  readonly text: string;
  readonly onCancel: () => void;
}

interface Props {
  readonly ref?: Ref<ComposerHandle>;
  readonly roomName: string;
  readonly initialDraft: string;
  readonly autoFocus: boolean;
  readonly regard: Regard | null;
  /** Why sending takes longer than usual just now. */
  readonly hint: string | null;
  /** Why it was refused. */
  readonly error: string | null;
  /** Finds people in the room by the beginning of their names. */
  readonly findPeople: (name: string) => Promise<readonly User[]>;
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string) => void;
  /** The arrow up was pressed, and there is nothing in which it could move. */
  readonly onEditLast: () => void;
}

/** The longest message that the server takes, in characters. */
const LONGEST = 10_000;

const LONGEST_PLACEHOLDER = 22;

const MARKS: Readonly<Record<string, string>> = { b: '**', i: '_', e: '`' };

/**
 * Where messages are written: Enter sends, Shift+Enter begins a new line. It measures its text whenever it is rendered, so
 * it is not to be rendered for what others write.
 */
export const Composer = memo(function Composer(props: Props) {
  const { ref, roomName, initialDraft, autoFocus, regard, hint, error, findPeople, onDraft, onSend, onEditLast } =
    props;
  const [text, setText] = useState(initialDraft);
  const [caret, setCaret] = useState({ start: initialDraft.length, end: initialDraft.length });
  const field = useRef<HTMLTextAreaElement>(null);
  const selectNext = useRef<Editing | null>(null);
  const choicesId = useId();
  // A keyboard on a screen has no Shift that is held, and the button to send is under the thumb.
  const touch = useTouch();
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  const begun = begunMention({ text, ...caret });
  const mentions = useMentions(begun, findPeople, (each) => {
    if (begun) edit(completed({ text, ...caret }, begun, usernameOf(each)));
  });

  // The field moves the caret to the end when its text is replaced.
  useLayoutEffect(() => {
    const next = selectNext.current;
    selectNext.current = null;
    if (next) field.current?.setSelectionRange(next.start, next.end);
  }, [text]);

  const editing = regard?.kind === 'edit';
  const message = withoutBlankEdges(text);
  const excess = Array.from(message).length - LONGEST;
  const sendable = (message !== '' || editing) && excess <= 0;

  function change(next: string) {
    setText(next);
    onDraft(next);
  }

  function edit(next: Editing) {
    selectNext.current = next;
    setCaret({ start: next.start, end: next.end });
    change(next.text);
    field.current?.focus();
  }

  function selection(): Editing {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    return { text, start: selectionStart, end: selectionEnd };
  }

  function send() {
    if (!sendable) return;
    onSend(message);
    if (!editing) change('');
    field.current?.focus();
  }

  function cancel() {
    regard?.onCancel();
    field.current?.focus();
  }

  function keyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    const mark = event.ctrlKey || event.metaKey ? MARKS[event.key.toLowerCase()] : undefined;
    if (mentions.keyDown(event)) event.preventDefault();
    else if (mark !== undefined && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      edit(marked(selection(), mark));
    } else if (event.key === 'Enter' && !event.shiftKey && !touch) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && regard) {
      event.preventDefault();
      cancel();
    } else if (event.key === 'ArrowUp' && text === '' && !editing) {
      event.preventDefault();
      onEditLast();
    }
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    send();
  }

  function noteCaret({ selectionStart, selectionEnd }: HTMLTextAreaElement) {
    setCaret((known) =>
      known.start === selectionStart && known.end === selectionEnd
        ? known
        : { start: selectionStart, end: selectionEnd },
    );
  }

  const choosing = mentions.choices.length > 0;
  return (
    <form className="composer" onSubmit={submit}>
      {choosing && (
        <MentionChoices
          id={choicesId}
          choices={mentions.choices}
          chosen={mentions.chosen}
          onChoose={(each) => begun && edit(completed({ text, ...caret }, begun, usernameOf(each)))}
        />
      )}
      <div className="composer__box" data-regard={regard !== null}>
        {regard && (
          <div className="composer__regard" data-testid="composer-regard">
            <span className="composer__regard-title">{regard.title}</span>
            <span className="composer__regard-text">{regard.text}</span>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              aria-label={regard.kind === 'edit' ? 'Cancel editing' : 'Cancel reply'}
              onClick={cancel}
            >
              <CloseIcon size={15} />
            </ActionIcon>
          </div>
        )}
        <div className="composer__row">
          <Textarea
            ref={field}
            className="composer__field"
            variant="unstyled"
            aria-label={editing ? 'Edit message' : `Message ${roomName}`}
            placeholder={`Message ${shortened(roomName)}`}
            data-testid="composer"
            autosize
            minRows={1}
            maxRows={8}
            autoFocus={autoFocus}
            enterKeyHint={touch ? 'enter' : 'send'}
            aria-autocomplete="list"
            aria-controls={choosing ? choicesId : undefined}
            aria-activedescendant={mentions.chosen ? `${choicesId}-${usernameOf(mentions.chosen)}` : undefined}
            value={text}
            onChange={(event) => {
              noteCaret(event.currentTarget);
              change(event.currentTarget.value);
            }}
            onSelect={(event) => noteCaret(event.currentTarget)}
            onKeyDown={keyDown}
          />
          <EmojiButton label="Insert an emoji" size={36} onPick={(emoji) => edit(inserted(selection(), emoji))}>
            <SmileIcon size={20} />
          </EmojiButton>
          <ActionIcon
            type="submit"
            className="composer__send"
            size={36}
            radius="md"
            disabled={!sendable}
            aria-label={editing ? 'Save changes' : 'Send message'}
            data-testid="send"
          >
            {editing ? <CheckIcon size={19} /> : <SendIcon size={19} />}
          </ActionIcon>
        </div>
      </div>
      <div className="composer__foot" aria-live="polite">
        {excess > 0 ? (
          <span className="composer__excess">{excess.toLocaleString()} characters too long</span>
        ) : error !== null ? (
          <span className="composer__excess" role="alert">
            {error}
          </span>
        ) : (
          (hint ?? (
            <span className="composer__keys">
              {touch ? null : editing ? 'Enter to save, Esc to cancel' : 'Enter to send, Shift + Enter for a new line'}
            </span>
          ))
        )}
      </div>
    </form>
  );
});

/** A placeholder that needs a second line would make the empty field grow. */
function shortened(name: string): string {
  const letters = Array.from(name);
  return letters.length <= LONGEST_PLACEHOLDER ? name : `${letters.slice(0, LONGEST_PLACEHOLDER - 1).join('')}…`;
}

/** Blank lines before and space after a message say nothing; the indentation of its first line may. */
function withoutBlankEdges(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}
