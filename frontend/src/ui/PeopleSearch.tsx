import { Loader, TextInput } from '@mantine/core';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { isComposing } from '../lib/composing';
import { useFound } from '../lib/useFound';
import type { User } from '../model/types';
import { Avatar } from './Avatar';
import { SearchIcon } from './icons';
import './PeopleSearch.css';

interface Props {
  readonly label: string;
  readonly search: (query: string) => Promise<readonly User[]>;
  readonly onChoose: (user: User) => void;
  /** Why somebody cannot be chosen; null for those who can. */
  readonly refusalOf?: (user: User) => string | null;
  /** What is said of a choice that failed. */
  readonly error?: ReactNode;
}

const NOBODY: readonly User[] = [];

/** A field to find people by their names, and those who were found: by mouse, or with the arrows and Enter. */
export function PeopleSearch({ label, search, onChoose, refusalOf = () => null, error }: Props) {
  const [text, setText] = useState('');
  const outcome = useFound(text, 200, search);
  const [chosen, setChosen] = useState(0);
  const [shown, setShown] = useState(outcome);
  if (shown !== outcome) {
    setShown(outcome);
    setChosen(0);
  }
  const listId = useId();

  const users = outcome?.items ?? NOBODY;

  function choose(user: User | undefined) {
    if (user && refusalOf(user) === null) onChoose(user);
  }

  function press(event: KeyboardEvent) {
    if (isComposing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setChosen(Math.max(0, Math.min(users.length - 1, chosen + step)));
    else if (event.key === 'Enter' && outcome?.query === text.trim()) choose(users[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <div className="people-search">
      <TextInput
        type="search"
        aria-label={label}
        placeholder="Name or username"
        leftSection={<SearchIcon size={17} />}
        rightSection={outcome?.query === text.trim() ? null : <Loader size={16} />}
        value={text}
        autoComplete="off"
        data-autofocus
        role="combobox"
        aria-expanded={users.length > 0}
        aria-controls={listId}
        aria-activedescendant={users.length > 0 ? `${listId}-${chosen}` : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      {error !== undefined && error !== null && (
        <p className="people-search__error" role="alert">
          {error}
        </p>
      )}
      <ul className="people-search__list" role="listbox" id={listId} aria-label="People">
        {users.map((user, index) => {
          const refusal = refusalOf(user);
          return (
            <li
              key={user.id}
              id={`${listId}-${index}`}
              role="option"
              className="person-option"
              aria-selected={index === chosen}
              aria-disabled={refusal !== null}
              data-testid="person-option"
              ref={index === chosen ? scrollIntoSight : undefined}
              onPointerMove={() => setChosen(index)}
              onClick={() => choose(user)}
            >
              <Avatar name={user.display_name} src={user.avatar_url} size={32} />
              <span className="person-option__name">{user.display_name}</span>
              <span className="person-option__username">@{user.username}</span>
              {refusal !== null && <span className="person-option__refusal">{refusal}</span>}
            </li>
          );
        })}
      </ul>
      {outcome !== null && users.length === 0 && (
        <p className="people-search__none" role="status">
          {outcome.error ?? (outcome.query === '' ? 'Nobody else is here yet.' : 'Nobody of this name.')}
        </p>
      )}
    </div>
  );
}

function scrollIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
