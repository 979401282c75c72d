import { Modal } from '@mantine/core';
import { useCallback, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { searchUsers } from '../features/people/api';
import { isComposing } from '../lib/composing';
import { errorText, type Http } from '../lib/http';
import { useFound } from '../lib/useFound';
import { useStore } from '../lib/useStore';
import { rankedRooms } from '../model/ranking';
import { roomTitle } from '../model/rooms';
import type { MyRoom, User } from '../model/types';
import { Avatar } from '../ui/Avatar';
import { badgeCount } from '../ui/format';
import { SearchIcon } from '../ui/icons';
import './QuickSwitcher.css';
import { useSession } from './SessionContext';

interface Props {
  readonly http: Http;
  readonly opened: boolean;
  readonly returnFocus: boolean;
  readonly onClose: () => void;
  readonly onRoom: (roomId: number) => void;
  /** Opens the conversation with somebody; a rejection is shown. */
  readonly onPerson: (user: User) => Promise<void>;
}

/** Goes to a room or a person by a few letters of the name. */
export function QuickSwitcher({ opened, returnFocus, onClose, ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      returnFocus={returnFocus}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': 'Go to a room or a person' } }}
      transitionProps={{ duration: 0 }}
    >
      <Switcher {...rest} />
    </Modal>
  );
}

type Choice =
  | { readonly kind: 'room'; readonly key: string; readonly room: MyRoom }
  | { readonly kind: 'person'; readonly key: string; readonly user: User };

const NOBODY: readonly User[] = [];

function Switcher({ http, onRoom, onPerson }: Omit<Props, 'opened' | 'returnFocus' | 'onClose'>) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const listId = useId();
  const choices = useChoices(http, text);
  const at = Math.min(chosen, choices.length - 1);

  async function go(choice: Choice | undefined) {
    if (!choice) return;
    setError(null);
    try {
      if (choice.kind === 'room') onRoom(choice.room.id);
      else await onPerson(choice.user);
    } catch (failure) {
      setError(errorText(failure));
    }
  }

  function press(event: KeyboardEvent) {
    if (isComposing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setChosen((at + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === 'Enter') void go(choices[at]);
    else return;
    event.preventDefault();
  }

  return (
    <div className="switcher" data-testid="switcher">
      <div className="switcher__field">
        <SearchIcon size={18} />
        <input
          type="text"
          role="combobox"
          aria-label="Room or person"
          aria-expanded={choices.length > 0}
          aria-controls={listId}
          aria-activedescendant={choices.length > 0 ? `${listId}-${at}` : undefined}
          placeholder="Go to a room or a person"
          autoComplete="off"
          data-autofocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
      </div>
      {error !== null && (
        <p className="switcher__note" role="alert" data-tone="error">
          {error}
        </p>
      )}
      <ul className="switcher__list" role="listbox" id={listId} aria-label="Rooms and people">
        {choices.map((choice, index) => (
          <li
            key={choice.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            className="switcher__option"
            data-testid="switcher-option"
            ref={index === at ? scrollIntoSight : undefined}
            onPointerMove={() => setChosen(index)}
            onClick={() => void go(choice)}
          >
            {choice.kind === 'room' ? <RoomChoice room={choice.room} /> : <PersonChoice user={choice.user} />}
          </li>
        ))}
      </ul>
      {choices.length === 0 && (
        <p className="switcher__note" role="status">
          Nothing of this name.
        </p>
      )}
    </div>
  );
}

/** Rooms by what was typed, and then people to whom there is no conversation among these yet. */
function useChoices(http: Http, text: string): readonly Choice[] {
  const session = useSession();
  const rooms = useStore(session.chat, (state) => state.rooms);
  const me = useStore(session.chat, (state) => state.me);
  const find = useCallback(
    async (query: string) => (query === '' ? NOBODY : (await searchUsers(http, query)).results),
    [http],
  );
  // The rooms are there without the server.
  const found = useFound(text, 150, find);

  return useMemo(() => {
    const ranked = rankedRooms(rooms, text);
    const peers = new Set(ranked.map(({ peer }) => peer?.id));
    const fitting = found && text.trim() !== '' && text.trim().startsWith(found.query) ? found.items : NOBODY;
    const people = fitting.filter(({ id }) => id !== me.id && !peers.has(id));
    return [
      ...ranked.map((room): Choice => ({ kind: 'room', key: `room${room.id}`, room })),
      ...people.map((user): Choice => ({ kind: 'person', key: `person${user.id}`, user })),
    ];
  }, [rooms, me.id, found, text]);
}

function RoomChoice({ room }: { readonly room: MyRoom }) {
  const title = roomTitle(room);
  const detail = room.kind === 'direct' ? `@${room.peer?.username ?? ''}` : room.topic;
  return (
    <>
      <Avatar
        name={title}
        src={room.peer?.avatar_url ?? null}
        size={28}
        shape={room.kind === 'direct' ? 'person' : 'room'}
      />
      <span className="switcher__name">{title}</span>
      <span className="switcher__detail">{detail}</span>
      {room.unread_count > 0 && (
        <span className="badge" data-tone={room.mention_count > 0 && !room.muted ? 'strong' : 'calm'}>
          {badgeCount(room.unread_count)}
          <span className="sr-only"> unread</span>
        </span>
      )}
    </>
  );
}

function PersonChoice({ user }: { readonly user: User }) {
  return (
    <>
      <Avatar name={user.display_name} src={user.avatar_url} size={28} />
      <span className="switcher__name">{user.display_name}</span>
      <span className="switcher__detail">@{user.username}</span>
      <span className="switcher__hint">New conversation</span>
    </>
  );
}

function scrollIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
