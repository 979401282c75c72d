import { App } from './support/app';
import { Listener, Person, type Transport } from './support/person';
import { Cable } from './support/proxy';
import { expect, test } from './support/story';

const FALLBACKS = [
  { transport: 'http_stream', refused: ['/connection/websocket'] },
  { transport: 'sse', refused: ['/connection/websocket', '/connection/http_stream'] },
] as const;

for (const { transport, refused } of FALLBACKS) {
  test(`where a network lets no ${refused.join(' nor ')} through, the app works over ${transport}, and recovers`, async ({
    server,
    newContext,
  }) => {
    const cable = await Cable.to(server.port);
    cable.refuse(...refused);
    try {
      const alice = await Person.register(server.url, `alice-over-${transport}`);
      const bobby = await Person.register(server.url, `bob-over-${transport}`);
      const room = await alice.createRoom(`Proxy for ${transport}`);
      await bobby.join(room);
      const context = await newContext();
      const tried: string[] = [];
      context.on('request', (request) => {
        const name = /\/connection\/(\w+)/.exec(request.url())?.[1];
        if (name !== undefined) tried.push(name);
      });
      const bob = await App.logIn(context, cable.url, bobby.username);
      expect(tried.at(-1)).toBe(transport);
      await bob.openRoom(room);
      await alice.post(room, 'before the tunnel');
      await expect(bob.lastMessage).toHaveText('before the tunnel');
      await bob.send('from bob');
      await expect.poll(async () => (await alice.history(room)).at(-1)?.content).toBe('from bob');

      cable.cut();
      await bob.isNotConnected();
      for (let i = 0; i < 250; i++) await alice.post(room, `message ${i}`);
      cable.mend();
      await bob.isConnected();
      await expect(bob.lastMessage).toHaveText('message 249', { timeout: 60_000 });
      await expect(bob.banner).toBeHidden();
      const stored = await alice.history(room);
      expect(await bob.readAll()).toEqual(stored.map(({ id, content }) => ({ id, text: content })));
      expect(tried.at(-1)).toBe(transport);
    } finally {
      await cable.close();
    }
  });
}

test('what happens while a fallback reconnects is not lost', async ({ server }) => {
  const cable = await Cable.to(server.port);
  const listeners: Listener[] = [];
  try {
    const alice = await Person.register(server.url, 'alice-falls-back');
    const room = await alice.createRoom('Unsteady');
    const { position } = await alice.sync();
    for (const transport of ['http_stream', 'sse'] satisfies Transport[]) {
      for (let device = 0; device < 5; device++) {
        listeners.push(await Listener.of(alice, position, cable.url, transport));
      }
    }
    const sent: string[] = [];
    for (let i = 0; i < 200; i++) {
      sent.push((await alice.post(room, `message ${i}`)).content);
      if (i % 50 === 25) {
        await expect.poll(() => listeners.every((listener) => listener.isHere), { timeout: 60_000 }).toBe(true);
        cable.breakAll();
      }
    }
    await expect
      .poll(() => listeners.filter((listener) => listener.messages.length < sent.length).length, { timeout: 60_000 })
      .toBe(0);
    for (const listener of listeners) {
      expect(listener.contents).toEqual(sent);
      expect(listener.stateLost).toBe(0);
      expect(listener.recoveries).toBeGreaterThanOrEqual(4);
    }
  } finally {
    for (const listener of listeners) listener.close();
    await cable.close();
  }
});
