import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beep } from '../features/notifications/beep';
import { createHttp } from '../lib/http';
import { messageOf, roomOf, userOf } from '../model/samples';
import { FakeGateway } from '../realtime/fakeGateway';
import { Notifier } from './notifier';
import { ChatSession } from './session';

const me = userOf(1);
const bob = userOf(2, 'bob');
const direct = roomOf({ id: 7, kind: 'direct', peer: bob, members: [me, bob] });

vi.mock('../features/notifications/beep', () => ({ beep: vi.fn(() => Promise.resolve()) }));

const at7 = { id: 7, bumped_at: '2026-01-01T00:00:00Z', seq: 1 };

class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'granted';
  static shown: FakeNotification[] = [];
  closed = false;

  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    super();
    FakeNotification.shown.push(this);
  }

  close() {
    this.closed = true;
  }
}

let session: ChatSession;
let notifier: Notifier;
const opened = vi.fn();
let focused: boolean;

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  opened.mockClear();
  FakeNotification.shown = [];
  FakeNotification.permission = 'granted';
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('WebSocket', new FakeGateway().WebSocket);
  focused = false;
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused);
  const http = createHttp({
    fetch: () => Promise.resolve(Response.json({ token: 'token' })),
    onUnauthorized: () => undefined,
  });
  session = new ChatSession(http, { position: { offset: 1, epoch: 'e' }, me, rooms: [direct] }, 'http://localhost');
  notifier = new Notifier(session, opened);
});

afterEach(() => {
  notifier.close();
  session.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const arrive = (id: number) =>
  session.apply({ type: 'message_added', body: messageOf({ id, user: bob, content: '**hello**' }) });

function write(id: number) {
  arrive(id);
  vi.advanceTimersByTime(100);
}

const readElsewhere = (id: number) =>
  session.apply({
    type: 'read_changed',
    body: { room: { id: 7 }, user: me, last_read_message_id: id, last_read_seq: id },
  });

test('a direct message is shown without its marks, and a click opens the room', () => {
  write(5);
  const [shown] = FakeNotification.shown;
  expect(shown?.title).toBe('bob');
  expect(shown?.options.body).toBe('hello');
  shown?.dispatchEvent(new Event('click'));
  expect(opened).toHaveBeenCalledExactlyOnceWith(7);
  expect(shown?.closed).toBe(true);
});

test('what is read on another device is taken back', () => {
  write(5);
  readElsewhere(5);
  expect(FakeNotification.shown[0]?.closed).toBe(true);
});

test('of what was missed, only what has not been read elsewhere calls, with one sound', () => {
  vi.mocked(beep).mockClear();
  for (const id of [5, 6, 7, 8]) arrive(id);
  readElsewhere(6);
  expect(FakeNotification.shown).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(FakeNotification.shown).toHaveLength(1);
  expect(beep).toHaveBeenCalledOnce();
  for (const id of [9, 10]) arrive(id);
  readElsewhere(10);
  vi.advanceTimersByTime(100);
  expect(FakeNotification.shown).toHaveLength(1);
});

test('what is edited or deleted is taken back', () => {
  write(5);
  const at = '2026-01-01T00:00:00Z';
  const deleted = (id: number) => messageOf({ id, user: bob, deleted_at: at, room: { ...at7, version: id + 100 } });
  session.apply({ type: 'message_deleted', body: deleted(5) });
  expect(FakeNotification.shown[0]?.closed).toBe(true);
  arrive(6);
  session.apply({ type: 'message_deleted', body: deleted(6) });
  vi.advanceTimersByTime(100);
  expect(FakeNotification.shown).toHaveLength(1);
});

test('nothing is shown to who looks, has switched it off, or was never asked', () => {
  focused = true;
  write(5);
  focused = false;
  session.shelf.set('off.notifications', 'true');
  write(6);
  session.shelf.remove('off.notifications');
  FakeNotification.permission = 'default';
  write(7);
  expect(FakeNotification.shown).toEqual([]);
  FakeNotification.permission = 'granted';
  write(8);
  expect(FakeNotification.shown).toHaveLength(1);
});
