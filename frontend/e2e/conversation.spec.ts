import type { Locator } from '@playwright/test';
import { App } from './support/app';
import { Person, type Message, type Room } from './support/person';
import { Cable } from './support/proxy';
import { expect, test, type Address, type NewContext } from './support/story';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** A new person with a browser of their own. */
async function arrive(server: Address, newContext: NewContext, username: string): Promise<App> {
  await Person.register(server.url, username);
  return App.logIn(await newContext(), server.url, username);
}

/** Two people in a room of their own, who talk through the API. */
async function pair(
  server: Address,
  one: string,
  other: string,
): Promise<{ first: Person; second: Person; room: Room }> {
  const first = await Person.register(server.url, one);
  const second = await Person.register(server.url, other);
  const room = await first.createRoom(`Room of ${one}`);
  await second.join(room);
  return { first, second, room };
}

const messageOf = (app: App, text: string): Locator => app.page.getByTestId('message').filter({ hasText: text });

/** What can be done with a message stands at it while it is pointed at. */
async function act(message: Locator, name: string): Promise<void> {
  await message.hover();
  await message.getByRole('toolbar').getByRole('button', { name, exact: true }).click();
}

test('a direct conversation, from finding a person to a reply with a reaction', async ({ server, newContext }) => {
  const ursula = await arrive(server, newContext, 'ursula');
  const victor = await arrive(server, newContext, 'victor');
  await ursula.page.getByRole('button', { name: 'New message' }).click();
  await ursula.page.getByRole('combobox', { name: 'Find people' }).fill('vict');
  await ursula.page.getByTestId('person-option').filter({ hasText: '@victor' }).click();
  await expect(ursula.page.getByRole('heading', { level: 1, name: 'victor' })).toBeVisible();
  await expect(ursula.page.getByRole('dialog')).toHaveCount(0);
  await ursula.send('Shall we?');

  await victor.page.getByTestId('room-item').filter({ hasText: 'ursula' }).click();
  await act(messageOf(victor, 'Shall we?'), 'Reply');
  await expect(victor.page.getByTestId('composer-regard')).toContainText('ursula');
  await victor.send('**Yes**, at noon');
  const reply = messageOf(ursula, 'Yes, at noon');
  await expect(reply.getByTestId('quote')).toContainText('Shall we?');
  await expect(reply.locator('strong')).toHaveText('Yes');

  await act(reply, 'React with 👍');
  const reaction = messageOf(victor, 'Yes, at noon').getByTestId('reaction');
  await expect(reaction).toHaveText('👍1');
  await reaction.click();
  await expect(reply.getByTestId('reaction')).toHaveText('👍2');
  await reaction.click();
  await expect(reply.getByTestId('reaction')).toHaveText('👍1');
});

test('edits and deletions made while one is away: the old words never come back', async ({ server, newContext }) => {
  const { first, room } = await pair(server, 'wanda', 'xaver');
  const cable = await Cable.to(server.port);
  const xaver = await App.logIn(await newContext(), cable.url, 'xaver');
  await xaver.openRoom(room);
  const known = await first.post(room, 'known typo');
  await expect(xaver.lastMessage).toHaveText('known typo');
  const seen: string[] = [];
  xaver.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(payload.toString())));

  cable.cut();
  await xaver.isNotConnected();
  const hasty = await first.post(room, 'hasty secret');
  const wrong = await first.post(room, 'wrong number');
  const reply = await first.ok<Message>('POST', `/api/rooms/${room.id}/messages`, {
    content: 'as I said',
    reply_to: hasty.id,
  });
  await first.ok('PATCH', `/api/messages/${known.id}`, { content: 'known word' });
  await first.ok('PATCH', `/api/messages/${wrong.id}`, { content: 'right number' });
  await first.ok('DELETE', `/api/messages/${hasty.id}`);
  cable.mend();
  await xaver.isConnected();

  await expect(xaver.lastMessage).toHaveText('as I said');
  await expect(messageOf(xaver, 'known word').getByTestId('edited')).toBeVisible();
  await expect(messageOf(xaver, 'right number').getByTestId('edited')).toBeVisible();
  await expect(xaver.page.getByTestId('tombstone')).toHaveCount(1);
  await expect(xaver.page.locator(`[data-message-id="${reply.id}"]`).getByTestId('quote')).toContainText('deleted');
  await expect(xaver.banner).toBeHidden();
  const old = /hasty secret|wrong number|known typo/;
  await expect(xaver.page.locator('body')).not.toContainText(old);
  expect(seen.filter((frame) => frame.includes('as I said'))).not.toEqual([]);
  expect(seen.filter((frame) => old.test(frame))).toEqual([]);
  await xaver.page.reload();
  await expect(xaver.lastMessage).toHaveText('as I said');
  await expect(xaver.page.locator('body')).not.toContainText(old);
  await cable.close();
});

