import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { errorText } from './http';

interface Found<T> {
  readonly query: string;
  /** Empty when nothing was found, and when the search has failed. */
  readonly items: readonly T[];
  readonly error: string | null;
}

/**
 * What `find` answers for a text, asked when nothing has been typed for `wait` ms; null before the first answer. Answers
 * that were overtaken are not used.
 */
export function useFound<T>(text: string, wait: number, find: (query: string) => Promise<readonly T[]>) {
  const [query] = useDebouncedValue(text.trim(), wait);
  const [found, setFound] = useState<Found<T> | null>(null);

  useEffect(() => {
    let current = true;
    const show = (items: readonly T[], error: string | null) => {
      if (current) setFound({ query, items, error });
    };
    find(query).then(
      (items) => show(items, null),
      (failure: unknown) => show([], errorText(failure)),
    );
    return () => {
      current = false;
    };
  }, [find, query]);

  return found;
}
