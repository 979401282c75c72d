import { logOut } from '../features/auth/api';
import { fetchSync } from '../features/rooms/api';
import { createHttp, errorText, HttpError, type Http } from '../lib/http';
import { createStore } from '../lib/store';
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
    this.#end(false);
  }

  #end(expired: boolean): void {
    const phase = this.phase.get();
    if (phase.kind === 'ready') phase.session.close();
    if (phase.kind !== 'anonymous') {
      this.phase.update(() => ({ kind: 'anonymous', expired: expired && phase.kind === 'ready' }));
    }
  }
}
