import { App } from './support/app';
import { Person, type Room } from './support/person';
import { Cable } from './support/proxy';
import { GaplessServer } from './support/server';
import { expect, test, type Address, type NewContext } from './support/story';

/** Alice at the API, bob in a browser in the same room, with a cable between him and the server. */
interface Scene {
  cable: Cable;
  alice: Person;
  room: Room;
  bob: App;
  /** Another browser of bob's. */
  bobElsewhere: () => Promise<App>;
}

/** @param kind sets people and room apart from those of other tests */
async function scene(server: Address, newContext: NewContext, kind: string): Promise<Scene> {
  const cable = await Cable.to(server.port);
  const alice = await Person.register(server.url, `alice-${kind}`);
  const room = await alice.createRoom(`Tunnel ${kind}`);
  const bobby = await Person.register(server.url, `bob-${kind}`);
  await bobby.join(room);
  const bob = await App.logIn(await newContext(), cable.url, bobby.username);
  await bob.openRoom(room);
  await alice.post(room, 'before the tunnel');
  await expect(bob.lastMessage).toHaveText('before the tunnel');
  const bobElsewhere = async () => App.logIn(await newContext(), server.url, bobby.username);
  return { cable, alice, room, bob, bobElsewhere };
}

async function send({ alice, room }: Scene, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await alice.post(room, `message ${i}`);
}

/** All statements that the database has executed, but for those of this question. */
async function statements(server: GaplessServer): Promise<Map<string, number>> {
  const rows = await server.sql<{ query: string; calls: string }>(
    `select query, sum(calls)::text as calls from pg_stat_statements
     where query not like '%pg_stat_statements%' group by query`,
  );
  return new Map(rows.map(({ query, calls }) => [query, Number(calls)]));
}

/** When a person's last connection ended, as the server has noted. */
async function lastSeen(server: GaplessServer, name: string): Promise<string | undefined> {
  const [row] = await server.sql<{ seen: string | null }>(
    'select last_seen_at::text as seen from users where username = $1',
    [name],
  );
  return row?.seen ?? undefined;
}

test('back from a tunnel: all 250 messages, in order, once each, no banner, and not one SQL statement', async ({
  newContext,
}) => {
  // A server of its own: what others do is no part of a recovery, nor is housekeeping by the clock.
  const server = await GaplessServer.start({ properties: { 'spring.session.jdbc.cleanup-cron': '-' } });
  try {
    await server.sql('create extension if not exists pg_stat_statements');
    const it = await scene(server, newContext, 'alone');
    for (const away of ['offline', 'cut'] as const) {
      const seen = await lastSeen(server, 'bob-alone');
      if (away === 'offline') await it.bob.page.context().setOffline(true);
      else it.cable.cut();
      await it.bob.isNotConnected();
      const known = (await it.alice.history(it.room)).length;
      await send(it, 250);
      // That he went is noted a little later; it is no part of his return.
      await expect.poll(() => lastSeen(server, 'bob-alone'), { timeout: 60_000 }).not.toBe(seen);
      // What he asks for a breath later is no part of it either: he takes the longest.
      await it.bob.page.evaluate(() => {
        Math.random = () => 0.999;
      });
      const before = await statements(server);

      if (away === 'offline') await it.bob.page.context().setOffline(false);
      else it.cable.mend();
      await it.bob.isConnected();
      await expect(it.bob.lastMessage).toHaveText('message 249');

      const after = await statements(server);
      expect([...after].filter(([query, calls]) => calls !== before.get(query))).toEqual([]);
      await expect(it.bob.banner).toBeHidden();
      const stored = await it.alice.history(it.room);
      expect(stored.length).toBe(known + 250);
      const shown = await it.bob.readAll();
      expect(shown).toEqual(stored.map(({ id, content }) => ({ id, text: content })));
      await it.bob.goToEnd();
      await expect(it.bob.lastMessage).toHaveText('message 249');
    }
    await it.cable.close();
  } finally {
    await server.stop();
  }
});

test('301 missed messages are too many: the banner, one click, and the state of a fresh log-in', async ({
  server,
  newContext,
}) => {
  const it = await scene(server, newContext, '301');
  await it.bob.page.getByTestId('composer').fill('a draft that stays');
  it.cable.cut();
  await it.bob.isNotConnected();
  await send(it, 301);
  it.cable.mend();
  await reloadsInPlace(it);
  await it.cable.close();
});

test('300 missed messages are not too many', async ({ server, newContext }) => {
  const it = await scene(server, newContext, '300');
  it.cable.cut();
  await it.bob.isNotConnected();
  await send(it, 300);
  it.cable.mend();
  await it.bob.isConnected();
  await expect(it.bob.lastMessage).toHaveText('message 299');
  await expect(it.bob.banner).toBeHidden();
  expect((await it.bob.readAll()).map(({ id }) => id)).toEqual((await it.alice.history(it.room)).map(({ id }) => id));
  await it.cable.close();
});

test('a window that has passed: the banner, one click, and the state of a fresh log-in', async ({ newContext }) => {
  const server = await GaplessServer.start({ properties: { 'gapless.hub.history-ttl': '2s' } });
  try {
    const it = await scene(server, newContext, 'late');
    await it.bob.page.getByTestId('composer').fill('a draft that stays');
    it.cable.cut();
    await it.bob.isNotConnected();
    await send(it, 5);
    const sentAt = Date.parse((await it.alice.history(it.room)).at(-1)?.created_at ?? '');
    await expect.poll(() => Date.now() - sentAt).toBeGreaterThan(4_000);
    it.cable.mend();
    await reloadsInPlace(it);
    await it.cable.close();
  } finally {
    await server.stop();
  }
});

async function reloadsInPlace(it: Scene): Promise<void> {
  await expect(it.bob.banner).toBeVisible({ timeout: 30_000 });
  await expect(it.bob.banner).toContainText('You were away too long to catch up.');
  const loads: string[] = [];
  it.bob.page.on('load', () => loads.push('page'));
  await it.bob.banner.getByRole('button', { name: 'Reload' }).click();
  await expect(it.bob.banner).toBeHidden();
  await it.bob.isConnected();
  await expect(it.bob.page.getByTestId('composer')).toHaveValue('a draft that stays');
  await expect(it.bob.page.getByRole('heading', { level: 1, name: it.room.name })).toBeVisible();

  const fresh = await it.bobElsewhere();
  await fresh.openRoom(it.room);
  expect(await it.bob.readAll()).toEqual(await fresh.readAll());
  await expect(it.bob.preview(it.room)).toHaveText(await fresh.preview(it.room).innerText());
  expect(await it.bob.roomNames()).toEqual(await fresh.roomNames());
  expect(loads).toEqual([]);

  await it.alice.post(it.room, 'after the reload');
  await it.bob.goToEnd();
  await expect(it.bob.lastMessage).toHaveText('after the reload');
}
