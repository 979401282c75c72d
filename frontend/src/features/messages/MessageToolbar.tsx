import { ActionIcon, Menu } from '@mantine/core';
import type { Message } from '../../model/types';
import { CopyIcon, DotsIcon, EditIcon, LinkIcon, PinIcon, ReplyIcon, SmileIcon, TrashIcon } from '../../ui/icons';
import { isMine, mayDelete, mayEdit, QUICK_EMOJI, type RowContext } from './actions';
import { copy } from './copy';
import { EmojiButton } from './EmojiButton';

interface Props {
  readonly message: Message;
  readonly context: RowContext;
  /** A menu of it is open: it must not go away, wherever the pointer is. */
  readonly onOpened: (opened: boolean) => void;
}

/** What can be done with a message, at its corner while one points at it. */
export function MessageToolbar({ message, context, onOpened }: Props) {
  const { actions, me } = context;
  return (
    <div className="message__toolbar" role="toolbar" aria-label="Message actions">
      {QUICK_EMOJI.map((emoji) => (
        <ActionIcon
          key={emoji}
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`React with ${emoji}`}
          onClick={() => actions.react(message, emoji, !isMine(message, emoji))}
        >
          <span className="message__quick">{emoji}</span>
        </ActionIcon>
      ))}
      <EmojiButton label="More emoji" onPick={(emoji) => actions.react(message, emoji, true)} onOpened={onOpened}>
        <SmileIcon size={17} />
      </EmojiButton>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label="Reply" onClick={() => actions.reply(message)}>
        <ReplyIcon size={17} />
      </ActionIcon>
      {mayEdit(message, me) && (
        <ActionIcon variant="subtle" color="gray" size={28} aria-label="Edit" onClick={() => actions.edit(message)}>
          <EditIcon size={17} />
        </ActionIcon>
      )}
      <Menu position="bottom-end" width={190} shadow="md" onChange={onOpened}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label="More actions">
            <DotsIcon size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<PinIcon size={16} />}
            onClick={() => actions.pin(message, message.pinned_at === null)}
          >
            {message.pinned_at === null ? 'Pin' : 'Unpin'}
          </Menu.Item>
          <Menu.Item leftSection={<CopyIcon size={16} />} onClick={() => copy(message.content, 'Text copied')}>
            Copy text
          </Menu.Item>
          <Menu.Item leftSection={<LinkIcon size={16} />} onClick={() => copy(actions.linkTo(message), 'Link copied')}>
            Copy link
          </Menu.Item>
          {mayDelete(message, context) && (
            <Menu.Item
              leftSection={<TrashIcon size={16} />}
              color="var(--g-danger)"
              onClick={() => actions.askToDelete(message)}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
