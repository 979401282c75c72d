import { useSyncExternalStore } from 'react';
import type { Store } from './store';

/** What `select` picks from the store. It must pick, not build: a new object each time would render forever. */
export function useStore<T, S>(store: Store<T>, select: (value: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
