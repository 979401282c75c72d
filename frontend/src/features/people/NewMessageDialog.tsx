import { Modal } from '@mantine/core';
import { useCallback, useState } from 'react';
import { errorText, type Http } from '../../lib/http';
import type { User } from '../../model/types';
import { PeopleSearch } from '../../ui/PeopleSearch';
import { searchUsers } from './api';

interface Props {
  readonly http: Http;
  readonly myId: number;
  readonly opened: boolean;
  readonly returnFocus: boolean;
  readonly onClose: () => void;
  /** Opens the conversation with somebody; a rejection is shown. */
  readonly onChoose: (user: User) => Promise<void>;
}

/** Finds the person to write to. */
export function NewMessageDialog({ http, myId, opened, returnFocus, onClose, onChoose }: Props) {
  return (
    <Modal opened={opened} returnFocus={returnFocus} onClose={onClose} title="New message" centered>
      <Finder http={http} myId={myId} onChoose={onChoose} />
    </Modal>
  );
}

function Finder({ http, myId, onChoose }: Pick<Props, 'http' | 'myId' | 'onChoose'>) {
  const [error, setError] = useState<string | null>(null);
  const search = useCallback(
    async (query: string) => (await searchUsers(http, query)).results.filter(({ id }) => id !== myId),
    [http, myId],
  );

  async function choose(user: User) {
    setError(null);
    try {
      await onChoose(user);
    } catch (failure) {
      setError(errorText(failure));
    }
  }

  return <PeopleSearch label="Find people" search={search} onChoose={(user) => void choose(user)} error={error} />;
}
