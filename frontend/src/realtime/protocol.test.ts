import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Centrifuge as JsonCentrifuge } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import { describe, expect, test } from 'vitest';

/*
 * The frames that the server's tests read and write, as the SDK understands them: field numbers, names and
 * patches are right if both agree with the same files.
 */

type Fields = Readonly<Record<string, unknown>>;

interface Golden {
  readonly name: string;
  readonly frame: string;
  readonly protobuf?: string;
}

interface Patch {
  readonly name: string;
  readonly encoding: 'utf-8' | 'base64';
  readonly base: string;
  readonly target: string;
  readonly patch: string;
}

interface Patched {
  readonly newData: unknown;
  readonly newPrevValue: Uint8Array;
}

/** What the SDK has for itself; the last two only in its Protobuf build. */
interface Codec {
  decodeReplies(frame: unknown): Fields[];
  applyDeltaIfNeeded(pub: { delta?: boolean; data: unknown }, before?: Uint8Array): Patched;
  decodeCommands(frame: Uint8Array): Fields[];
  encodeCommands(commands: Fields[]): Uint8Array;
}

const codecOf = (sdk: JsonCentrifuge | ProtobufCentrifuge) => (sdk as unknown as { readonly _codec: Codec })._codec;
const json = codecOf(new JsonCentrifuge('ws://localhost'));
const protobuf = codecOf(new ProtobufCentrifuge('ws://localhost'));

function read<T>(file: string): T[] {
  const path = join(import.meta.dirname, '../../../src/test/resources/protocol', file);
  return JSON.parse(readFileSync(path, 'utf-8')) as T[];
}

const inBothForms = (file: string) => read<Golden>(file).filter((golden) => golden.protobuf !== undefined);
const bytes = ({ protobuf: base64 = '' }: Golden) => new Uint8Array(Buffer.from(base64, 'base64'));
const linesOf = ({ frame }: Golden) => frame.split('\n').map((line) => JSON.parse(line) as Fields);

interface Long {
  toNumber(): number;
}

const isLong = (value: object): value is Long => 'toNumber' in value;

/** A message as the JSON form has it. Bytes are a value there, or text, or base 64, which may be the text of a value. */
function asJson(message: unknown, like: unknown): unknown {
  if (message instanceof Uint8Array) {
    const text = new TextDecoder().decode(message);
    if (like === text) return text;
    const base64 = Buffer.from(message).toString('base64');
    const encoded = [base64, JSON.stringify(base64)].find((each) => each === like);
    return encoded ?? JSON.parse(text);
  }
  if (Array.isArray(message)) return message.map((part, i) => asJson(part, (like as unknown[] | undefined)?.[i]));
  if (typeof message !== 'object' || message === null) return message;
  if (isLong(message)) return message.toNumber();
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [name, asJson(value, (like as Fields | undefined)?.[name])]),
  );
}

/** Without what may be left out: it means the same as its absence. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => !isZero(field))
      .map(([name, field]) => [name, pruned(field)]),
  );
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isZero);
  return value === 0 || value === '' || value === false || value === null;
}

function expectSame(messages: Fields[], like: Fields[]): void {
  expect(messages.map((message) => Object.keys(message).sort())).toEqual(like.map((line) => Object.keys(line).sort()));
  expect(pruned(asJson(messages, like))).toEqual(pruned(like));
}

describe('the golden frames', () => {
  // What nobody knows is not there to be compared.
  const commands = inBothForms('commands.json').filter(({ name }) => name !== 'unknown fields');

  test.each(commands)('mean the same command in both forms: $name', (golden) => {
    expectSame(protobuf.decodeCommands(bytes(golden)), linesOf(golden));
  });

  const written = ['connect', 'connect and subscribe', 'subscribe with recovery', 'history since', 'sub_refresh'];

  test.each(commands.filter(({ name }) => written.includes(name)))('are what the SDK writes: $name', (golden) => {
    const messages = linesOf(golden).map((line) => {
      const connect = line['connect'] as Fields | undefined;
      const data = connect?.['data'];
      return data === undefined
        ? line
        : { ...line, connect: { ...connect, data: new TextEncoder().encode(JSON.stringify(data)) } };
    });
    expect(Buffer.from(protobuf.encodeCommands(messages)).toString('base64')).toBe(golden.protobuf);
  });

  test.each(inBothForms('replies.json'))('mean the same reply in both forms: $name', (golden) => {
    expectSame(protobuf.decodeReplies(bytes(golden)), json.decodeReplies(golden.frame));
  });

  test.each(read<Golden>('replies.json'))('are one JSON value a line: $name', (golden) => {
    expect(json.decodeReplies(golden.frame)).toEqual(linesOf(golden));
  });
});

describe('the patches', () => {
  const patches = read<Patch>('deltas.json');

  test.each(patches)('give the next publication: $name', ({ encoding, base, target, patch }) => {
    const { newPrevValue } = protobuf.applyDeltaIfNeeded(
      { delta: true, data: new Uint8Array(Buffer.from(patch, encoding)) },
      new Uint8Array(Buffer.from(base, encoding)),
    );
    expect(Buffer.from(newPrevValue).toString(encoding)).toBe(target);
  });

  const values = patches.filter(({ encoding, target }) => encoding === 'utf-8' && target.startsWith('{"'));

  test.each(values)('give the next publication as text: $name', ({ base, target, patch }) => {
    const { newData } = json.applyDeltaIfNeeded({ delta: true, data: patch }, new TextEncoder().encode(base));
    expect(newData).toEqual(JSON.parse(target));
  });
});
