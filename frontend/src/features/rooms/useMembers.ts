import { useCallback, useEffect } from 'react';
import type { Http } from '../../lib/http';
import { usePages } from '../../lib/usePages';
import { fetchMembers } from './members';

/** The members whose name fits, page by page, and afresh after each change of the room's members. */
export function useMembers(http: Http, roomId: number, query: string, watch: (onChange: () => void) => () => void) {
  const load = useCallback((next?: string) => fetchMembers(http, roomId, query, next), [http, roomId, query]);
  const members = usePages(load);
  const { reload } = members;
  useEffect(() => watch(reload), [watch, reload]);
  return members;
}
