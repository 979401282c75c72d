import { expect, test, type Browser } from '@playwright/test';
import { App } from './support/app';
import { Person, type Room } from './support/person';
import { Cable } from './support/proxy';
import { GaplessServer, type Options } from './support/server';

/** Alice at the API, bob in a browser in the same room, with a cable between him and the server. */
interface Scene {
  server: GaplessServer;
  cable: Cable;
  alice: Person;
  room: Room;
  bob: App;
}

async function scene(browser: Browser, options: Options = {}): Promise<Scene> {
  const server = await GaplessServer.start(options);
  const cable = await Cable.to(server.port);
  const alice = await Person.register(server.url, 'alice');
  const room = await alice.createRoom('Tunnel');
  await (await Person.register(server.url, 'bob')).join(room);
  const bob = await App.logIn(await browser.newContext(), cable.url, 'bob');
  await bob.openRoom(room);
  await alice.post(room, 'before the tunnel');
  await expect(bob.lastMessage).toHaveText('before the tunnel');
  return { server, cable, alice, room, bob };
}

async function leave({ server, cable, bob }: Scene): Promise<void> {
  await bob.page.context().close();
  await cable.close();
  await server.stop();
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
async function lastSeen({ server }: Scene, name: string): Promise<string | undefined> {
  const [row] = await server.sql<{ seen: string | null }>(
    'select last_seen_at::text as seen from users where username = $1',
    [name],
  );
  return row?.seen ?? undefined;
}

test('back from a tunnel: all 250 messages, in order, once each, no banner, and not one SQL statement', async ({
  browser,
}) => {
  const it = await scene(browser, {
    properties: {
      // Housekeeping by the clock is no part of a recovery.
      'spring.session.jdbc.cleanup-cron': '-',
    },
  });
  try {
    await it.server.sql('create extension if not exists pg_stat_statements');
    for (const away of ['offline', 'cut'] as const) {
      const seen = await lastSeen(it, 'bob');
      if (away === 'offline') await it.bob.page.context().setOffline(true);
      else it.cable.cut();
      await it.bob.isNotConnected();
      const known = (await it.alice.history(it.room)).length;
      await send(it, 250);
      // That he went is noted a little later; it is no part of his return.
      await expect.poll(() => lastSeen(it, 'bob'), { timeout: 60_000 }).not.toBe(seen);
      const before = await statements(it.server);

      if (away === 'offline') await it.bob.page.context().setOffline(false);
      else it.cable.mend();
      await it.bob.isConnected();
      await expect(it.bob.lastMessage).toHaveText('message 249');

      const after = await statements(it.server);
      expect([...after].filter(([query, calls]) => calls !== before.get(query))).toEqual([]);
      await expect(it.bob.banner).toBeHidden();
      const stored = await it.alice.history(it.room);
      expect(stored.length).toBe(known + 250);
      const shown = await it.bob.readAll();
      expect(shown).toEqual(stored.map(({ id, content }) => ({ id, text: content })));
      await it.bob.goToEnd();
      await expect(it.bob.lastMessage).toHaveText('message 249');
    }
  } finally {
    await leave(it);
  }
});

test('301 missed messages are too many: the banner, one click, and the state of a fresh log-in', async ({
  browser,
}) => {
  const it = await scene(browser);
  try {
    await it.bob.page.getByTestId('composer').fill('a draft that stays');
    it.cable.cut();
    await it.bob.isNotConnected();
    await send(it, 301);
    it.cable.mend();
    await reloadsInPlace(it, browser);
  } finally {
    await leave(it);
  }
});

test('300 missed messages are not too many', async ({ browser }) => {
  const it = await scene(browser);
  try {
    it.cable.cut();
    await it.bob.isNotConnected();
    await send(it, 300);
    it.cable.mend();
    await expect(it.bob.lastMessage).toHaveText('message 299');
    await expect(it.bob.banner).toBeHidden();
    expect((await it.bob.readAll()).map(({ id }) => id)).toEqual((await it.alice.history(it.room)).map(({ id }) => id));
  } finally {
    await leave(it);
  }
});

test('a window that has passed: the banner, one click, and the state of a fresh log-in', async ({ browser }) => {
  const it = await scene(browser, { properties: { 'gapless.hub.history-ttl': '2s' } });
  try {
    await it.bob.page.getByTestId('composer').fill('a draft that stays');
    it.cable.cut();
    await it.bob.isNotConnected();
    await send(it, 5);
    const sentAt = Date.parse((await it.alice.history(it.room)).at(-1)?.created_at ?? '');
    await expect.poll(() => Date.now() - sentAt).toBeGreaterThan(2_500);
    it.cable.mend();
    await reloadsInPlace(it, browser);
  } finally {
    await leave(it);
  }
});

async function reloadsInPlace(it: Scene, browser: Browser): Promise<void> {
  await expect(it.bob.banner).toBeVisible({ timeout: 30_000 });
  await expect(it.bob.banner).toContainText('You were away too long to catch up.');
  const loads: string[] = [];
  it.bob.page.on('load', () => loads.push('page'));
  await it.bob.banner.getByRole('button', { name: 'Reload' }).click();
  await expect(it.bob.banner).toBeHidden();
  await it.bob.isConnected();
  await expect(it.bob.page.getByTestId('composer')).toHaveValue('a draft that stays');
  await expect(it.bob.page.getByRole('heading', { level: 1, name: it.room.name })).toBeVisible();

  const fresh = await App.logIn(await browser.newContext(), it.server.url, 'bob');
  await fresh.openRoom(it.room);
  expect(await it.bob.readAll()).toEqual(await fresh.readAll());
  await expect(it.bob.preview(it.room)).toHaveText(await fresh.preview(it.room).innerText());
  expect(await it.bob.roomNames()).toEqual(await fresh.roomNames());
  expect(loads).toEqual([]);

  await it.alice.post(it.room, 'after the reload');
  await it.bob.goToEnd();
  await expect(it.bob.lastMessage).toHaveText('after the reload');
  await fresh.page.context().close();
}
