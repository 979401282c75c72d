/** The value with changes; the very same one if nothing in it changes, so that nobody has to look at it again. */
export function withChanges<T extends object>(value: T, changes: Partial<T>): T {
  const keys = Object.keys(changes) as (keyof T)[];
  return keys.every((key) => value[key] === changes[key]) ? value : { ...value, ...changes };
}

/** The same for each of a list. */
export function mappedList<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const next = list.map(change);
  return next.every((item, index) => item === list[index]) ? list : next;
}

/** The same for each of a map. */
export function mapped<V>(map: ReadonlyMap<number, V>, change: (value: V) => V): ReadonlyMap<number, V> {
  const next = new Map([...map].map(([key, value]) => [key, change(value)]));
  return [...next].every(([key, value]) => map.get(key) === value) ? map : next;
}
