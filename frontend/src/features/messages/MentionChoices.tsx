import { Avatar } from '../../ui/Avatar';
import { PeopleIcon } from '../../ui/icons';
import { usernameOf, type Mentionable } from './useMentions';

interface Props {
  readonly id: string;
  readonly choices: readonly Mentionable[];
  readonly chosen: Mentionable | undefined;
  readonly onChoose: (each: Mentionable) => void;
}

/** Who may be meant; the field above keeps the focus. */
export function MentionChoices({ id, choices, chosen, onChoose }: Props) {
  return (
    <ul id={id} className="mention-choices" role="listbox" aria-label="People to mention" data-testid="mention-choices">
      {choices.map((each) => (
        <li
          key={usernameOf(each)}
          id={`${id}-${usernameOf(each)}`}
          role="option"
          aria-selected={each === chosen}
          // A press would take the focus out of the field before it is a click.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(each)}
        >
          {each === 'room' ? (
            <>
              <PeopleIcon size={22} />
              <span className="mention-choices__name">@room</span>
              <span className="mention-choices__more">Everybody in this room</span>
            </>
          ) : (
            <>
              <Avatar name={each.display_name} src={each.avatar_url} size={24} />
              <span className="mention-choices__name">{each.display_name}</span>
              <span className="mention-choices__more">@{each.username}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
