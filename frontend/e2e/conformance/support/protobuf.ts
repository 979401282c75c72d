import type { Reply, Request } from './frames';

/*
 * The Protobuf framing of the client protocol, written down once more and apart from the server's: what the server reads
 * and writes is checked against these field numbers. Payloads (`data`) are bytes; those that hold JSON are shown as its value.
 */

type Scalar = 'uint' | 'int' | 'bool' | 'string' | 'payload';
interface Field {
  number: number;
  type: Scalar | { message: string } | { map: string };
  repeated?: boolean;
}
type Schema = Record<string, Field>;

const scalar = (number: number, type: Scalar): Field => ({ number, type });
const message = (number: number, name: string): Field => ({ number, type: { message: name } });
const list = (number: number, name: string): Field => ({ number, type: { message: name }, repeated: true });
const map = (number: number, name: string): Field => ({ number, type: { map: name } });

const SCHEMAS: Record<string, Schema> = {
  Command: {
    id: scalar(1, 'uint'),
    connect: message(4, 'ConnectRequest'),
    subscribe: message(5, 'SubscribeRequest'),
    unsubscribe: message(6, 'Channel'),
    publish: message(7, 'PublishRequest'),
    presence: message(8, 'Channel'),
    presence_stats: message(9, 'Channel'),
    history: message(10, 'HistoryRequest'),
    ping: message(11, 'Empty'),
    send: message(12, 'Payload'),
    rpc: message(13, 'Rpc'),
    refresh: message(14, 'RefreshRequest'),
    sub_refresh: message(15, 'SubRefreshRequest'),
  },
  Reply: {
    id: scalar(1, 'uint'),
    error: message(2, 'Error'),
    push: message(4, 'Push'),
    connect: message(5, 'ConnectResult'),
    subscribe: message(6, 'SubscribeResult'),
    unsubscribe: message(7, 'Empty'),
    publish: message(8, 'Empty'),
    presence: message(9, 'PresenceResult'),
    presence_stats: message(10, 'PresenceStatsResult'),
    history: message(11, 'HistoryResult'),
    rpc: message(13, 'Rpc'),
    refresh: message(14, 'RefreshResult'),
    sub_refresh: message(15, 'Expiry'),
  },
  Empty: {},
  Error: { code: scalar(1, 'uint'), message: scalar(2, 'string'), temporary: scalar(3, 'bool') },
  Push: {
    channel: scalar(2, 'string'),
    pub: message(4, 'Publication'),
    join: message(5, 'Presence'),
    leave: message(6, 'Presence'),
    unsubscribe: message(7, 'Unsubscribe'),
    message: message(8, 'Payload'),
    subscribe: message(9, 'Subscribe'),
    disconnect: message(11, 'Disconnect'),
    refresh: message(12, 'Expiry'),
  },
  Publication: {
    data: scalar(4, 'payload'),
    info: message(5, 'ClientInfo'),
    offset: scalar(6, 'uint'),
    tags: map(7, 'string'),
    delta: scalar(8, 'bool'),
  },
  ClientInfo: {
    user: scalar(1, 'string'),
    client: scalar(2, 'string'),
    conn_info: scalar(3, 'payload'),
    chan_info: scalar(4, 'payload'),
  },
  Presence: { info: message(1, 'ClientInfo') },
  Unsubscribe: { code: scalar(2, 'uint'), reason: scalar(3, 'string') },
  Disconnect: { code: scalar(1, 'uint'), reason: scalar(2, 'string') },
  Subscribe: {
    recoverable: scalar(1, 'bool'),
    epoch: scalar(4, 'string'),
    offset: scalar(5, 'uint'),
    positioned: scalar(6, 'bool'),
    data: scalar(7, 'payload'),
  },
  Payload: { data: scalar(1, 'payload') },
  Rpc: { data: scalar(1, 'payload'), method: scalar(2, 'string') },
  Channel: { channel: scalar(1, 'string') },
  ConnectRequest: {
    token: scalar(1, 'string'),
    data: scalar(2, 'payload'),
    subs: map(3, 'SubscribeRequest'),
    name: scalar(4, 'string'),
    version: scalar(5, 'string'),
    headers: map(6, 'string'),
    flag: scalar(7, 'int'),
  },
  ConnectResult: {
    client: scalar(1, 'string'),
    version: scalar(2, 'string'),
    expires: scalar(3, 'bool'),
    ttl: scalar(4, 'uint'),
    data: scalar(5, 'payload'),
    subs: map(6, 'SubscribeResult'),
    ping: scalar(7, 'uint'),
    pong: scalar(8, 'bool'),
    session: scalar(9, 'string'),
    node: scalar(10, 'string'),
    time: scalar(11, 'int'),
  },
  SubscribeRequest: {
    channel: scalar(1, 'string'),
    token: scalar(2, 'string'),
    recover: scalar(3, 'bool'),
    epoch: scalar(6, 'string'),
    offset: scalar(7, 'uint'),
    data: scalar(8, 'payload'),
    positioned: scalar(9, 'bool'),
    recoverable: scalar(10, 'bool'),
    join_leave: scalar(11, 'bool'),
    delta: scalar(12, 'string'),
    tf: message(13, 'FilterNode'),
    flag: scalar(14, 'int'),
    type: scalar(15, 'int'),
  },
  FilterNode: { op: scalar(1, 'string'), key: scalar(2, 'string'), cmp: scalar(3, 'string'), val: scalar(4, 'string') },
  SubscribeResult: {
    expires: scalar(1, 'bool'),
    ttl: scalar(2, 'uint'),
    recoverable: scalar(3, 'bool'),
    epoch: scalar(6, 'string'),
    publications: list(7, 'Publication'),
    recovered: scalar(8, 'bool'),
    offset: scalar(9, 'uint'),
    positioned: scalar(10, 'bool'),
    data: scalar(11, 'payload'),
    was_recovering: scalar(12, 'bool'),
    delta: scalar(13, 'bool'),
    id: scalar(14, 'int'),
  },
  PublishRequest: { channel: scalar(1, 'string'), data: scalar(2, 'payload') },
  PresenceResult: { presence: map(1, 'ClientInfo') },
  PresenceStatsResult: { num_clients: scalar(1, 'uint'), num_users: scalar(2, 'uint') },
  StreamPosition: { offset: scalar(1, 'uint'), epoch: scalar(2, 'string') },
  HistoryRequest: {
    channel: scalar(1, 'string'),
    limit: scalar(7, 'int'),
    since: message(8, 'StreamPosition'),
    reverse: scalar(9, 'bool'),
  },
  HistoryResult: { publications: list(1, 'Publication'), epoch: scalar(2, 'string'), offset: scalar(3, 'uint') },
  RefreshRequest: { token: scalar(1, 'string') },
  RefreshResult: {
    client: scalar(1, 'string'),
    version: scalar(2, 'string'),
    expires: scalar(3, 'bool'),
    ttl: scalar(4, 'uint'),
  },
  SubRefreshRequest: { channel: scalar(1, 'string'), token: scalar(2, 'string') },
  Expiry: { expires: scalar(1, 'bool'), ttl: scalar(2, 'uint') },
  EmulationRequest: { node: scalar(1, 'string'), session: scalar(2, 'string'), data: scalar(3, 'payload') },
};

