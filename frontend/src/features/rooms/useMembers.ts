import { useCallback, useEffect, useState } from 'react';
import { errorText, type Http } from '../../lib/http';
import type { Member } from '../../model/types';
import { fetchMembers } from './members';

interface Listing {
  readonly query: string;
  readonly members: readonly Member[] | null;
  readonly next: string | null;
  readonly error: string | null;
}

const NOTHING: Listing = { query: '', members: null, next: null, error: null };

/** The members whose name fits, page by page, and afresh after each change of the room's members. */
export function useMembers(http: Http, roomId: number, query: string, watch: (onChange: () => void) => () => void) {
  const [listing, setListing] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const reload = useCallback(() => setAttempt((before) => before + 1), []);

  useEffect(() => watch(reload), [watch, reload]);

  useEffect(() => {
    let current = true;
    fetchMembers(http, roomId, query).then(
      ({ results, next }) => {
        if (current) setListing({ query, members: results, next, error: null });
      },
      (failure: unknown) => {
        if (current) setListing({ ...NOTHING, error: errorText(failure) });
      },
    );
    return () => {
      current = false;
    };
  }, [http, roomId, query, attempt]);

  function loadMore() {
    if (listing.next === null) return;
    const before = listing;
    fetchMembers(http, roomId, query, listing.next).then(
      ({ results, next }) =>
        setListing((now) =>
          now === before ? { ...before, members: [...(before.members ?? []), ...results], next } : now,
        ),
      (failure: unknown) => setListing((now) => (now === before ? { ...before, error: errorText(failure) } : now)),
    );
  }

  return { members: listing.members, error: listing.error, hasMore: listing.next !== null, loadMore, reload };
}
