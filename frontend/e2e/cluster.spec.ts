import { expect, test } from '@playwright/test';
import { Cable } from './support/proxy';
import { Listener, Person } from './support/person';
import { GaplessServer } from './support/server';

test('two servers on one database: both show the same, and a client moved from one to the other recovers', async () => {
  const first = await GaplessServer.start({ properties: { 'gapless.node-id': 'first' } });
  const second = await GaplessServer.startBeside(first.home, { properties: { 'gapless.node-id': 'second' } });
  const cable = await Cable.to(first.port);
  const listeners: Listener[] = [];
  try {
    const alice = await Person.register(first.url, 'alice');
    const bob = await Person.register(second.url, 'bob');
    const room = await alice.createRoom('Bridge');
    await bob.join(room);
    const since = (await bob.sync()).position;
    const moving = await Listener.of(bob, since, cable.url);
    const atFirst = await Listener.of(bob, since, first.url);
    const atSecond = await Listener.of(bob, since, second.url);
    listeners.push(moving, atFirst, atSecond);

    const sent: string[] = [];
    for (let i = 0; i < 90; i++) {
      const author = i % 2 === 0 ? alice : bob;
      sent.push((await author.post(room, `${author.username} ${i}`)).content);
      if (i === 30) {
        cable.leadTo(second.port);
        cable.breakAll();
      }
      if (i === 60) {
        cable.leadTo(first.port);
        cable.breakAll();
      }
    }

    for (const listener of listeners) {
      await expect.poll(() => listener.contents).toEqual(sent);
      expect(listener.stateLost).toBe(0);
    }
    expect(offsets(atFirst)).toEqual(offsets(atSecond));
  } finally {
    for (const listener of listeners) listener.close();
    await cable.close();
    await second.stop();
    await first.stop();
  }
});

/** Where the messages stand. An idle listener is moved forward by each server in its own time: that is not compared. */
function offsets(listener: Listener): number[] {
  return listener.events.filter(({ type }) => type === 'message_added').map(({ offset }) => offset);
}
