import { fetchProfile } from '../features/people/api';
import type { Http } from '../lib/http';
import { createStore, type Store } from '../lib/store';

export interface Presence {
  readonly online: boolean;
  readonly lastSeenAt: string | null;
}

const EVERY_MS = 60_000;

/**
 * Who is online, of the people on the screen. The server announces it to nobody, so it is asked once a minute for each
 * of them, one after the other, while the page is in sight.
 */
export class PresenceBook {
  readonly known: Store<ReadonlyMap<number, Presence>>;
  readonly #known = createStore<ReadonlyMap<number, Presence>>(new Map());
  readonly #http: Http;
  readonly #watched = new Map<number, number>();
  readonly #askedAt = new Map<number, number>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onVisible = () => void this.#ask();
  #asking = false;
  #closed = false;

  constructor(http: Http) {
    this.#http = http;
    this.known = this.#known;
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS / 4);
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  /** Somebody is on the screen. Returns how to end it. */
  watch(userId: number): () => void {
    this.#watched.set(userId, (this.#watched.get(userId) ?? 0) + 1);
    void this.#ask();
    return () => {
      const left = (this.#watched.get(userId) ?? 1) - 1;
      if (left === 0) this.#watched.delete(userId);
      else this.#watched.set(userId, left);
    };
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let userId = this.#next(); userId !== undefined; userId = this.#next()) {
      this.#askedAt.set(userId, Date.now());
      try {
        const { online, last_seen_at } = await fetchProfile(this.#http, userId);
        this.#note(userId, { online, lastSeenAt: last_seen_at });
      } catch {
        break; // It is asked again in a moment, and until then as it was.
      }
    }
    this.#asking = false;
  }

  #next(): number | undefined {
    if (this.#closed || document.hidden) return undefined;
    const due = Date.now() - EVERY_MS;
    return [...this.#watched.keys()].find((userId) => (this.#askedAt.get(userId) ?? -Infinity) <= due);
  }

  #note(userId: number, presence: Presence): void {
    this.#known.update((known) => {
      const before = known.get(userId);
      if (before?.online === presence.online && before.lastSeenAt === presence.lastSeenAt) return known;
      return new Map(known).set(userId, presence);
    });
  }
}
