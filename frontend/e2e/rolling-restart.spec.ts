import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Nginx } from './support/nginx';
import { Listener, Person, type Room, type Transport } from './support/person';
import { Cable } from './support/proxy';
import { databaseOf, freePort, GaplessServer, newHome } from './support/server';

const PEOPLE = 4;
const DEVICES: Transport[] = ['websocket', 'websocket', 'websocket', 'websocket'];
const BETWEEN_MESSAGES_MS = 100;

/** What clients know of two servers: one address, behind which one of them answers. */
interface FrontDoor {
  url: string;
  devices: readonly Transport[];
  close(): Promise<void>;
}

async function frontDoor(ports: readonly number[]): Promise<FrontDoor> {
  const program = Nginx.find();
  if (program !== null) {
    const nginx = await Nginx.start(program, ports);
    return { url: nginx.url, devices: [...DEVICES, 'http_stream', 'sse'], close: () => nginx.close() };
  }
  console.warn('nginx is not installed: two servers are tested behind a plain TCP balancer instead');
  // It knows no requests, so it cannot send those that belong to a stream to the stream's server.
  const cable = await Cable.toAny(ports);
  return { url: cable.url, devices: DEVICES, close: () => cable.close() };
}

/** Posts as fast as a talkative room does, until told to stop, and tries each message until it has been taken. */
async function keepPosting(author: Person, room: Room, until: { done: boolean }): Promise<string[]> {
  const sent: string[] = [];
  while (!until.done) {
    const content = `message ${sent.length}`;
    const key = randomUUID();
    let taken = false;
    while (!taken) {
      taken = await author.post(room, content, key).then(
        () => true,
        () => false,
      );
      await new Promise((tick) => setTimeout(tick, BETWEEN_MESSAGES_MS));
    }
    sent.push(content);
  }
  return sent;
}

test('two servers are restarted one after the other under load: nothing lost, nothing twice, nobody starts afresh', async () => {
  test.setTimeout(600_000);
  // A third server has the database, which has to stay.
  const database = await GaplessServer.start({ properties: { 'gapless.node-id': 'database' } });
  const { host, port, database: name, user, password } = databaseOf(database.home);
  const homes = [newHome(), newHome()];
  const ports = [await freePort(), await freePort()];
  const start = (index: number) =>
    GaplessServer.start({
      home: homes[index] ?? '',
      port: ports[index] ?? 0,
      properties: {
        'gapless.node-id': `node-${index}`,
        'server.forward-headers-strategy': 'native',
        'spring.datasource.url': `jdbc:postgresql://${host}:${port}/${name}`,
        'spring.datasource.username': user,
        'spring.datasource.password': password,
      },
    });
  const servers = [await start(0), await start(1)];
  const door = await frontDoor(ports);
  const listeners: Listener[] = [];
  const load = { done: false };
  try {
    const alice = await Person.register(door.url, 'alice');
    const room = await alice.createRoom('Deploy');
    for (let i = 0; i < PEOPLE; i++) {
      const person = await Person.register(door.url, `person${i}`);
      await person.join(room);
      const { position } = await person.sync();
      for (const transport of door.devices) listeners.push(await Listener.of(person, position, door.url, transport));
    }
    const joined = listeners.map((listener) => listener.recoveries);

    const posting = keepPosting(alice, room, load);
    const heard = () => Math.min(...listeners.map(({ messages }) => messages.length));
    for (let round = 0; round < 2; round++) {
      for (const [index, server] of servers.entries()) {
        const before = heard();
        await expect.poll(heard, { timeout: 120_000 }).toBeGreaterThan(before + 5);
        await server.stop();
        expect(server.log).not.toMatch(/\bERROR\b/);
        servers[index] = await start(index);
      }
    }
    load.done = true;
    const sent = await posting;

    await expect.poll(heard, { timeout: 120_000 }).toBe(sent.length);
    for (const listener of listeners) {
      expect(listener.contents).toEqual(sent);
      expect(listener.stateLost).toBe(0);
    }
    expect((await alice.history(room)).map(({ content }) => content)).toEqual(sent);
    expect(listeners.filter((listener, i) => listener.recoveries > (joined[i] ?? 0)).length).toBe(listeners.length);
  } finally {
    load.done = true;
    for (const listener of listeners) listener.close();
    await door.close();
    for (const server of servers) await server.stop();
    await database.stop();
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  }
});
