import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpError, NetworkError } from '../../lib/http';
import { Shelf } from '../../lib/storage';
import { messageOf, userOf } from '../../model/samples';
import type { Message } from '../../model/types';
import { Outbox, type OutboxEntry } from './outbox';

/** What becomes of a request: `ok`, lost on the way, or refused with a status. */
type Fate = 'ok' | 'request-lost' | 'answer-lost' | number;

/** A server that stores messages by their key, behind a network that fails as it is told. */
class Server {
  readonly stored: Message[] = [];
  readonly requests: string[] = [];
  inFlight = 0;
  mostInFlight = 0;
  /** What becomes of the next requests; when empty, all is well. */
  readonly fates: Fate[] = [];
  readonly #byKey = new Map<string, Message>();

  readonly post = async ({ roomId, content, key, replyTo }: OutboxEntry): Promise<Message> => {
    this.requests.push(content);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await Promise.resolve();
    this.inFlight -= 1;
    const fate = this.fates.shift() ?? 'ok';
    if (typeof fate === 'number') throw new HttpError(fate, `refused with ${fate}`, [], fate === 429 ? 7000 : null);
    if (fate === 'request-lost') throw new NetworkError();
    const message = this.#byKey.get(key) ?? this.#store(roomId, content, key, replyTo);
    if (fate === 'answer-lost') throw new NetworkError();
    return message;
  };

  contents(): string[] {
    return this.stored.map(({ content }) => content);
  }

  #store(roomId: number, content: string, key: string, replyTo: number | null): Message {
    const id = this.stored.length + 1;
    const room = { id: roomId, version: id, bumped_at: '2026-01-01T00:00:00Z', seq: id };
    const quote = replyTo === null ? null : { id: replyTo, content: '', user: userOf(2), deleted_at: null };
    const message = messageOf({ id, content, room, reply_to: quote });
    this.stored.push(message);
    this.#byKey.set(key, message);
    return message;
  }
}

let keys = 0;

