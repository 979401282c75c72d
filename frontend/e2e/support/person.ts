import { Centrifuge, type PublicationContext, type StreamPosition, type Subscription } from 'centrifuge';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';

export type Transport = 'websocket' | 'http_stream' | 'sse';

export interface Message {
  id: number;
  content: string;
  user: { id: number; username: string };
  room: { id: number; version: number; bumped_at: string };
  created_at: string;
}

export interface Room {
  id: number;
  name: string;
  version: number;
  bumped_at: string;
  member_count: number;
  last_message: { id: number; content: string } | null;
}

export interface Sync {
  position: StreamPosition;
  me: { id: number; username: string };
  rooms: Room[];
}

export const PASSWORD = 'correct-horse-7';

/** A person who uses the REST API: keeps cookies and the CSRF token as a browser would. */
export class Person {
  private readonly cookies = new Map<string, string>();
  private csrfToken: string | null = null;
  id = 0;

  constructor(
    public url: string,
    readonly username: string,
  ) {}

  /** A new account on the server, logged in. */
  static async register(url: string, username: string): Promise<Person> {
    const person = new Person(url, username);
    const user = await person.ok<{ id: number }>('POST', '/api/register', { username, password: PASSWORD });
    person.id = user.id;
    return person;
  }

  async logIn(): Promise<this> {
    const user = await this.ok<{ id: number }>('POST', '/api/login', { username: this.username, password: PASSWORD });
    this.id = user.id;
    return this;
  }

  async createRoom(name: string): Promise<Room> {
    return this.ok<Room>('POST', '/api/rooms', { name });
  }

  async join(room: Room): Promise<void> {
    await this.ok('POST', `/api/rooms/${room.id}/join`);
  }

  async leave(room: Room): Promise<void> {
    await this.ok('POST', `/api/rooms/${room.id}/leave`);
  }

  async post(room: Room, content: string, key?: string): Promise<Message> {
    return this.ok<Message>(
      'POST',
      `/api/rooms/${room.id}/messages`,
      { content },
      key ? { 'Idempotency-Key': key } : {},
    );
  }

  async sync(): Promise<Sync> {
    return this.ok<Sync>('GET', '/api/sync');
  }

  /** Every message of a room, oldest first, by walking its pages. */
  async history(room: Room): Promise<Message[]> {
    const all: Message[] = [];
    for (let path: string | null = `/api/rooms/${room.id}/messages`; path !== null;) {
      const page: { next: string | null; results: Message[] } = await this.ok('GET', path);
      all.push(...page.results);
      path = page.next;
    }
    return all.reverse();
  }

  /** A call that has to succeed; the answer's body. */
  async ok<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await this.call(method, path, body, headers);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    if (method === 'GET') return this.send(method, path, body, headers);
    if (this.csrfToken === null) await this.send('GET', '/api/csrf');
    return this.send(method, path, body, { 'X-CSRFToken': this.csrfToken ?? '', ...headers });
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.csrfToken = response.headers.get('X-CSRFToken') ?? this.csrfToken;
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';', 1);
      const at = pair?.indexOf('=') ?? -1;
      if (pair && at > 0) this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
}

/** What a listener has seen of its personal channel, through the unmodified SDK. */
export class Listener {
  readonly events: { type: string; body?: unknown; offset: number }[] = [];
  stateLost = 0;
  recoveries = 0;

  private constructor(
    readonly client: Centrifuge,
    readonly subscription: Subscription,
  ) {
    subscription.on('publication', (context: PublicationContext) => {
      this.events.push({ ...(context.data as { type: string; body?: unknown }), offset: context.offset ?? -1 });
    });
    subscription.on('subscribed', (context) => {
      if (context.wasRecovering && context.recovered) this.recoveries++;
      if (context.wasRecovering && !context.recovered) this.stateLost++;
    });
  }

  /** Follows a person's channel from a position, at `url` (the person's own server unless given). */
  static async of(
    person: Person,
    since?: StreamPosition,
    url = person.url,
    transport: Transport = 'websocket',
  ): Promise<Listener> {
    const endpoint = `${url}/connection/${transport}`;
    const client = new Centrifuge(
      transport === 'websocket' ? endpoint.replace('http', 'ws') : [{ transport, endpoint }],
      {
        websocket: WebSocket,
        eventsource: EventSource,
        emulationEndpoint: `${url}/emulation`,
        minReconnectDelay: 50,
        maxReconnectDelay: 500,
        timeout: 30_000,
        getToken: async () => (await person.ok<{ token: string }>('GET', '/api/token/connection')).token,
      },
    );
    const subscription = client.newSubscription(`personal:${person.id}`, since ? { since } : {});
    const listener = new Listener(client, subscription);
    subscription.subscribe();
    client.connect();
    await subscription.ready(30_000);
    return listener;
  }

  /** Whether it hears what happens now. */
  get isHere(): boolean {
    const state: string = this.subscription.state;
    return state === 'subscribed';
  }

  /** The messages heard, in the order they came. */
  get messages(): Message[] {
    return this.events.filter((event) => event.type === 'message_added').map((event) => event.body as Message);
  }

  get contents(): string[] {
    return this.messages.map((message) => message.content);
  }

  close(): void {
    this.client.disconnect();
  }
}
