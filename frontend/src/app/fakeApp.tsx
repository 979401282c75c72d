import { act, render } from '@testing-library/react';
import { VirtuosoMockContext } from 'react-virtuoso';
import { vi } from 'vitest';
import type { ChatEvent } from '../model/events';
import { FakeGateway } from '../realtime/fakeGateway';
import { App } from './App';
import { Client } from './client';
import type { ChatSession } from './session';

/** Answers a request: with the text of its body in hand, by an object to be sent as JSON, by a whole response, or by a promise of it. */
type Route = (body: string) => unknown;

/** An answer that says that something went wrong. */
export const problem = (status: number, body: object) => new Response(JSON.stringify(body), { status });

/** The app as people see it, for tests: everything is real but the server at the other end. */
export class FakeApp {
  /** Answers by method and path, such as `GET /api/sync`; a test may replace them. */
  readonly routes: Record<string, Route>;
  /** What was asked of the server: method, path, body. */
  readonly calls: string[] = [];
  #client: Client | null = null;
  #leave: () => void = () => undefined;

  constructor(routes: Record<string, Route>) {
    localStorage.clear();
    this.routes = {
      'GET /api/csrf': () => new Response('{}', { headers: { 'X-CSRFToken': 'token' } }),
      'GET /api/token/connection': () => ({ token: 'token' }),
      ...routes,
    };
    vi.stubGlobal('WebSocket', new FakeGateway().WebSocket);
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      const call = `${init.method ?? 'GET'} ${path}`;
      const body = typeof init.body === 'string' ? init.body : '';
      this.calls.push(`${call} ${body}`.trim());
      const answer = this.routes[call]?.(body) ?? problem(404, { detail: `no such path: ${call}` });
      return Promise.resolve(answer).then((given) => (given instanceof Response ? given : Response.json(given)));
    });
  }

  /** Loads the app at a path, as a browser does that has been there before. */
  open(path: string): void {
    this.close();
    history.replaceState(null, '', path);
    this.#client = new Client('http://localhost');
    void this.#client.start();
    const { unmount } = render(
      <VirtuosoMockContext value={{ viewportHeight: 800, itemHeight: 60 }}>
        <App client={this.#client} />
      </VirtuosoMockContext>,
    );
    this.#leave = unmount;
  }

  get session(): ChatSession {
    const phase = this.#client?.phase.get();
    if (phase?.kind !== 'ready') throw new Error(`nobody is logged in: ${phase?.kind ?? 'not open'}`);
    return phase.session;
  }

  /** Something happens, and is on the screen. */
  async happens(event: ChatEvent): Promise<void> {
    await act(async () => {
      this.session.apply(event);
      await new Promise(requestAnimationFrame);
    });
  }

  close(): void {
    this.#leave();
    this.#leave = () => undefined;
    this.#client?.close();
    this.#client = null;
  }
}
