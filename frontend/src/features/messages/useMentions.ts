import { useEffect, useState, type KeyboardEvent } from 'react';
import { isComposing } from '../../lib/composing';
import type { User } from '../../model/types';
import type { BegunMention } from './textEdits';

/** Somebody who can be mentioned, or everybody in the room. */
export type Mentionable = User | 'room';

export const usernameOf = (each: Mentionable): string => (each === 'room' ? 'room' : each.username);

const MOST = 8;

/**
 * Who may be meant by a name that is being written, and which of them is chosen. `find` looks for people whose names
 * begin with it.
 */
export function useMentions(
  begun: BegunMention | null,
  find: (name: string) => Promise<readonly User[]>,
  onChoose: (each: Mentionable) => void,
) {
  const [found, setFound] = useState<{ readonly name: string; readonly users: readonly User[] } | null>(null);
  const [index, setIndex] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const name = begun?.name ?? null;

  useEffect(() => {
    if (name === null) return undefined;
    let wanted = true;
    find(name).then(
      (users) => {
        if (!wanted) return;
        setFound({ name, users });
        setIndex(0);
      },
      () => undefined, // Whoever knows the name can write it out.
    );
    return () => {
      wanted = false;
    };
  }, [name, find]);

  if (begun === null && closedAt !== null) setClosedAt(null);
  const open = begun !== null && begun.at !== closedAt && found !== null;
  const choices = open ? choicesOf(begun.name, found.users) : [];
  const chosen = choices[Math.min(index, choices.length - 1)];

  /** Whether a key was for the choice, and not for the text. */
  function keyDown(event: KeyboardEvent): boolean {
    if (!begun || !chosen || isComposing(event)) return false;
    switch (event.key) {
      case 'ArrowDown':
        setIndex((index + 1) % choices.length);
        return true;
      case 'ArrowUp':
        setIndex((index + choices.length - 1) % choices.length);
        return true;
      case 'Enter':
      case 'Tab':
        onChoose(chosen);
        return true;
      case 'Escape':
        setClosedAt(begun.at);
        return true;
      default:
        return false;
    }
  }

  return { choices, chosen, keyDown };
}

function choicesOf(name: string, users: readonly User[]): Mentionable[] {
  const begins = (text: string) => text.toLowerCase().startsWith(name.toLowerCase());
  const people = users
    .filter((user) => begins(user.username) || user.display_name.split(/\s+/).some(begins))
    .slice(0, MOST);
  return begins('room') ? [...people, 'room'] : people;
}