function outboxFor(server: Server, shelf = new Shelf('test.', localStorage)) {
  const onStored = vi.fn<(message: Message) => void>();
  const outbox = new Outbox({
    post: server.post,
    onStored,
    newestId: () => server.stored.length,
    shelf,
    uuid: () => `key-${(keys += 1)}`,
    random: () => 1,
  });
  return { outbox, onStored };
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets everything happen that is going to happen. */
const settle = () => vi.advanceTimersByTimeAsync(3_600_000);

describe('the outbox', () => {
  test('stores each message once and in order, however the network fails', async () => {
    const fate = fc.constantFrom<Fate[]>('ok', 'request-lost', 'answer-lost', 429, 500, 503, 408);
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 20 }), fc.integer({ min: 1, max: 8 }), async (fates, count) => {
        localStorage.clear();
        const server = new Server();
        server.fates.push(...fates);
        const { outbox, onStored } = outboxFor(server);
        const contents = Array.from({ length: count }, (_, index) => `message ${index}`);
        for (const content of contents) outbox.add(7, content);
        await settle();
        expect(server.contents()).toEqual(contents);
        expect(server.mostInFlight).toBe(1);
        expect(onStored.mock.calls.map(([message]) => message.content)).toEqual(contents);
        expect(outbox.entries.get()).toEqual([]);
        expect(localStorage.length).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('goes on after a reload of the page, in order and with the same keys', async () => {
    const server = new Server();
    server.fates.push('answer-lost', ...Array<'request-lost'>(50).fill('request-lost'));
    const first = outboxFor(server).outbox;
    for (const content of ['one', 'two', 'three']) first.add(7, content);
    await vi.advanceTimersByTimeAsync(2_000);
    first.close();
    server.fates.length = 0;

    const { outbox } = outboxFor(server);
    expect(outbox.entries.get().map(({ content }) => content)).toEqual(['one', 'two', 'three']);
    outbox.start();
    await settle();
    expect(server.contents()).toEqual(['one', 'two', 'three']);
  });

  test('two tabs with the same entries store each once', async () => {
    const server = new Server();
    server.fates.push(...Array<'request-lost'>(4).fill('request-lost'));
    const first = outboxFor(server).outbox;
    first.add(7, 'one');
    first.add(7, 'two');
    const second = outboxFor(server).outbox;
    second.start();
    await settle();
    expect(server.contents()).toEqual(['one', 'two']);
    expect(first.entries.get()).toEqual([]);
    expect(second.entries.get()).toEqual([]);
  });

  test('marks what the server refuses as failed and sends the next one', async () => {
    const server = new Server();
    server.fates.push(400);
    const { outbox } = outboxFor(server);
    outbox.add(7, 'too long');
    outbox.add(7, 'fine');
    await settle();
    expect(server.contents()).toEqual(['fine']);
    expect(outbox.entries.get()).toMatchObject([{ content: 'too long', failure: 'refused with 400' }]);
  });

  test('sends a failed message again when asked to, and forgets it when told to', async () => {
    const server = new Server();
    server.fates.push(400, 403);
    const { outbox } = outboxFor(server);
    outbox.add(7, 'again');
    outbox.add(7, 'never mind');
    await settle();
    const [again, forgotten] = outbox.entries.get();
    outbox.retry(again?.key ?? '');
    outbox.discard(forgotten?.key ?? '');
    await settle();
    expect(server.contents()).toEqual(['again']);
    expect(outbox.entries.get()).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  test('waits as long as the server says', async () => {
    const server = new Server();
    server.fates.push(429);
    const { outbox } = outboxFor(server);
    outbox.add(7, 'patience');
    await vi.advanceTimersByTimeAsync(6_999);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.contents()).toEqual(['patience']);
  });

  test('tries at once when the network is back', async () => {
    const server = new Server();
    server.fates.push(...Array<'request-lost'>(8).fill('request-lost'));
    const { outbox } = outboxFor(server);
    outbox.add(7, 'hello');
    await vi.advanceTimersByTimeAsync(40_000);
    server.fates.length = 0;
    outbox.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.contents()).toEqual(['hello']);
  });

  test('does not let one room wait for another', async () => {
    const server = new Server();
    server.fates.push(429);
    const { outbox } = outboxFor(server);
    outbox.add(7, 'slow');
    await vi.advanceTimersByTimeAsync(0);
    outbox.add(8, 'quick');
    await vi.advanceTimersByTimeAsync(0);
    expect(server.contents()).toEqual(['quick']);
  });

  test('keeps everything while paused, also what the server has just stored, and stores nothing twice after', async () => {
    const server = new Server();
    const { outbox, onStored } = outboxFor(server);
    outbox.add(7, 'on its way');
    outbox.pause();
    outbox.add(7, 'later');
    await settle();
    expect(onStored).not.toHaveBeenCalled();
    expect(outbox.entries.get()).toHaveLength(2);
    outbox.resume();
    await settle();
    expect(server.contents()).toEqual(['on its way', 'later']);
    expect(outbox.entries.get()).toEqual([]);
  });

  test('works without storage, as long as the page lives', async () => {
    const server = new Server();
    server.fates.push('answer-lost');
    const { outbox } = outboxFor(server, new Shelf('test.', null));
    outbox.add(7, 'private window');
    await settle();
    expect(server.contents()).toEqual(['private window']);
  });

  test('sends what a message answers along with it, and what a version that knew no replies has left behind', async () => {
    const old = { key: 'old', roomId: 7, content: 'from before', writtenAt: 1, afterId: null, failure: null };
    localStorage.setItem('test.outbox.old', JSON.stringify(old));
    const server = new Server();
    const { outbox } = outboxFor(server);
    outbox.start();
    outbox.add(7, 'an answer', 5);
    await settle();
    expect(server.stored).toMatchObject([
      { content: 'from before', reply_to: null },
      { content: 'an answer', reply_to: { id: 5 } },
    ]);
  });

  test('drops an entry in storage that it cannot read', () => {
    localStorage.setItem('test.outbox.x', '{"key":"x"}');
    expect(outboxFor(new Server()).outbox.entries.get()).toEqual([]);
  });
});
