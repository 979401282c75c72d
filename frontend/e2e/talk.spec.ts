import { App } from './support/app';
import { Person } from './support/person';
import { expect, test } from './support/story';

test('two browsers talk: messages appear without reload, and order and previews agree', async ({
  server,
  newContext,
}) => {
  const alice = await Person.register(server.url, 'alice');
  const bob = await Person.register(server.url, 'bob');
  const [quiet, lively] = [await alice.createRoom('Quiet room'), await alice.createRoom('Lively room')];
  for (const room of [quiet, lively]) await bob.join(room);
  await alice.post(quiet, 'first');

  const atAlice = await App.logIn(await newContext(), server.url, 'alice');
  const atBob = await App.logIn(await newContext(), server.url, 'bob');
  await atAlice.openRoom(lively);
  await atBob.openRoom(lively);
  for (let i = 0; i < 10; i++) {
    const [from, to] = i % 2 === 0 ? [atAlice, atBob] : [atBob, atAlice];
    await from.send(`line ${i} <b>&amp;</b>`);
    await expect(to.lastMessage).toHaveText(`line ${i} <b>&amp;</b>`);
    await expect(from.page.locator('[data-status="sending"]')).toHaveCount(0);
  }

  const [atAlices, atBobs] = [await atAlice.readAll(), await atBob.readAll()];
  expect(atAlices).toEqual(atBobs);
  expect(atAlices.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i} <b>&amp;</b>`));
  for (const app of [atAlice, atBob]) {
    await expect.poll(() => app.roomNames()).toEqual(['Lively room', 'Quiet room']);
    await expect(app.preview(lively)).toContainText('line 9');
    await expect(app.preview(quiet)).toContainText('first');
  }

  await alice.post(quiet, 'and up it goes');
  for (const app of [atAlice, atBob]) {
    await expect(app.preview(quiet)).toContainText('and up it goes');
    await expect.poll(() => app.roomNames()).toEqual(['Quiet room', 'Lively room']);
  }
  await expect(atBob.page.getByTestId('room-item').first().getByTestId('unread-count')).toHaveText('2');
});

test('a newcomer registers, finds a room, joins, writes, leaves and logs out', async ({ server, page }) => {
  const host = await Person.register(server.url, 'host');
  const room = await host.createRoom('Open house');
  await host.post(room, 'welcome');

  await page.goto(server.url);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Username').fill('host');
  await page.getByLabel('Password', { exact: true }).fill('correct-horse-7');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText(/taken/i)).toBeVisible();
  await page.getByLabel('Username').fill('newcomer');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-status', 'connected');

  await page.getByRole('link', { name: 'Discover rooms' }).first().click();
  await page.getByLabel('Search rooms').fill('open ho');
  await page.getByRole('button', { name: 'Join Open house' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Open house' })).toBeVisible();
  await expect(page.getByTestId('message-text').last()).toHaveText('welcome');
  await page.getByTestId('composer').fill('hello');
  await page.getByTestId('composer').press('Enter');
  await expect
    .poll(async () => (await host.history(room)).map((message) => message.content))
    .toEqual(['welcome', 'hello']);

  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: /leave/i }).click();
  await page.getByRole('dialog').getByRole('button', { name: /leave/i }).click();
  await expect(page.getByTestId('room-item').filter({ hasText: 'Open house' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: /log out/i }).click();
  await expect(page.getByRole('button', { name: 'Log in', exact: true })).toBeVisible();
});
