import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { App } from './support/app';
import { Listener, Person, type Message, type Room } from './support/person';
import { GaplessServer, newHome } from './support/server';
import { expect, test } from './support/story';

const WRITERS = 4;
const EACH = 60;

test('SIGKILL under load: every stored message is heard once, in order, and retries stand once', async () => {
  const home = newHome();
  let server = await GaplessServer.start({ home });
  try {
    const bob = await Person.register(server.url, 'bob');
    const room = await bob.createRoom('Crash');
    const writers = await Promise.all(
      Array.from({ length: WRITERS }, async (_, i) => {
        const writer = await Person.register(server.url, `writer${i}`);
        await writer.join(room);
        return writer;
      }),
    );
    const listener = await Listener.of(bob, (await bob.sync()).position);

    const acknowledged: Message[] = [];
    const writing = Promise.all(
      writers.map(async (writer) => {
        for (let i = 0; i < EACH; i++) acknowledged.push(await insist(writer, room, `${writer.username} ${i}`));
      }),
    );
    for (let crash = 1; crash <= 2; crash++) {
      await expect.poll(() => acknowledged.length, { intervals: [10] }).toBeGreaterThan(crash * 50);
      await server.kill();
      server = await GaplessServer.start({ home, port: server.port });
    }
    await writing;

    const stored = await bob.history(room);
    expect(stored.map((message) => message.content).sort()).toEqual(
      writers.flatMap((writer) => Array.from({ length: EACH }, (_, i) => `${writer.username} ${i}`)).sort(),
    );
    await expect.poll(() => listener.messages.length, { timeout: 60_000 }).toBe(stored.length);
    expect(listener.messages.map((message) => message.id)).toEqual(stored.map((message) => message.id));
    expect(listener.stateLost).toBe(0);
    expect(listener.recoveries).toBeGreaterThanOrEqual(2);
    const ids = new Set(stored.map((message) => message.id));
    expect(acknowledged.filter((message) => !ids.has(message.id))).toEqual([]);
    listener.close();
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
});

/** Sends one message until it is answered, always with the same key, as the web app does. */
async function insist(writer: Person, room: Room, content: string): Promise<Message> {
  const key = randomUUID();
  for (;;) {
    try {
      return await writer.post(room, content, key);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test('SIGKILL while alice writes in her browser: bob has every message once, in order, without a banner', async ({
  newContext,
}) => {
  const home = newHome();
  let server = await GaplessServer.start({ home });
  try {
    const alice = await Person.register(server.url, 'alice');
    const room = await alice.createRoom('Phoenix');
    await (await Person.register(server.url, 'bob')).join(room);
    const atAlice = await App.logIn(await newContext(), server.url, 'alice');
    const atBob = await App.logIn(await newContext(), server.url, 'bob');
    await atAlice.openRoom(room);
    await atBob.openRoom(room);

    const written: string[] = [];
    const write = async (count: number) => {
      for (let i = 0; i < count; i++) {
        written.push(`line ${written.length}`);
        await atAlice.send(written.at(-1) ?? '');
      }
    };
    await write(15);
    const killing = server.kill();
    await write(15);
    await killing;
    await atBob.isNotConnected();
    server = await GaplessServer.start({ home, port: server.port });
    await write(15);

    await expect(atBob.lastMessage).toHaveText(written.at(-1) ?? '', { timeout: 60_000 });
    await expect(atAlice.page.locator('[data-status="sending"], [data-status="failed"]')).toHaveCount(0);
    for (const app of [atAlice, atBob]) {
      await app.isConnected();
      await expect(app.banner).toBeHidden();
      expect((await app.readAll()).map(({ text }) => text)).toEqual(written);
    }
    expect((await alice.history(room)).map((message) => message.content)).toEqual(written);
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
});
