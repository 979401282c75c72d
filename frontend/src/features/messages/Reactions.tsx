import { Tooltip } from '@mantine/core';
import type { Message, Reaction } from '../../model/types';
import { SmileIcon } from '../../ui/icons';
import type { RowContext } from './actions';
import { EmojiButton } from './EmojiButton';

interface Props {
  readonly message: Message;
  readonly context: RowContext;
}

/** Who chose what for a message; one click adds mine or takes it back. */
export function Reactions({ message, context }: Props) {
  const { react } = context.actions;
  return (
    <div className="reactions" data-testid="reactions">
      {message.reactions.map((reaction) => {
        const { emoji, count, mine } = reaction;
        const names = namesOf(reaction, context);
        return (
          <Tooltip key={emoji} label={names} openDelay={300} multiline maw={280} withArrow>
            <button
              type="button"
              className="reaction"
              aria-pressed={mine}
              aria-label={`${emoji} ${count}: ${names}`}
              data-testid="reaction"
              onClick={() => react(message, emoji, !mine)}
            >
              <span className="reaction__emoji">{emoji}</span>
              {count}
            </button>
          </Tooltip>
        );
      })}
      <EmojiButton
        label="Add a reaction"
        className="reaction reaction--add"
        onPick={(emoji) => react(message, emoji, true)}
      >
        <SmileIcon size={15} />
      </EmojiButton>
    </div>
  );
}

function namesOf({ user_ids, count, mine }: Reaction, { me, people }: RowContext): string {
  const names = user_ids.flatMap((id) => (id === me.id ? [] : (people.get(id)?.display_name ?? [])));
  if (mine) names.unshift('You');
  const others = count - names.length;
  if (others > 0) names.push(names.length === 0 ? `${others} people` : others === 1 ? '1 other' : `${others} others`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
