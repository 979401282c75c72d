import { logOut } from '../features/auth/api';
import { fetchSync } from '../features/rooms/api';
import { createHttp, errorText, HttpError, type Http } from '../lib/http';
import { createStore } from '../lib/store';
import { Logins } from './logins';
import { ChatSession } from './session';

/**
 * - `starting`: finding out who is logged in
 * - `failed`: the server could not tell
 * - `anonymous`: nobody is; `expired` when somebody was until just now
 * - `ready`: somebody is, and their chat is here
 */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'anonymous'; readonly expired: boolean }
  | { readonly kind: 'ready'; readonly session: ChatSession };

/** The app outside React: who is logged in, and their session. */
export class Client {
  readonly phase = createStore<Phase>({ kind: 'starting' });
  readonly http: Http;
  readonly #origin: string;
  readonly #logins = new Logins((userId) => this.#elsewhere(userId));

  constructor(origin: string) {
    this.#origin = origin;
    this.http = createHttp({
      fetch: (...args) => globalThis.fetch(...args),
      onUnauthorized: () => this.#end(true),
    });
  }

  /** Loads the chat of whoever is logged in. */
  async start(): Promise<void> {
    this.phase.update(() => ({ kind: 'starting' }));
    try {
      const sync = await fetchSync(this.http);
      this.#logins.tell(sync.me.id);
      this.phase.update(() => ({
        kind: 'ready',
        session: new ChatSession(this.http, sync, this.#origin),
      }));
    } catch (error) {
      if (error instanceof HttpError && error.status === 401) return;
      this.phase.update(() => ({ kind: 'failed', error: errorText(error) }));
    }
  }

  async logOut(): Promise<void> {
    await logOut(this.http);
    this.#logins.tell(null);
    const phase = this.phase.get();
    this.#end(false);
    if (phase.kind === 'ready') phase.session.forgetWritten();
  }

  /** Ends everything, for good. */
  close(): void {
    this.#logins.close();
    const phase = this.phase.get();
    if (phase.kind === 'ready') phase.session.close();
  }

  /** Somebody has logged in or out in another window: nothing of anybody else may be sent from here on. */
  #elsewhere(userId: number | null): void {
    const phase = this.phase.get();
    if (phase.kind !== 'ready' || phase.session.me.id === userId) return;
    phase.session.abandon();
    this.#end(true);
    if (userId !== null) void this.start();
  }

  #end(expired: boolean): void {
    const phase = this.phase.get();
    if (phase.kind === 'ready') phase.session.close();
    if (phase.kind !== 'anonymous') {
      this.phase.update(() => ({ kind: 'anonymous', expired: expired && phase.kind === 'ready' }));
    }
  }
}
