import { beforeEach, expect, test } from 'vitest';
import { deferred, type Deferred } from '../lib/deferred';
import { HttpError, type Http } from '../lib/http';
import { createStore, type WritableStore } from '../lib/store';
import { FakeServer } from '../model/fakeServer';
import { pageLoaded, windowOpened } from '../model/loading';
import { applyEvent, type ChatState } from '../model/state';
import { MessageCommands } from './messageCommands';

const [ME, BOB, ROOM] = [1, 2, 1];

let server: FakeServer;
let chat: WritableStore<ChatState>;
let commands: MessageCommands;
let answer: Deferred<unknown>;
/** How many of the server's events are here. */
let told: number;

const message = () => chat.get().windows.get(ROOM)?.messages[0];
const reactions = () => message()?.reactions.map(({ emoji, count, mine }) => ({ emoji, count, mine }));
const reacts = (user: number) => server.run({ kind: 'react', user, room: ROOM, pick: 1 });

/** The next event is here. */
function tell() {
  const event = server.eventsFor(ME, told)[0];
  told += 1;
  if (event) chat.update((state) => commands.afterEvent(applyEvent(state, event), event));
}

function choose(mine: boolean): Promise<void> {
  const shown = message();
  if (!shown) throw new Error('there is no message');
  return commands.react(shown, '👍', mine);
}

beforeEach(() => {
  server = new FakeServer([ROOM]);
  for (const user of [BOB, ME]) server.run({ kind: 'join', user, room: ROOM });
  server.run({ kind: 'post', user: BOB, room: ROOM });
  chat = createStore(pageLoaded(windowOpened(server.sync(ME), ROOM), ROOM, server.page(ROOM, ME)));
  told = server.log.length;
  answer = deferred();
  const http: Partial<Http> = { put: () => answer.promise, delete: () => answer.promise };
  commands = new MessageCommands(http as Http, chat);
});

test('what I have chosen shows until its event is here, also when an older one comes after the answer', async () => {
  const chosen = choose(true);
  reacts(BOB);
  reacts(ME);
  answer.resolve({ reactions: [{ emoji: '👍', count: 2, user_ids: [BOB, ME], mine: true }] });
  await chosen;
  tell();
  expect(reactions()).toEqual([{ emoji: '👍', count: 2, mine: true }]);
  tell();
  expect(reactions()).toEqual([{ emoji: '👍', count: 2, mine: true }]);
  expect(message()?.reactions).toEqual(server.messages(ROOM, ME)[0]?.reactions);
});

test('an answer that newer events have overtaken changes nothing', async () => {
  const chosen = choose(true);
  reacts(ME);
  reacts(BOB);
  tell();
  tell();
  answer.resolve({ reactions: [{ emoji: '👍', count: 1, user_ids: [ME], mine: true }] });
  await chosen;
  expect(message()?.reactions).toEqual(server.messages(ROOM, ME)[0]?.reactions);
});

test('what I take back elsewhere goes here as well', async () => {
  const chosen = choose(true);
  answer.resolve({ reactions: [] });
  await chosen;
  reacts(ME);
  tell();
  server.run({ kind: 'take back', user: ME, room: ROOM, pick: 1 });
  tell();
  expect(reactions()).toEqual([]);
});

test('a message that was deleted in the meantime has no reaction', async () => {
  const chosen = choose(true);
  server.run({ kind: 'delete', user: BOB, room: ROOM });
  tell();
  answer.reject(new HttpError(404, 'gone'));
  expect(reactions()).toEqual([]);
  await expect(chosen).rejects.toThrow('gone');
  expect(reactions()).toEqual([]);
});

test('a choice that is refused goes again', async () => {
  const chosen = choose(true);
  answer.reject(new HttpError(409, 'too many'));
  await expect(chosen).rejects.toThrow('too many');
  expect(reactions()).toEqual([]);
});
