import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from './http';

interface Page<T> {
  readonly results: readonly T[];
  /** What leads to the page after this one; null when it is the last. */
  readonly next: string | null;
}

/** Loads the first page of a list, or the one to which `next` of the page before leads. */
export type LoadPage<T> = (next?: string) => Promise<Page<T>>;

interface Loaded<T> extends Pick<Page<T>, 'next'> {
  readonly by: LoadPage<T>;
  /** Null when nothing could be loaded. */
  readonly items: readonly T[] | null;
  readonly pages: number;
  readonly error: string | null;
  readonly loadingMore: boolean;
}

/**
 * A list that is loaded page by page; afresh, as far as it was, by `reload`, and from its beginning when `load` is another
 * function. Until the answer is here the list stays as it was. Answers that were overtaken are not used.
 */
export function usePages<T>(load: LoadPage<T>) {
  const [loaded, setLoaded] = useState<Loaded<T> | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef(loaded);
  useEffect(() => {
    latest.current = loaded;
  });

  useEffect(() => {
    let current = true;
    const isWanted = (pages: number) => current && latest.current?.by === load && pages < latest.current.pages;
    loadWhile(isWanted, load).then(
      (part) => {
        if (current) setLoaded({ by: load, error: null, loadingMore: false, ...part });
      },
      (failure: unknown) => {
        if (!current) return;
        const nothing = { by: load, items: null, next: null, pages: 0 };
        const kept = latest.current?.by === load ? latest.current : nothing;
        setLoaded({ ...kept, error: errorText(failure), loadingMore: false });
      },
    );
    return () => {
      current = false;
    };
  }, [load, turn]);

  const reload = useCallback(() => {
    // What has failed is not to be seen while it is tried again.
    setLoaded((now) => (now?.items === null ? null : now));
    setTurn((before) => before + 1);
  }, []);

  async function loadMore() {
    if (loaded?.next == null || loaded.loadingMore) return;
    const { by, items, next, pages } = loaded;
    const begun = { ...loaded, error: null, loadingMore: true };
    const finish = (part: Partial<Loaded<T>>) =>
      setLoaded((now) => (now === begun ? { ...begun, loadingMore: false, ...part } : now));
    setLoaded(begun);
    try {
      const page = await by(next);
      finish({ items: [...(items ?? []), ...page.results], next: page.next, pages: pages + 1 });
    } catch (failure) {
      finish({ error: errorText(failure) });
    }
  }

  return {
    /** Null while nothing has come, or nothing could be loaded. */
    items: loaded?.items ?? null,
    error: loaded?.error ?? null,
    hasMore: loaded !== null && loaded.next !== null,
    loadingMore: loaded?.loadingMore ?? false,
    /** Whether this is what `load` answers, and not what another one did before. */
    isCurrent: loaded?.by === load,
    loadMore: () => void loadMore(),
    reload,
  };
}

async function loadWhile<T>(isWanted: (pages: number) => boolean, load: LoadPage<T>) {
  let { results: items, next } = await load();
  let pages = 1;
  while (next !== null && isWanted(pages)) {
    const page = await load(next);
    items = [...items, ...page.results];
    next = page.next;
    pages += 1;
  }
  return { items, next, pages };
}
