/**
 * Small pieces of text that outlive the page, under a common prefix (one per user, so that people who share a
 * browser do not share drafts). Where the browser refuses to store, they live as long as the page.
 */
export class Shelf {
  readonly #prefix: string;
  readonly #storage: Storage | null;
  readonly #memory = new Map<string, string>();

  constructor(prefix: string, storage: Storage | null) {
    this.#prefix = prefix;
    this.#storage = storage;
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? this.#try((storage) => storage.getItem(this.#prefix + key)) ?? null;
  }

  set(key: string, value: string): void {
    const stored = this.#try((storage) => {
      storage.setItem(this.#prefix + key, value);
      return true;
    });
    if (stored) this.#memory.delete(key);
    else this.#memory.set(key, value);
  }

  remove(key: string): void {
    this.#memory.delete(key);
    this.#try((storage) => storage.removeItem(this.#prefix + key));
  }

  /** The keys that begin with `start`. */
  keys(start: string): string[] {
    const stored = this.#try((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''),
    );
    const own = (stored ?? [])
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length));
    return [...new Set([...own, ...this.#memory.keys()])].filter((key) => key.startsWith(start));
  }

  #try<T>(action: (storage: Storage) => T): T | undefined {
    if (!this.#storage) return undefined;
    try {
      return action(this.#storage);
    } catch {
      return undefined; // Full, or switched off by the user.
    }
  }
}

/** The browser's storage, or null where looking at it is refused already. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
