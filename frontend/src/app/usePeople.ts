import { useCallback, useEffect, useMemo, useState } from 'react';
import { fetchMembers } from '../features/rooms/members';
import type { Http } from '../lib/http';
import { useStore } from '../lib/useStore';
import type { User } from '../model/types';
import { useSession } from './SessionContext';

const NONE: readonly User[] = [];

/**
 * The people of a room as far as they are known: who wrote, who answered, and its first members; by id. And a way to
 * find others by the beginnings of their names.
 */
export function usePeople(http: Http, roomId: number) {
  const session = useSession();
  const messages = useStore(session.chat, (state) => state.windows.get(roomId)?.messages);
  const room = useStore(session.chat, (state) => state.rooms.get(roomId));
  const me = useStore(session.chat, (state) => state.me);
  const reloads = useStore(session.reloads, (count) => count);
  const [members, setMembers] = useState(NONE);

  const look = useCallback(
    async (name: string) => (await fetchMembers(http, roomId, name)).results.map(({ user }) => user),
    [http, roomId],
  );

  const find = useCallback(
    async (name: string): Promise<readonly User[]> => {
      const users = await look(name);
      setMembers((known) => withNew(known, users));
      return users.filter(({ id }) => id !== me.id);
    },
    [look, me.id],
  );

  useEffect(() => {
    look('').then(
      (users) => setMembers((known) => [...known.filter(isNotAmong(users)), ...users]),
      () => undefined, // Without them some names are missing, and nothing else.
    );
  }, [look, reloads]);

  const people = useMemo(() => {
    const known = [...members, ...(room?.members ?? NONE)];
    for (const { user, reply_to } of messages ?? []) known.push(...(reply_to ? [reply_to.user, user] : [user]));
    return new Map([...known, me].map((user) => [user.id, user]));
  }, [members, room?.members, messages, me]);

  return { people: useSame(people), find };
}

function withNew(known: readonly User[], users: readonly User[]): readonly User[] {
  const news = users.filter(isNotAmong(known));
  return news.length === 0 ? known : [...known, ...news];
}

function isNotAmong(users: readonly User[]): (user: User) => boolean {
  const ids = new Set(users.map(({ id }) => id));
  return ({ id }) => !ids.has(id);
}

/** The same map as long as it has the same people in it: rows of messages are shown anew for another one. */
function useSame(people: ReadonlyMap<number, User>): ReadonlyMap<number, User> {
  const [kept, setKept] = useState(people);
  if (kept === people) return kept;
  const same = kept.size === people.size && [...people].every(([id, user]) => isSame(kept.get(id), user));
  if (same) return kept;
  setKept(people);
  return people;
}

function isSame(a: User | undefined, b: User): boolean {
  return a?.username === b.username && a.display_name === b.display_name && a.avatar_url === b.avatar_url;
}