type Fields = Record<string, unknown>;
type Bytes = Uint8Array<ArrayBuffer>;

/** One frame: each command behind its length. */
export function encodeCommands(commands: object[]): Bytes {
  return Buffer.concat(commands.map((command) => delimited(encode('Command', command as Fields))));
}

export function encodeEmulation(request: { node: string; session: string; data: Uint8Array }): Bytes {
  return encode('EmulationRequest', request);
}

/** Takes frames apart; a message may come in pieces. A ping is a reply with nothing in it. */
class MessageReader<T extends object> {
  private rest = Buffer.alloc(0);

  constructor(private readonly message: 'Command' | 'Reply') {}

  read(chunk: Uint8Array): T[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: T[] = [];
    for (;;) {
      const reader = new Reader(this.rest);
      const body = reader.tryDelimited();
      if (!body) return messages;
      this.rest = this.rest.subarray(reader.at);
      messages.push(decode(this.message, body) as T);
    }
  }
}

export class ReplyReader extends MessageReader<Reply> {
  constructor() {
    super('Reply');
  }
}

export class CommandReader extends MessageReader<Request> {
  constructor() {
    super('Command');
  }
}

function schemaOf(name: string): Schema {
  const schema = SCHEMAS[name];
  if (!schema) throw new Error(`no message ${name}`);
  return schema;
}

