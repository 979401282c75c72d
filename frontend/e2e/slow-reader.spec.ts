import { Listener, Person } from './support/person';
import { Cable } from './support/proxy';
import { expect, test } from './support/story';

const MESSAGES = 280;
const BIG = 'x'.repeat(9_000);

test('a client that stops reading slows nobody down, is disconnected, and recovers when it reads again', async ({
  server,
}) => {
  const cable = await Cable.to(server.port);
  try {
    const alice = await Person.register(server.url, 'alice-waits');
    const room = await alice.createRoom('Slow');
    const { position } = await alice.sync();
    const brisk = await Listener.of(alice, position);
    const slow = await Listener.of(alice, position, cable.url);

    cable.stall();
    const sent: number[] = [];
    for (let i = 0; i < MESSAGES; i++) {
      sent.push((await alice.post(room, `${i} ${BIG}`)).id);
      // The others hear each message while the slow one is stuck.
      await expect.poll(() => brisk.messages.at(-1)?.id, { intervals: [5, 20, 50] }).toBe(sent.at(-1));
    }
    expect(slow.messages.length).toBeLessThan(MESSAGES);

    cable.resume();
    await expect.poll(() => slow.messages.length, { timeout: 60_000 }).toBe(MESSAGES);
    expect(slow.messages.map((message) => message.id)).toEqual(sent);
    // The first subscribe, from the position of the state, is a recovery too.
    expect(slow.recoveries).toBeGreaterThanOrEqual(2);
    expect(slow.stateLost).toBe(0);
    expect(brisk.recoveries).toBe(1);
    brisk.close();
    slow.close();
  } finally {
    await cable.close();
  }
});