test('a message is found, and shown among those around it; from there one reads on without a gap', async ({
  server,
  newContext,
}) => {
  const { first, room } = await pair(server, 'yara', 'zeno');
  for (let i = 1; i <= 150; i++) await first.post(room, i === 30 ? 'the needle in question' : `straw ${i}`);
  const zeno = await App.logIn(await newContext(), server.url, 'zeno');
  await zeno.page.getByRole('link', { name: 'Search messages' }).click();
  await zeno.page.getByTestId('search-field').fill('needle');
  await expect(zeno.page.getByTestId('search-results').locator('mark')).toHaveText('needle');
  await zeno.page.getByTestId('search-results').getByRole('link').click();
  await expect(messageOf(zeno, 'the needle in question')).toBeInViewport();
  await expect(messageOf(zeno, 'straw 31').first()).toBeVisible();
  await zeno.goToEnd();
  await expect(zeno.lastMessage).toHaveText('straw 150');
  const ids = (await first.history(room)).map(({ id }) => id);
  expect((await zeno.readAll()).map(({ id }) => id)).toEqual(ids);

  // The first of all is where the list begins to measure its rows.
  await zeno.page.goto(`${server.url}/rooms/${room.id}?message=${ids[0] ?? ''}`);
  await expect(zeno.page.locator(`[data-message-id="${ids[0] ?? ''}"]`)).toBeInViewport();
});

test('the arrow up edits what I said last, and nothing else is sent', async ({ server, newContext }) => {
  const { first, room } = await pair(server, 'anton', 'berta');
  const anton = await App.logIn(await newContext(), server.url, 'anton');
  await anton.openRoom(room);
  await anton.send('Teh last word');
  // What is only on its way cannot be edited yet.
  await expect(messageOf(anton, 'Teh last word')).toHaveAttribute('data-status', 'stored');
  await anton.page.getByTestId('composer').press('ArrowUp');
  await expect(anton.page.getByTestId('composer')).toHaveValue('Teh last word');
  await anton.send('The last word');
  await expect(anton.lastMessage).toHaveText('The last word');
  await expect(anton.page.getByTestId('edited')).toBeVisible();
  expect((await first.history(room)).map(({ content }) => content)).toEqual(['The last word']);
});

test('on a phone: a message is answered with the finger alone', async ({ server, newContext }) => {
  const { second, room } = await pair(server, 'caesar', 'dora');
  await second.post(room, 'Are you on your way?');
  const caesar = await App.logIn(await newContext(PHONE), server.url, 'caesar');
  await caesar.openRoom(room);
  const message = messageOf(caesar, 'Are you on your way?');
  await message.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 100, clientY: 300 });
  const sheet = caesar.page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Reply' }).click();
  // A keyboard on glass has no Shift to hold: there, Enter begins a new line.
  const composer = caesar.page.getByTestId('composer');
  await composer.fill('Nearly');
  await composer.press('Enter');
  await composer.pressSequentially('there');
  await caesar.page.getByRole('button', { name: 'Send message' }).tap();
  await expect(messageOf(caesar, 'Nearly').getByTestId('quote')).toContainText('Are you on your way?');
  await caesar.page.getByRole('link', { name: 'Back to rooms' }).click();
  await expect(caesar.preview(room)).toHaveText('You: Nearly there');
});
