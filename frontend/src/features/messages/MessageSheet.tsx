import { Drawer } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Message } from '../../model/types';
import { CopyIcon, EditIcon, LinkIcon, PinIcon, ReplyIcon, SmileIcon, TrashIcon } from '../../ui/icons';
import { isMine, mayDelete, mayEdit, QUICK_EMOJI, type RowContext } from './actions';
import { copy } from './copy';
import { EmojiPicker } from './EmojiPicker';

interface Props {
  /** Null while it is closed. */
  readonly message: Message | null;
  readonly context: RowContext;
  readonly onClose: () => void;
}

/** What can be done with a message, on a phone. */
export function MessageSheet({ message, context, onClose }: Props) {
  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position="bottom"
      size="auto"
      withCloseButton={false}
      radius="lg"
      padding="xs"
      attributes={{ content: { 'aria-label': 'Message actions' } }}
      // As high as what is in it.
      styles={{ content: { flex: 'none', height: 'auto', width: '100%' }, inner: { alignItems: 'flex-end' } }}
    >
      {message && <Choices message={message} context={context} onClose={onClose} />}
    </Drawer>
  );
}

function Choices({ message, context, onClose }: Props & { readonly message: Message }) {
  const [picking, setPicking] = useState(false);
  const { actions, me } = context;
  const choose = (action: () => void) => () => {
    onClose();
    action();
  };
  if (picking) {
    return (
      <div className="sheet__picker">
        <EmojiPicker onPick={(emoji) => choose(() => actions.react(message, emoji, true))()} />
      </div>
    );
  }
  return (
    <div className="sheet">
      <div className="sheet__emoji">
        {[...QUICK_EMOJI, '🎉', '😮'].map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={`React with ${emoji}`}
            onClick={choose(() => actions.react(message, emoji, !isMine(message, emoji)))}
          >
            {emoji}
          </button>
        ))}
        <button type="button" aria-label="More emoji" onClick={() => setPicking(true)}>
          <SmileIcon size={24} />
        </button>
      </div>
      <Choice icon={<ReplyIcon />} label="Reply" onChoose={choose(() => actions.reply(message))} />
      {mayEdit(message, me) && (
        <Choice icon={<EditIcon />} label="Edit" onChoose={choose(() => actions.edit(message))} />
      )}
      <Choice
        icon={<PinIcon />}
        label={message.pinned_at === null ? 'Pin' : 'Unpin'}
        onChoose={choose(() => actions.pin(message, message.pinned_at === null))}
      />
      <Choice icon={<CopyIcon />} label="Copy text" onChoose={choose(() => copy(message.content, 'Text copied'))} />
      <Choice
        icon={<LinkIcon />}
        label="Copy link"
        onChoose={choose(() => copy(actions.linkTo(message), 'Link copied'))}
      />
      {mayDelete(message, context) && (
        <Choice icon={<TrashIcon />} label="Delete" danger onChoose={choose(() => actions.askToDelete(message))} />
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly danger?: boolean;
  readonly onChoose: () => void;
}

function Choice({ icon, label, danger = false, onChoose }: ChoiceProps) {
  return (
    <button type="button" className="sheet__choice" data-danger={danger} onClick={onChoose}>
      {icon}
      {label}
    </button>
  );
}
