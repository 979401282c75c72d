import { atOnce, type Pace } from './pace';

/** A value that can be watched. Listeners run in the order they were added. */
export interface Store<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface WritableStore<T> extends Store<T> {
  /** Replaces the value by what `change` makes of it; returning the same value tells nobody. */
  readonly update: (change: (value: T) => T) => void;
}

/** The value changes at once; its listeners are told at the given pace. */
export function createStore<T>(initial: T, pace: Pace = atOnce): WritableStore<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const tell = pace(() => {
    for (const listener of [...listeners]) listener();
  });
  return {
    get: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update(change) {
      const next = change(value);
      if (Object.is(next, value)) return;
      value = next;
      tell();
    },
  };
}
