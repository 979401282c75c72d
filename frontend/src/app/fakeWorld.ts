import { vi } from 'vitest';
import { HttpError, NetworkError, type Http } from '../lib/http';
import type { Command } from '../model/fakeRules';
import { FakeServer } from '../model/fakeServer';
import { userOf } from '../model/samples';
import type { Message, MyRoom, Place, Sync } from '../model/types';
import type { MessageWindow } from '../model/windows';
import { FakeGateway } from '../realtime/fakeGateway';
import { ChatSession } from './session';

export const ME = 1;
export const BOB = 2;
export const ROOM = 1;

type Route = (body: unknown) => unknown;

/**
 * A session of mine and the world around it, for tests: the REST API in front of the model, and the gateway told of all that
 * the model logs. Time passes only when the test says so.
 */
export class FakeWorld {
  server = new FakeServer([ROOM, 2]);
  readonly gateway = new FakeGateway();
  session: ChatSession;
  /** Whose session the browser has. */
  loggedIn = userOf(ME);
  /** Calls to these paths fail, as a network does. */
  readonly failing = new Set<string>();
  /** How many of the next newest pages are read before their room's newest message can be. */
  early = 0;
  /** What was asked of the server: method and path. */
  readonly calls: string[] = [];
  /** What is answered besides what the model can tell by itself. */
  readonly routes: Record<string, Route> = {
    [`/api/rooms/${ROOM}/messages`]: () => this.ran({ kind: 'post' }),
    [`/api/rooms/${ROOM}/read`]: (body) => {
      const { message_id } = body as { message_id: number };
      this.ran({ kind: 'read', pick: this.stored.length - 1 - this.stored.indexOf(message_id) });
      return this.server.myRoom(ROOM, ME);
    },
  };
  #announced = 0;

  private constructor() {
    vi.stubGlobal('WebSocket', this.gateway.WebSocket);
    for (const user of [BOB, ME]) this.server.run({ kind: 'join', user, room: ROOM });
    this.announce();
    this.session = this.#newSession();
  }

  /** Bob and I are in a room, which I have open. */
  static async open(): Promise<FakeWorld> {
    localStorage.clear();
    vi.useFakeTimers();
    const world = new FakeWorld();
    world.session.openRoom(ROOM);
    await world.settle();
    return world;
  }

  close(): void {
    this.session.close();
    vi.useRealTimers();
  }

  /** The page is loaded again. */
  restart(): void {
    this.session.close();
    this.session = this.#newSession();
  }

  /** What a command of the model leads to, as an answer to me. */
  ran(command: Omit<Command, 'user' | 'room'>): Message | undefined {
    this.server.run({ user: ME, room: ROOM, ...command });
    return this.server.messages(ROOM, ME).at(-1 - (command.pick ?? 0));
  }

  announce(): void {
    for (; this.#announced < this.server.log.length; this.#announced++) {
      const entry = this.server.log[this.#announced];
      if (entry?.audience.has(ME)) this.gateway.publish(this.#announced + 1, entry.event);
    }
  }

  async bobPosts(count: number): Promise<void> {
    for (let i = 0; i < count; i++) this.server.run({ kind: 'post', user: BOB, room: ROOM });
    this.announce();
    await vi.advanceTimersByTimeAsync(0);
  }

  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(30_000);
  }

  get room(): MyRoom | undefined {
    return this.session.chat.get().rooms.get(ROOM);
  }

  get window(): MessageWindow | undefined {
    return this.session.chat.get().windows.get(ROOM);
  }

  /** The ids of the messages at hand, and of all there are. */
  get shown(): readonly number[] {
    return this.window?.messages.map(({ id }) => id) ?? [];
  }

  get stored(): readonly number[] {
    return this.server.messages(ROOM, ME).map(({ id }) => id);
  }

  #newSession(): ChatSession {
    return new ChatSession(this.#http, this.#sync(), 'http://test');
  }

  #sync(): Sync {
    return { ...this.server.syncOf(ME), position: { offset: this.server.log.length, epoch: 'epoch' } };
  }

  readonly #http: Http = {
    get: (path) => this.#call('GET', path),
    post: (path, body = {}) => this.#call('POST', path, body),
    put: (path, body = {}) => this.#call('PUT', path, body),
    patch: (path, body) => this.#call('PATCH', path, body),
    delete: (path) => this.#call('DELETE', path),
  };

  #call(method: string, path: string, body?: unknown): Promise<unknown> {
    this.calls.push(`${method} ${path}`);
    if (this.failing.has(path)) return Promise.reject(new NetworkError());
    try {
      const result = this.#answer(path, body);
      this.announce();
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error());
    }
  }

  #answer(path: string, body: unknown): unknown {
    if (path === '/api/sync') return this.#sync();
    if (path === '/api/me') return this.loggedIn;
    if (path === '/api/token/connection') return { token: 'token' };
    const page = /^\/api\/rooms\/(\d+)\/messages(?:\?(before|after|around)=(\d+))?$/.exec(path);
    if (page && body === undefined) {
      const [, room, kind, id] = page;
      return this.#page(Number(room), kind === undefined ? { kind: 'newest' } : ({ kind, id: Number(id) } as Place));
    }
    const route = this.routes[path];
    if (!route) throw new HttpError(404, `no such path: ${path}`);
    return route(body);
  }

  #page(room: number, place: Place): unknown {
    const tooEarly = this.early > 0 && place.kind === 'newest';
    if (tooEarly) this.early -= 1;
    const newest = this.server.messages(room, ME).at(-1)?.id ?? 0;
    const { messages, hasOlder, hasNewer } = this.server.page(
      room,
      ME,
      tooEarly ? { kind: 'before', id: newest } : place,
    );
    const told = tooEarly ? messages.map((each) => ({ ...each, room: { ...each.room, version: 1 } })) : messages;
    const previous = hasNewer && !tooEarly ? 'more' : null;
    return { results: told.toReversed(), next: hasOlder ? 'more' : null, previous };
  }
}
