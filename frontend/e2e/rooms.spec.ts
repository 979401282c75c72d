import { App } from './support/app';
import { Person } from './support/person';
import { expect, test, type Address, type NewContext } from './support/story';

/** A new person with a browser of their own. */
async function arrive(server: Address, newContext: NewContext, username: string): Promise<App> {
  await Person.register(server.url, username);
  return App.logIn(await newContext(), server.url, username);
}

test('a private room, from its beginning to an invitation and to the removal of who accepted it', async ({
  server,
  newContext,
}) => {
  const olga = await arrive(server, newContext, 'olga');
  await olga.page.getByRole('button', { name: 'Create a room' }).first().click();
  const dialog = olga.page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Secret garden');
  await dialog.getByLabel('Topic').fill('Roses only');
  await dialog.getByLabel('Private').check();
  await dialog.getByRole('button', { name: 'Create room' }).click();
  await expect(olga.page.getByRole('heading', { level: 1, name: 'Secret garden' })).toBeVisible();
  await expect(olga.page.getByRole('dialog')).toHaveCount(0);
  await olga.send('first rose');

  await olga.page.getByRole('button', { name: 'Room details' }).click();
  const panel = olga.page.getByTestId('room-panel');
  await panel.getByRole('tab', { name: 'Invites' }).click();
  await expect(panel.getByText('There is no link at present.')).toBeVisible();
  await panel.getByRole('button', { name: 'Create a link' }).click();
  const link = await panel.getByLabel('Link').inputValue();

  // Logged out first: the invitation waits behind the log-in.
  await Person.register(server.url, 'petra');
  const context = await newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Username').fill('petra');
  await page.getByLabel('Password', { exact: true }).fill('correct-horse-7');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(page.getByText('olga invites you to this room.')).toBeVisible();
  await expect(page.getByText('Roses only')).toBeVisible();
  await page.getByRole('button', { name: 'Accept invitation' }).click();
  await expect(page.getByTestId('message-text').filter({ hasText: 'first rose' })).toBeVisible();
  await expect(olga.page.getByTestId('member-count')).toHaveText('2 members');

  await panel.getByRole('tab', { name: 'Members' }).click();
  await panel.getByRole('button', { name: 'Actions for petra' }).click();
  await olga.page.getByRole('menuitem', { name: 'Remove from room' }).click();
  await panel.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('You were removed from this room')).toBeVisible();
  await expect(page.getByTestId('composer')).toHaveCount(0);
  await expect(page.getByTestId('room-item')).toHaveCount(0);

  // What is written afterwards does not reach her; what is written to her does.
  await olga.send('a rose for those who stayed');
  await expect(olga.page.getByTestId('message').filter({ hasText: 'a rose for those who stayed' })).toHaveAttribute(
    'data-status',
    'stored',
  );
  await olga.page.getByRole('button', { name: 'New message' }).click();
  await olga.page.getByRole('combobox', { name: 'Find people' }).fill('petra');
  await olga.page.getByTestId('person-option').filter({ hasText: '@petra' }).click();
  await expect(olga.page.getByRole('heading', { level: 1, name: 'petra' })).toBeVisible();
  await expect(olga.page.getByRole('dialog')).toHaveCount(0);
  await olga.send('sorry');
  await expect(page.getByTestId('room-item-preview')).toHaveText('sorry');
  await expect(page.getByTestId('room-item')).toHaveCount(1);
  await expect(page.getByText('a rose for those who stayed')).toHaveCount(0);
});

test('what is unread is the same on two devices of one person, and read on one is read on both', async ({
  server,
  newContext,
}) => {
  const quentin = await Person.register(server.url, 'quentin');
  const room = await quentin.createRoom('Two devices');
  const rita = await Person.register(server.url, 'rita');
  await rita.join(room);
  const desk = await App.logIn(await newContext(), server.url, 'rita');
  const phone = await App.logIn(await newContext({ viewport: { width: 390, height: 844 } }), server.url, 'rita');
  for (const text of ['one', 'two', 'three @rita']) await quentin.post(room, text);
  for (const { page } of [desk, phone]) {
    await expect(page.getByTestId('unread-count')).toHaveText('3');
    await expect(page.getByTestId('mention-count')).toContainText('@1');
    await expect(page).toHaveTitle(/^\(1\)/);
  }
  await desk.openRoom(room);
  for (const { page } of [desk, phone]) {
    await expect(page.getByTestId('unread-mark')).toHaveCount(0);
    await expect(page).toHaveTitle(/^(?!\()/);
  }
});

test('with the keyboard alone: to a room, and to a person', async ({ server, newContext }) => {
  const sam = await Person.register(server.url, 'sam');
  await sam.createRoom('Zebra crossing');
  await Person.register(server.url, 'theodora');
  const { page } = await App.logIn(await newContext(), server.url, 'sam');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Room or person' })).toBeFocused();
  await page.keyboard.type('zebra');
  await expect(page.getByTestId('switcher-option').first()).toContainText('Zebra crossing');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Zebra crossing' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Room or person' })).toBeFocused();
  await page.keyboard.type('theod');
  await expect(page.getByTestId('switcher-option').filter({ hasText: '@theodora' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'theodora' })).toBeVisible();
  await page.getByTestId('composer').focus();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('message-text').last()).toHaveText('hello');
});
