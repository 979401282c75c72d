import { HttpError } from '../../lib/http';
import type { Shelf } from '../../lib/storage';
import { createStore, type Store, type WritableStore } from '../../lib/store';
import type { Message } from '../../model/types';
import * as v from 'valibot';

const EntrySchema = v.object({
  /** The Idempotency-Key of every attempt, made once. */
  key: v.string(),
  roomId: v.number(),
  content: v.string(),
  /** The message that it answers. Older versions of this app did not know of replies. */
  replyTo: v.optional(v.nullable(v.number()), null),
  /** When it was written, in ms; strictly rising, so it is the order of sending too. */
  writtenAt: v.number(),
  /** The newest message known in the room at the first attempt; null before. */
  afterId: v.nullable(v.number()),
  /** Why the server refused it; null while it is to be sent. */
  failure: v.nullable(v.string()),
});

/** A message of mine that the server has not confirmed. */
export type OutboxEntry = Readonly<v.InferOutput<typeof EntrySchema>>;

export interface OutboxConfig {
  readonly post: (entry: OutboxEntry) => Promise<Message>;
  /** A message was stored: the entry is about to go, show the message instead. */
  readonly onStored: (message: Message) => void;
  /** The newest message id known of a room. */
  readonly newestId: (roomId: number) => number;
  /** Where entries survive the page. One key per entry, so that tabs do not overwrite each other's. */
  readonly shelf: Shelf;
  readonly uuid: () => string;
  readonly now?: () => number;
  readonly random?: () => number;
}

const PREFIX = 'outbox.';
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

/**
 * Messages on their way to the server: never lost, never stored twice, and in order within a room.
 *
 * An entry is written to storage before its first attempt and deleted after the server's answer; every attempt
 * carries the same key, so repeating one whose answer was lost (or that another tab makes too) stores nothing new.
 * Each room has at most one request in flight. No answer, 429 and 5xx are tried again; any other refusal marks
 * the entry as failed and lets the next one pass.
 */
export class Outbox {
  readonly entries: Store<readonly OutboxEntry[]>;
  readonly #entries: WritableStore<readonly OutboxEntry[]>;
  readonly #config: OutboxConfig;
  readonly #busyRooms = new Set<number>();
  readonly #sleepers = new Set<() => void>();
  #paused = false;
  #closed = false;

  constructor(config: OutboxConfig) {
    this.#config = config;
    this.#entries = createStore<readonly OutboxEntry[]>(restore(config.shelf));
    this.entries = this.#entries;
  }

  /** Begins with what an earlier page has left behind. */
  start(): void {
    for (const roomId of new Set(this.#entries.get().map((entry) => entry.roomId))) void this.#sendAll(roomId);
  }

  add(roomId: number, content: string, replyTo: number | null = null): void {
    const entry = {
      key: this.#config.uuid(),
      roomId,
      content,
      replyTo,
      writtenAt: this.#nextTime(),
      afterId: null,
      failure: null,
    };
    this.#save(entry);
    this.#entries.update((entries) => [...entries, entry]);
    void this.#sendAll(roomId);
  }

  /** Sends a failed entry again, after those that were written since. */
  retry(key: string): void {
    const entry = this.#find(key);
    if (!entry?.failure) return;
    const again = { ...entry, failure: null, writtenAt: this.#nextTime() };
    this.#save(again);
    this.#entries.update((entries) => [...entries.filter((other) => other.key !== key), again]);
    void this.#sendAll(entry.roomId);
  }

  /** Gives a failed entry up. */
  discard(key: string): void {
    if (this.#find(key)?.failure) this.#remove(key);
  }

  /** The network is back: whatever waits for its next attempt makes it now. */
  wake(): void {
    for (const wakeUp of [...this.#sleepers]) wakeUp();
  }

  /** No new attempts until `resume`. The answer to one in flight is not used; its repetition will tell the same. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.start();
  }

  /** Stops for good; what was not sent stays in storage for the next time. */
  close(): void {
    this.#closed = true;
    this.wake();
  }

  async #sendAll(roomId: number): Promise<void> {
    if (this.#busyRooms.has(roomId)) return;
    this.#busyRooms.add(roomId);
    try {
      let failures = 0;
      for (let entry = this.#next(roomId); entry; entry = this.#next(roomId)) {
        const retryDelay = await this.#attempt(entry, failures);
        failures = retryDelay === null ? 0 : failures + 1;
        if (retryDelay !== null) await this.#sleep(retryDelay);
      }
    } finally {
      this.#busyRooms.delete(roomId);
    }
  }

  #next(roomId: number): OutboxEntry | undefined {
    if (this.#paused || this.#closed) return undefined;
    return this.#entries.get().find((entry) => entry.roomId === roomId && entry.failure === null);
  }

  /** Null when the entry is settled, otherwise for how long to wait before the next attempt. */
  async #attempt(entry: OutboxEntry, failures: number): Promise<number | null> {
    if (this.#config.shelf.get(PREFIX + entry.key) === null) {
      this.#remove(entry.key); // Another tab has sent or deleted it.
      return null;
    }
    if (entry.afterId === null) this.#replace({ ...entry, afterId: this.#config.newestId(entry.roomId) });
    try {
      const message = await this.#config.post(entry);
      if (this.#paused || this.#closed) return 0;
      this.#remove(entry.key);
      this.#config.onStored(message);
      return null;
    } catch (error) {
      if (error instanceof HttpError && !mayWorkLater(error.status)) {
        const current = this.#find(entry.key);
        if (current) this.#replace({ ...current, failure: error.message });
        return null;
      }
      const backoff = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS) * (0.5 + this.#random() / 2);
      return Math.max(backoff, error instanceof HttpError ? (error.retryAfterMs ?? 0) : 0);
    }
  }

  #sleep(ms: number): Promise<void> {
    if (this.#closed || ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wakeUp = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wakeUp);
        resolve();
      };
      const timer = setTimeout(wakeUp, ms);
      this.#sleepers.add(wakeUp);
    });
  }

  #find(key: string): OutboxEntry | undefined {
    return this.#entries.get().find((entry) => entry.key === key);
  }

  #replace(entry: OutboxEntry): void {
    this.#save(entry);
    this.#entries.update((entries) => entries.map((other) => (other.key === entry.key ? entry : other)));
  }

  #remove(key: string): void {
    this.#config.shelf.remove(PREFIX + key);
    this.#entries.update((entries) => entries.filter((entry) => entry.key !== key));
  }

  #save(entry: OutboxEntry): void {
    this.#config.shelf.set(PREFIX + entry.key, JSON.stringify(entry));
  }

  #nextTime(): number {
    const last = this.#entries.get().reduce((latest, entry) => Math.max(latest, entry.writtenAt), 0);
    return Math.max((this.#config.now ?? Date.now)(), last + 1);
  }

  #random(): number {
    return (this.#config.random ?? Math.random)();
  }
}

/** Whether a refusal is about the moment (or about who is logged in) and not about the message. */
function mayWorkLater(status: number): boolean {
  return status >= 500 || [401, 408, 425, 429].includes(status);
}

function restore(shelf: Shelf): OutboxEntry[] {
  const entries: OutboxEntry[] = [];
  for (const key of shelf.keys(PREFIX)) {
    try {
      entries.push(v.parse(EntrySchema, JSON.parse(shelf.get(key) ?? '')));
    } catch {
      shelf.remove(key); // Not one of ours, or of a version that nobody can read any more.
    }
  }
  return entries.sort((a, b) => a.writtenAt - b.writtenAt);
}
