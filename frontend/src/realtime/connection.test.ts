import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RealtimeConnection, type ConnectionStatus, type LossReason } from './connection';
import { FakeGateway } from './fakeGateway';

const added = (id: number) => ({
  type: 'message_added',
  body: {
    id,
    content: `message ${id}`,
    user: { id: 2, username: 'bob' },
    room: { id: 7, version: id, bumped_at: '2026-01-01T00:00:00Z' },
    created_at: '2026-01-01T00:00:00Z',
  },
});

let gateway: FakeGateway;
let connection: RealtimeConnection;
let token: string | null;
let events: number[];
let statuses: ConnectionStatus[];
let losses: LossReason[];

beforeEach(() => {
  vi.useFakeTimers();
  gateway = new FakeGateway();
  token = 'token';
  events = [];
  statuses = [];
  losses = [];
  connection = new RealtimeConnection({
    origin: 'http://test',
    userId: 42,
    getToken: () => Promise.resolve(token),
    onEvent: (event) => {
      if (event.type === 'message_added') events.push(event.body.id);
    },
    onStatus: (status) => statuses.push(status),
    onStateLost: (reason) => losses.push(reason),
    options: { websocket: gateway.WebSocket },
  });
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

/** Long enough for any reconnect. */
const settle = () => vi.advanceTimersByTimeAsync(30_000);

/** The SDK hands over what it receives a moment later. */
async function publish(offset: number, data: unknown) {
  gateway.publish(offset, data);
  await vi.advanceTimersByTimeAsync(0);
}

async function follow(offset = 100) {
  connection.follow({ offset, epoch: 'epoch' });
  await settle();
}

describe('the connection', () => {
  test('hands over what happened after the position and what happens from then on, in order', async () => {
    await publish(99, added(1));
    await publish(101, added(2));
    await publish(105, added(3));
    await follow(100);
    await publish(110, added(4));
    expect(events).toEqual([2, 3, 4]);
    expect(gateway.subscribes).toMatchObject([{ channel: 'personal:42', recover: true, offset: 100, epoch: 'epoch' }]);
    expect(gateway.tokens).toEqual(['token']);
    expect(losses).toEqual([]);
    expect(statuses).toEqual(['reconnecting', 'connected']);
  });

  test('recovers what it missed while it was cut off, and says nothing but "reconnecting"', async () => {
    await follow();
    await publish(101, added(1));
    gateway.reachable = false;
    gateway.cut();
    await publish(102, added(2));
    await publish(103, { type: 'position' });
    await settle();
    expect(statuses.at(-1)).toBe('reconnecting');
    gateway.reachable = true;
    await settle();
    await publish(104, added(3));
    expect(events).toEqual([1, 2, 3]);
    expect(gateway.subscribes.at(-1)).toMatchObject({ recover: true, offset: 101 });
    expect(losses).toEqual([]);
    expect(statuses).toEqual(['reconnecting', 'connected', 'reconnecting', 'connected']);
  });

  test('waits for a recovery that a slow line takes long to bring, instead of asking again', async () => {
    await follow();
    gateway.subscribeTakes = 20_000;
    gateway.cut();
    await publish(101, added(1));
    await settle();
    expect(events).toEqual([1]);
    expect(gateway.subscribes).toHaveLength(2);
    expect(statuses.at(-1)).toBe('connected');
  });

  test('reports lost state once and hands over nothing more, until it follows from a new position', async () => {
    await follow();
    gateway.recovers = false;
    gateway.cut();
    await settle();
    await publish(200, added(1));
    gateway.cut();
    await settle();
    expect(losses).toEqual(['history-lost']);
    expect(events).toEqual([]);

    gateway.recovers = true;
    await follow(200);
    await publish(201, added(2));
    expect(events).toEqual([2]);
    expect(losses).toHaveLength(1);
  });

  test('takes a first subscribe that is not recovered for lost state, too', async () => {
    gateway.recovers = false;
    await follow();
    expect(losses).toEqual(['history-lost']);
  });

  test('takes a position that the server made it forget for lost state', async () => {
    await follow();
    gateway.cut(3014, 'state invalidated');
    await settle();
    expect(gateway.subscribes.at(-1)?.epoch).not.toBe('epoch');
    expect(losses).toEqual(['history-lost']);
  });

  test('subscribes again by itself when its position was doubted', async () => {
    await follow();
    gateway.push({ unsubscribe: { code: 2500, reason: 'insufficient state' } });
    await settle();
    expect(gateway.subscribes).toHaveLength(2);
    expect(losses).toEqual([]);
  });

  test('reports a subscription that the server ended', async () => {
    await follow();
    gateway.push({ unsubscribe: { code: 2000, reason: 'server unsubscribe' } });
    await settle();
    expect(losses).toEqual(['refused']);
  });

  test('reports a connection that the server ended for good', async () => {
    await follow();
    gateway.cut(3500, 'invalid token');
    await settle();
    expect(losses).toEqual(['refused']);
    expect(statuses.at(-1)).toBe('stopped');
    await follow(101);
    expect(statuses.at(-1)).toBe('connected');
  });

  test('stops when nobody is logged in any more', async () => {
    token = null;
    await follow();
    expect(losses).toEqual(['refused']);
    expect(gateway.tokens).toEqual([]);
  });

  test('ignores events it does not know, but not ones it cannot read', async () => {
    await follow();
    await publish(101, { type: 'something_new', body: 1 });
    await publish(102, added(1));
    expect(events).toEqual([1]);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await publish(103, { type: 'message_added', body: null });
    await publish(104, added(2));
    expect(events).toEqual([1]);
    expect(losses).toEqual(['unreadable']);
  });

  test('is offline when the device has no network, and back when it has', async () => {
    await follow();
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    gateway.reachable = false;
    globalThis.dispatchEvent(new Event('offline'));
    await settle();
    expect(statuses.at(-1)).toBe('offline');
    onLine.mockReturnValue(true);
    gateway.reachable = true;
    globalThis.dispatchEvent(new Event('online'));
    await settle();
    expect(statuses.at(-1)).toBe('connected');
    expect(losses).toEqual([]);
  });

  test('says nothing more after it was closed', async () => {
    await follow();
    const said = statuses.length;
    connection.close();
    await publish(101, added(1));
    await settle();
    expect(events).toEqual([]);
    expect(losses).toEqual([]);
    expect(statuses.slice(said)).toEqual(['stopped']);
  });
});