function encode(name: string, fields: Fields): Buffer<ArrayBuffer> {
  const schema = schemaOf(name);
  return Buffer.concat(
    Object.entries(fields).map(([key, value]) => {
      const field = schema[key];
      if (!field) throw new Error(`${name} has no field ${key}`);
      if (typeof field.type !== 'object') return encodeScalar(field.number, field.type, value);
      if ('message' in field.type) return tagged(field.number, encode(field.type.message, value as Fields));
      const { map: type } = field.type;
      const entry = (item: unknown) =>
        type === 'string' ? encodeScalar(2, 'string', item) : tagged(2, encode(type, item as Fields));
      return Buffer.concat(
        Object.entries(value as Fields).map(([mapKey, item]) =>
          tagged(field.number, Buffer.concat([encodeScalar(1, 'string', mapKey), entry(item)])),
        ),
      );
    }),
  );
}

function encodeScalar(number: number, type: Scalar, value: unknown): Buffer {
  if (type === 'string') return tagged(number, Buffer.from(value as string));
  if (type === 'payload') {
    return tagged(number, value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(JSON.stringify(value)));
  }
  return Buffer.concat([varint(BigInt(number << 3)), varint(BigInt.asUintN(64, BigInt(value as number)))]);
}

function tagged(number: number, body: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((number << 3) | 2)), delimited(body)]);
}

function delimited(body: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(body.length)), body]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function decode(name: string, bytes: Buffer): Fields {
  const byNumber = new Map(Object.entries(schemaOf(name)).map(([key, field]) => [field.number, { key, ...field }]));
  const fields: Fields = {};
  for (const reader = new Reader(bytes); !reader.done;) {
    const tag = Number(reader.varint());
    const field = byNumber.get(tag >> 3);
    // What nobody knows is read over.
    if ((tag & 7) === 0) {
      const value = reader.varint();
      if (field) fields[field.key] = number(field.type, value);
    } else if ((tag & 7) === 2) {
      const body = reader.delimited();
      if (field) put(fields, field, body);
    } else {
      throw new Error(`${name} has a field ${tag >> 3} of wire type ${tag & 7}`);
    }
  }
  return fields;
}

function number(type: Field['type'], value: bigint): number | boolean {
  if (type === 'bool') return value !== 0n;
  return Number(type === 'int' ? BigInt.asIntN(64, value) : value);
}

function put(fields: Fields, field: Field & { key: string }, body: Buffer): void {
  if (typeof field.type !== 'object') {
    fields[field.key] = field.type === 'payload' ? payload(body) : body.toString();
  } else if ('map' in field.type) {
    const entry = new Reader(body);
    entry.varint();
    const key = entry.delimited().toString();
    entry.varint();
    const value = entry.delimited();
    const entries = (fields[field.key] ??= {}) as Fields;
    entries[key] = field.type.map === 'string' ? value.toString() : decode(field.type.map, value);
  } else if (field.repeated) {
    ((fields[field.key] ??= []) as Fields[]).push(decode(field.type.message, body));
  } else {
    fields[field.key] = decode(field.type.message, body);
  }
}

function payload(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return new Uint8Array(body);
  }
}

class Reader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('a varint without an end');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  delimited(): Buffer {
    const body = this.tryDelimited();
    if (!body) throw new RangeError('a field longer than its message');
    return body;
  }

  /** Null if not all of it is there yet. */
  tryDelimited(): Buffer | null {
    if (!this.bytes.subarray(this.at).some((byte) => byte < 0x80)) return null;
    const length = Number(this.varint());
    const end = this.at + length;
    if (end > this.bytes.length) return null;
    const body = this.bytes.subarray(this.at, end);
    this.at = end;
    return body;
  }
}
