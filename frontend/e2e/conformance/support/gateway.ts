import { randomInt, randomUUID, type KeyObject } from 'node:crypto';
import type { Centrifuge, Options } from 'centrifuge';
import { ServerApi } from './api';
import type { ConnectResult, Request } from './frames';
import { hmacToken, inSeconds, privateKey, type Claims, type KeyName } from './jwt';
import type { Peer } from './peer';
import { sdkClient, type Wire } from './sdk';
import { API_KEY, AUDIENCE, ISSUER, SECRET, type Launched, type ServerName } from './servers';
import { Socket, type SocketOptions } from './socket';
import { Stream } from './stream';

/** What every token of a server has to say. */
const HOUSE_CLAIMS: Partial<Record<ServerName, Claims>> = { strict: { aud: AUDIENCE, iss: ISSUER } };

const WEBSOCKET: Wire = { transport: 'websocket', format: 'json' };

/** One test's view of a server: makes clients and tokens, and takes leave of all clients at its end. */
export class Gateway {
  readonly url: string;
  readonly api: ServerApi;
  private readonly opened: { leave: () => void }[] = [];

  constructor(
    private readonly name: ServerName,
    private readonly launched: Launched,
  ) {
    this.url = launched.url;
    this.api = new ServerApi(launched.url, name === 'insecure' ? 'test-api-key' : API_KEY);
  }

  /** A channel that no other test knows. */
  channel(namespace = ''): string {
    return namespace === '' ? randomUUID() : `${namespace}:${randomUUID()}`;
  }

  /** A user id that no other test knows. */
  user(): string {
    return String(randomInt(2 ** 40));
  }

  /** A connection token; without `sub` of a user that no other test knows. It ends in an hour unless told otherwise. */
  token(claims: Claims = {}): string {
    return hmacToken(SECRET, this.claims(claims));
  }

  /** A subscription token for a user. */
  subscriptionToken(user: string, channel: string, claims: Claims = {}): string {
    return hmacToken(SECRET, this.claims({ sub: user, channel, ...claims }));
  }

  /** All that a token of this server needs, to be signed in some other way. */
  claims(claims: Claims = {}): Claims {
    return { sub: this.user(), exp: inSeconds(3600), ...HOUSE_CLAIMS[this.name], ...claims };
  }

  key(name: KeyName): KeyObject {
    return privateKey(this.launched.privateKeys[name]);
  }

  /** A raw WebSocket that has said nothing yet. */
  async socket(options: SocketOptions = {}): Promise<Socket> {
    return this.keep(await Socket.open(this.url, options));
  }

  /** A raw client over any wire that has said nothing yet. */
  async peer({ transport, format }: Wire = WEBSOCKET): Promise<Peer> {
    if (transport === 'websocket') return this.socket({ format });
    return this.stream({ transport, format });
  }

  stream({ transport, format }: Wire): Stream {
    if (transport === 'websocket') throw new Error('a WebSocket is no stream');
    return this.keep(new Stream(this.url, transport, { format }));
  }

  /** A raw client that is connected, as a user of its own unless the claims say otherwise. */
  async connected(claims: Claims = {}, wire: Wire = WEBSOCKET): Promise<Connected> {
    const user = typeof claims['sub'] === 'string' ? claims['sub'] : this.user();
    return this.connectedWith({ token: this.token({ ...claims, sub: user }) }, user, wire);
  }

  /** A raw client that is connected with just this request. */
  async connectedWith(request: Request, user = '', wire: Wire = WEBSOCKET): Promise<Connected> {
    const peer = await this.peer(wire);
    const { connect, error } = await peer.call({ connect: request });
    if (!connect) throw new Error(`connect: ${JSON.stringify(error)}`);
    return Object.assign(peer, { user, client: connect.client, connection: connect });
  }

  /** The SDK, not connected yet, as a user of its own unless options have a token. */
  sdk(wire: Wire = WEBSOCKET, options: Partial<Options> = {}): Centrifuge {
    const token = options.token === undefined && !options.getToken ? { token: this.token() } : {};
    const client = sdkClient(this.url, wire, { ...token, ...options });
    this.opened.push({
      leave: () => {
        client.disconnect();
      },
    });
    return client;
  }

  close(): void {
    for (const client of this.opened) client.leave();
  }

  private keep<T extends { leave: () => void }>(client: T): T {
    this.opened.push(client);
    return client;
  }
}

/** A raw client that is connected. */
export type Connected = Peer & { user: string; client: string; connection: ConnectResult };
