import { Cable } from './support/proxy';
import { Listener, Person } from './support/person';
import { expect, test } from './support/story';

const PEOPLE = 20;
const DEVICES = 10;
const MESSAGES = 240;

test('200 clients that are cut while messages flow all recover: nothing lost, nothing twice', async ({ server }) => {
  const cable = await Cable.to(server.port);
  const listeners: Listener[] = [];
  try {
    const alice = await Person.register(server.url, 'alice-in-the-storm');
    const room = await alice.createRoom('Storm');
    for (let i = 0; i < PEOPLE; i++) {
      const person = await Person.register(server.url, `stormy${i}`);
      await person.join(room);
      const { position } = await person.sync();
      listeners.push(
        ...(await Promise.all(Array.from({ length: DEVICES }, () => Listener.of(person, position, cable.url)))),
      );
    }

    const sent: string[] = [];
    for (let i = 0; i < MESSAGES; i++) {
      sent.push((await alice.post(room, `message ${i}`)).content);
      if (i % 60 === 30) {
        await expect.poll(() => listeners.every((listener) => listener.isHere), { timeout: 60_000 }).toBe(true);
        cable.breakAll();
      }
    }

    await expect
      .poll(() => listeners.filter((listener) => listener.messages.length < MESSAGES).length, { timeout: 60_000 })
      .toBe(0);
    for (const listener of listeners) {
      expect(listener.contents).toEqual(sent);
      expect(listener.stateLost).toBe(0);
      expect(listener.recoveries).toBeGreaterThanOrEqual(MESSAGES / 60);
    }
  } finally {
    for (const listener of listeners) listener.close();
    await cable.close();
  }
});
