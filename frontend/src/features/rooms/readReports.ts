import { HttpError } from '../../lib/http';
import type { ReadState } from '../../model/types';

export interface ReadReportsConfig {
  /** Tells the server. */
  readonly report: (roomId: number, messageId: number) => Promise<ReadState>;
  /** What the server says to it. */
  readonly onAnswer: (roomId: number, mark: ReadState) => void;
}

/** Scrolling through a room is one report, not hundreds. */
const DELAY_MS = 300;
const RETRY_MS = 5_000;

/**
 * Tells the server how far I have read: only ever forward, one request at a time in each room, a moment after the
 * last news. What could not be told is told again, at the latest when the network is back.
 */
export class ReadReports {
  readonly #config: ReadReportsConfig;
  /** For each room, the newest message that was seen, and the newest one of which the server knows. */
  #seen = new Map<number, number>();
  #told = new Map<number, number>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #busy = new Set<number>();
  #held = false;
  #closed = false;

  constructor(config: ReadReportsConfig) {
    this.#config = config;
  }

  seen(roomId: number, messageId: number): void {
    if (messageId <= (this.#seen.get(roomId) ?? 0)) return;
    this.#seen.set(roomId, messageId);
    this.#schedule(roomId, DELAY_MS);
  }

  /** The network is back, or somebody looks away: what has not been told is told now. */
  flush(): void {
    for (const roomId of this.#seen.keys()) void this.#report(roomId);
  }

  /** From here on nothing is told, until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.flush();
  }

  /** What was seen counts no more: ids may mean other messages from here on, or other people are told of them. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    // An answer on its way is noted with the old ones.
    this.#seen = new Map();
    this.#told = new Map();
  }

  close(): void {
    this.release();
    this.#closed = true;
  }

  #schedule(roomId: number, delay: number): void {
    if (this.#closed || this.#timers.has(roomId)) return;
    this.#timers.set(
      roomId,
      setTimeout(() => void this.#report(roomId), delay),
    );
  }

  async #report(roomId: number): Promise<void> {
    clearTimeout(this.#timers.get(roomId));
    this.#timers.delete(roomId);
    const told = this.#told;
    const messageId = this.#seen.get(roomId) ?? 0;
    if (this.#held || this.#busy.has(roomId) || messageId <= (told.get(roomId) ?? 0)) return;
    this.#busy.add(roomId);
    let delay = DELAY_MS;
    try {
      const mark = await this.#config.report(roomId, messageId);
      told.set(roomId, messageId);
      if (!this.#closed && told === this.#told) this.#config.onAnswer(roomId, mark);
    } catch (error) {
      if (error instanceof HttpError && error.status < 500 && error.status !== 429) told.set(roomId, messageId);
      else delay = (error instanceof HttpError ? error.retryAfterMs : null) ?? RETRY_MS;
    }
    this.#busy.delete(roomId);
    if ((this.#seen.get(roomId) ?? 0) > (this.#told.get(roomId) ?? 0)) this.#schedule(roomId, delay);
  }
}
