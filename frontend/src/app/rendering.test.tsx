import { act, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
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

afterEach(() => app.close());

test('what is written in another room renders nothing of the open one', async () => {
  app.open('/rooms/7');
  await screen.findByRole('heading', { name: 'Garden' });
  await vi.waitFor(() => expect(app.session.chat.get().windows.get(7)?.phase).toBe('ready'));
  const rendered = vi.mocked(Conversation).mock.calls.length;
  const write = (room: typeof garden) => {
    const message = messageOf({ id: 5, user: bob, room: { ...room, version: 2, seq: 1 } });
    act(() => app.session.apply({ type: 'message_added', body: message }));
  };
  write(kitchen);
  expect(document.title).toBe('• Garden · Gapless');
  expect(vi.mocked(Conversation).mock.calls).toHaveLength(rendered);
  write(garden);
  expect(vi.mocked(Conversation).mock.calls.length).toBeGreaterThan(rendered);
});
