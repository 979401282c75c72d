import { Centrifuge, type Options, type Subscription } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';
import type { Format } from './socket';

export type Transport = 'websocket' | 'http_stream' | 'sse';

/** A transport with a format: everything that a client can be connected by. */
export interface Wire {
  transport: Transport;
  format: Format;
}

export const WIRES: readonly Wire[] = [
  { transport: 'websocket', format: 'json' },
  { transport: 'websocket', format: 'protobuf' },
  { transport: 'http_stream', format: 'json' },
  { transport: 'http_stream', format: 'protobuf' },
  { transport: 'sse', format: 'json' },
];

export function nameOf({ transport, format }: Wire): string {
  return `${transport}, ${format}`;
}

/** The SDK as it comes from npm, connecting to a server's `http` address over one wire. */
export function sdkClient(url: string, { transport, format }: Wire, options: Partial<Options> = {}): Centrifuge {
  const socketUrl = `${url.replace('http', 'ws')}/connection/websocket`;
  const endpoint = transport === 'websocket' ? socketUrl : [{ transport, endpoint: `${url}/connection/${transport}` }];
  const all: Partial<Options> = {
    websocket: WebSocket,
    eventsource: EventSource,
    emulationEndpoint: `${url}/emulation`,
    minReconnectDelay: 50,
    maxReconnectDelay: 500,
    timeout: 30_000,
    ...options,
  };
  // The two builds declare the same class apart from each other.
  return format === 'json'
    ? new Centrifuge(endpoint, all)
    : (new ProtobufCentrifuge(endpoint, all) as unknown as Centrifuge);
}

/** A payload as the SDK wants it: a JSON value, or in Protobuf the bytes of its text. */
export function encoded({ format }: Wire, value: unknown): unknown {
  return format === 'json' ? value : new TextEncoder().encode(JSON.stringify(value));
}

/** The JSON value of a payload that the SDK handed out; undefined if there is none, which Protobuf shows as no bytes. */
export function decoded(data: unknown): unknown {
  if (data instanceof Uint8Array && data.length === 0) return undefined;
  return data instanceof Uint8Array ? (JSON.parse(new TextDecoder().decode(data)) as unknown) : data;
}

/** What a subscription's handlers have been called with. */
export class Heard {
  readonly publications: { data: unknown; offset?: number; user?: string; tags?: Record<string, string> }[] = [];
  readonly subscribed: { wasRecovering: boolean; recovered: boolean; data?: unknown; position?: object }[] = [];
  readonly subscribing: number[] = [];
  readonly unsubscribed: number[] = [];
  readonly joins: string[] = [];
  readonly leaves: string[] = [];
  readonly errors: { type: string; code: number }[] = [];

  constructor(subscription: Subscription) {
    subscription.on('publication', ({ data, offset, info, tags }) => {
      this.publications.push({
        data: decoded(data),
        ...(offset === undefined ? {} : { offset }),
        ...(info === undefined ? {} : { user: info.user }),
        ...(tags === undefined ? {} : { tags }),
      });
    });
    subscription.on('subscribed', ({ wasRecovering, recovered, data, streamPosition }) => {
      this.subscribed.push({
        wasRecovering,
        recovered,
        ...(decoded(data) === undefined ? {} : { data: decoded(data) }),
        ...(streamPosition === undefined ? {} : { position: streamPosition }),
      });
    });
    subscription.on('subscribing', ({ code }) => this.subscribing.push(code));
    subscription.on('unsubscribed', ({ code }) => this.unsubscribed.push(code));
    subscription.on('join', ({ info }) => this.joins.push(info.client));
    subscription.on('leave', ({ info }) => this.leaves.push(info.client));
    subscription.on('error', ({ type, error }) => this.errors.push({ type, code: error.code }));
  }

  get data(): unknown[] {
    return this.publications.map(({ data }) => data);
  }
}

/** What a client's own handlers have been called with; publications and so on are those of server-side subscriptions. */
export class HeardByClient {
  readonly connected: string[] = [];
  readonly connecting: number[] = [];
  readonly disconnected: { code: number; reason: string }[] = [];
  readonly errors: { type: string; code: number }[] = [];
  readonly subscribed: { channel: string; wasRecovering: boolean; recovered: boolean; data?: unknown }[] = [];
  readonly unsubscribed: string[] = [];
  readonly publications: { channel: string; data: unknown; offset?: number }[] = [];
  readonly joins: { channel: string; client: string }[] = [];
  readonly leaves: { channel: string; client: string }[] = [];

  constructor(client: Centrifuge) {
    client.on('connected', (context) => this.connected.push(context.client));
    client.on('connecting', ({ code }) => this.connecting.push(code));
    client.on('disconnected', ({ code, reason }) => this.disconnected.push({ code, reason }));
    client.on('error', ({ type, error }) => this.errors.push({ type, code: error.code }));
    client.on('subscribed', ({ channel, wasRecovering, recovered, data }) => {
      this.subscribed.push({
        channel,
        wasRecovering,
        recovered,
        ...(decoded(data) === undefined ? {} : { data: decoded(data) }),
      });
    });
    client.on('unsubscribed', ({ channel }) => this.unsubscribed.push(channel));
    client.on('publication', ({ channel, data, offset }) => {
      this.publications.push({ channel, data: decoded(data), ...(offset === undefined ? {} : { offset }) });
    });
    client.on('join', ({ channel, info }) => this.joins.push({ channel, client: info.client }));
    client.on('leave', ({ channel, info }) => this.leaves.push({ channel, client: info.client }));
  }
}
