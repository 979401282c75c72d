import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { userOf } from '../model/samples';
import { RealtimeConnection } from './connection';
import { FakeGateway } from './fakeGateway';
import type { RoomChannel } from './roomChannel';

const ME = 1;
const BOB = 2;

let gateway: FakeGateway;
let connection: RealtimeConnection;
let room: RoomChannel;
let subscribed: number;

const visitor = (user: number, client = `client${user}`) => ({ user: String(user), client });
const settle = () => vi.advanceTimersByTimeAsync(0);

async function push(data: object) {
  gateway.push(data, 'room:');
  await settle();
}
const typing = (user: number) => push({ pub: { data: { type: 'typing' }, info: visitor(user) } });
const read = (user: number, last_read_message_id: number) =>
  push({ pub: { data: { type: 'read_changed', body: { user: userOf(user), last_read_message_id } } } });

beforeEach(async () => {
  vi.useFakeTimers();
  gateway = new FakeGateway();
  gateway.present.push(visitor(ME));
  connection = new RealtimeConnection({
    origin: 'http://test',
    userId: ME,
    getToken: () => Promise.resolve('token'),
    onEvent: () => undefined,
    onStatus: () => undefined,
    onStateLost: () => undefined,
    options: { websocket: gateway.WebSocket },
  });
  subscribed = 0;
  room = connection.room;
  connection.follow({ offset: 0, epoch: 'epoch' });
  room.open(7, () => (subscribed += 1));
  await vi.advanceTimersByTimeAsync(1_000);
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

describe('the channel of a room', () => {
  test('tells who is here: those who were, those who came, and not those who have left their last window', async () => {
    expect(room.here.get()).toEqual(new Set([ME]));
    await push({ join: { info: visitor(BOB, 'phone') } });
    await push({ join: { info: visitor(BOB, 'laptop') } });
    await push({ leave: { info: visitor(BOB, 'phone') } });
    expect(room.here.get()).toEqual(new Set([ME, BOB]));
    await push({ leave: { info: visitor(BOB, 'laptop') } });
    expect(room.here.get()).toEqual(new Set([ME]));
  });

  test('asks again after an interruption who is here, when the server has had time to breathe', async () => {
    expect(subscribed).toBe(1);
    gateway.present.push(visitor(BOB));
    gateway.cut();
    await settle();
    expect(room.here.get()).toEqual(new Set());
    await vi.advanceTimersByTimeAsync(4_900);
    expect(subscribed).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(room.here.get()).toEqual(new Set([ME, BOB]));
    expect(subscribed).toBe(2);
  });

  test('tells who is typing, until they are silent for a while, have left or have written', async () => {
    await typing(BOB);
    await typing(ME);
    expect(room.typing.get()).toEqual([BOB]);
    await vi.advanceTimersByTimeAsync(4_900);
    await typing(BOB);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(room.typing.get()).toEqual([BOB]);
    await vi.advanceTimersByTimeAsync(100);
    expect(room.typing.get()).toEqual([]);
    await typing(BOB);
    room.wrote(userOf(BOB), 9);
    expect(room.typing.get()).toEqual([]);
    await typing(BOB);
    await push({ join: { info: visitor(BOB) } });
    await push({ leave: { info: visitor(BOB) } });
    expect(room.typing.get()).toEqual([]);
  });

  test('says that I am typing once in three seconds', async () => {
    for (let i = 0; i < 10; i++) {
      room.type();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(gateway.published).toEqual([{ type: 'typing' }, { type: 'typing' }]);
  });

  test('tells how far others have read, which goes only forward', async () => {
    room.read([{ user: userOf(BOB), last_read_message_id: 5 }]);
    await read(BOB, 4);
    await read(ME, 9);
    expect([...room.receipts.get().values()]).toMatchObject([{ user: { id: BOB }, last_read_message_id: 5 }]);
    await read(BOB, 6);
    expect(room.receipts.get().get(BOB)?.last_read_message_id).toBe(6);
    room.wrote(userOf(BOB), 8);
    expect(room.receipts.get().get(BOB)?.last_read_message_id).toBe(8);
  });

  test('ignores what it does not know, and everything once it is closed', async () => {
    await push({ pub: { data: { type: 'waving' }, info: visitor(BOB) } });
    expect(room.typing.get()).toEqual([]);
    room.close();
    expect(room.here.get()).toEqual(new Set());
    await typing(BOB);
    room.type();
    await settle();
    expect(room.typing.get()).toEqual([]);
    expect(gateway.published).toEqual([]);
  });

  test('tells of a burst of news once a frame', () => {
    const told = vi.fn();
    room.receipts.subscribe(told);
    for (let id = 1; id <= 10; id++) room.wrote(userOf(BOB), id);
    expect(room.receipts.get().get(BOB)?.last_read_message_id).toBe(10);
    expect(told).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveBeenCalledTimes(2);
  });
});
