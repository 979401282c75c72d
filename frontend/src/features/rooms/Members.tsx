import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useState, type ReactNode } from 'react';
import { errorText, type Http } from '../../lib/http';
import type { Member, MyRoom, User } from '../../model/types';
import { PlusIcon, SearchIcon } from '../../ui/icons';
import { LoadError } from '../../ui/Notice';
import { PeopleSearch } from '../../ui/PeopleSearch';
import { ShowMore } from '../../ui/ShowMore';
import { MemberRow } from './MemberRow';
import { addMember } from './members';
import { useMembers } from './useMembers';

interface Props {
  readonly http: Http;
  readonly room: MyRoom;
  readonly myId: number;
  readonly now: Date;
  /** Calls back after each change of the room's members. Returns how to end it. */
  readonly watch: (onChange: () => void) => () => void;
  readonly searchPeople: (query: string) => Promise<readonly User[]>;
  /** Makes what stands for somebody open what is known of them. */
  readonly cardOf: (user: User, children: ReactNode) => ReactNode;
}

/** The members of a room, and what one may do with them. */
export function Members({ http, room, myId, now, watch, searchPeople, cardOf }: Props) {
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), 200);
  const { items: members, error, hasMore, loadingMore, loadMore, reload } = useMembers(http, room.id, query, watch);
  const [adding, setAdding] = useState(false);
  const mayAdd = room.kind === 'public' || (room.kind === 'private' && room.my_role !== 'member');

  function body() {
    if (members === null) return error === null ? <MembersSkeleton /> : <LoadError text={error} onRetry={reload} />;
    if (members.length === 0) return <p className="panel__none">Nobody of this name is in the room.</p>;
    return (
      <ul className="panel__list" aria-label="Members">
        {members.map((member) => (
          <MemberRow
            key={member.user.id}
            http={http}
            room={room}
            member={member}
            myId={myId}
            now={now}
            onChanged={reload}
            cardOf={cardOf}
          />
        ))}
        {error !== null && (
          <li>
            <p className="panel__error" role="alert">
              {error}
            </p>
          </li>
        )}
        {hasMore && <ShowMore loading={loadingMore} onClick={loadMore} />}
      </ul>
    );
  }

  return (
    <div className="panel__stack">
      <div className="panel__tools">
        <TextInput
          type="search"
          aria-label="Search members"
          placeholder="Search members"
          leftSection={<SearchIcon size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {mayAdd && (
          <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)}>
            Add
          </Button>
        )}
      </div>
      {body()}
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add people" centered>
        <AddPeople http={http} room={room} members={members ?? NOBODY} search={searchPeople} onAdded={reload} />
      </Modal>
    </div>
  );
}

const NOBODY: readonly Member[] = [];

interface AddProps {
  readonly http: Http;
  readonly room: MyRoom;
  readonly members: readonly Member[];
  readonly search: (query: string) => Promise<readonly User[]>;
  readonly onAdded: () => void;
}

/** The dialog stays open: whoever adds one person often adds another. */
function AddPeople({ http, room, members, search, onAdded }: AddProps) {
  const [added, setAdded] = useState<ReadonlySet<number>>(new Set());
  const [error, setError] = useState<string | null>(null);

  const refusalOf = useCallback(
    (user: User) => {
      if (added.has(user.id)) return 'Added';
      return members.some((member) => member.user.id === user.id) ? 'Is a member' : null;
    },
    [added, members],
  );

  async function add(user: User) {
    setError(null);
    try {
      await addMember(http, room.id, user.id);
      setAdded((before) => new Set(before).add(user.id));
      onAdded();
    } catch (failure) {
      setError(`${user.display_name} was not added: ${errorText(failure)}`);
    }
  }

  return (
    <PeopleSearch
      label="Find people"
      search={search}
      refusalOf={refusalOf}
      error={error}
      onChoose={(user) => void add(user)}
    />
  );
}

function MembersSkeleton() {
  return (
    <div className="panel__stack" aria-hidden="true">
      {[1, 2, 3].map((key) => (
        <Skeleton key={key} height={44} radius="md" />
      ))}
    </div>
  );
}
