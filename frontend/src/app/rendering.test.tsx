import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { messageOf, roomOf, userOf } from '../model/samples';
import { Conversation } from './Conversation';
import { FakeApp } from './fakeApp';

vi.mock('./Conversation', () => ({ Conversation: vi.fn(() => null) }));

const [alice, bob] = [userOf(1, 'alice'), userOf(2, 'bob')];
const [garden, kitchen] = [roomOf({ id: 7, name: 'Garden' }), roomOf({ id: 8, name: 'Kitchen' })];

const app = new FakeApp({
  'GET /api/sync': () => ({ position: { offset: 1, epoch: 'epoch' }, me: alice, rooms: [garden, kitchen] }),
  'GET /api/rooms/7/messages': () => ({ results: [], next: null, previous: null }),
});

const written = (room: typeof garden, id: number) => ({
  type: 'message_added' as const,
  body: messageOf({ id, user: bob, room: { ...room, version: id, seq: id - 1 } }),
});
const rendered = () => vi.mocked(Conversation).mock.calls.length;

beforeEach(async () => {
  app.open('/rooms/7');
  await screen.findByRole('heading', { name: 'Garden' });
  await vi.waitFor(() => expect(app.session.chat.get().windows.get(7)?.phase).toBe('ready'));
});

afterEach(() => app.close());

test('what is written in another room renders nothing of the open one', async () => {
  const before = rendered();
  await app.happens(written(kitchen, 5));
  expect(document.title).toBe('• Garden · Gapless');
  expect(rendered()).toBe(before);
  await app.happens(written(garden, 6));
  expect(rendered()).toBeGreaterThan(before);
});

test('a burst of messages renders the conversation once a frame, and all of them are there', async () => {
  await new Promise(requestAnimationFrame);
  const before = rendered();
  const frames: FrameRequestCallback[] = [];
  const draw = vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation((frame) => frames.push(frame));
  for (let id = 2; id <= 50; id++) {
    app.session.apply(written(garden, id));
    await Promise.resolve();
  }
  expect(app.session.chat.get().windows.get(7)?.messages).toHaveLength(49);
  expect(rendered()).toBe(before + 1);
  for (const frame of frames) frame(0);
  draw.mockRestore();
  await vi.waitFor(() => expect(rendered()).toBe(before + 2));
  expect(vi.mocked(Conversation).mock.lastCall?.[0].room.unread_count).toBe(49);
});
