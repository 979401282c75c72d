import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { GaplessServer } from './support/server';

let server: GaplessServer;

test.beforeAll(async () => {
  server = await GaplessServer.start({ properties: { 'gapless.demo': 'true' } });
});

test.afterAll(async () => {
  await server.stop();
});

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** What axe finds on the page as it is, in words for the report of a failure. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`));
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every screen is accessible, ${size} and ${colorScheme}`, async ({ browser }) => {
      // Without motion: colours are judged as they come to rest.
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const check = async (screen: string) => {
        expect.soft(await violations(page), screen).toEqual([]);
      };

      await page.goto(`${server.url}/login`);
      await expect(page.getByTestId('demo-accounts')).toBeVisible();
      await check('log-in');
      await page.goto(`${server.url}/register`);
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByText('Enter your username.')).toBeVisible();
      await check('registration with errors');

      await page.goto(`${server.url}/login`);
      await page.getByRole('button', { name: 'Log in as alice' }).click();
      await expect(page.getByTestId('room-item').first()).toBeVisible();
      await check('rooms');
      await page.getByRole('button', { name: 'Account menu' }).click();
      await expect(page.getByRole('menuitem', { name: 'Log out' })).toBeVisible();
      await check('account menu');
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Create a room' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create room' }).click();
      await expect(page.getByText('Give the room a name.')).toBeVisible();
      await check('create dialog');
      const name = `Quiet corner ${size} ${colorScheme}`;
      await page.getByRole('dialog').getByLabel('Name').fill(name);
      await page.getByRole('dialog').getByLabel('Name').press('Enter');
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      await expect(page.getByText('Nobody has written anything yet.')).toBeVisible();
      await check('empty room');

      await page.getByRole('button', { name: 'Room details' }).click();
      const panel = page.getByTestId('room-panel');
      await expect(panel.getByLabel('Topic')).toBeVisible();
      await check('about a room');
      await panel.getByRole('button', { name: 'Delete room' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await check('delete dialog');
      await page.keyboard.press('Escape');
      await panel.getByRole('tab', { name: 'Members' }).click();
      await expect(panel.getByTestId('member')).toBeVisible();
      await check('members');
      await panel.getByRole('button', { name: 'alice (you)' }).click();
      await expect(page.getByTestId('user-card')).toBeVisible();
      await check('user card');
      await page.keyboard.press('Escape');
      await panel.getByRole('button', { name: 'Add' }).click();
      await expect(page.getByTestId('person-option').first()).toBeVisible();
      await check('add people');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await panel.getByRole('tab', { name: 'Invites' }).click();
      await expect(panel.getByText('There is no link at present.')).toBeVisible();
      await panel.getByRole('button', { name: 'Create a link' }).click();
      await expect(panel.getByTestId('invite')).toBeVisible();
      await check('invites');
      await page.goto(await panel.getByLabel('Link').inputValue());
      await expect(page.getByText('You are in this room already.')).toBeVisible();
      await check('invitation');
      await page.goto(`${server.url}/invite/unknown`);
      await expect(page.getByText('This invitation is no longer good')).toBeVisible();
      await check('invitation that is over');

      await page.goto(`${server.url}/settings`);
      await expect(page.getByTestId('login').first()).toBeVisible();
      await check('settings');
      await page.goto(server.url);
      await expect(page.getByTestId('room-item').first()).toBeVisible();
      await page.keyboard.press('Control+k');
      await expect(page.getByTestId('switcher-option').first()).toBeVisible();
      await check('quick switcher');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'New message' }).click();
      await expect(page.getByTestId('person-option').first()).toBeVisible();
      await check('new message');
      await page.keyboard.press('Escape');

      await page.goto(`${server.url}/discover`);
      await expect(page.getByTestId('found-room').first()).toBeVisible();
      await check('discover');
      await page.getByRole('link', { name: 'Open General' }).click();
      await expect(page.getByTestId('message').first()).toBeVisible();
      await check('room');
      await page.getByRole('button', { name: 'Room menu' }).click();
      await page.getByRole('menuitem', { name: 'Leave room' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await check('leave dialog');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'Room menu' })).toBeFocused();

      await page.route('**/messages', (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"detail":"Not now."}' })
          : route.continue(),
      );
      await page.getByTestId('composer').fill('Refused');
      await page.getByTestId('composer').press('Enter');
      await expect(page.locator('[data-status="failed"]')).toBeVisible();
      await check('failed message');
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.unroute('**/messages');

      await context.setOffline(true);
      await page.getByTestId('composer').fill(`Written offline, ${size} and ${colorScheme}`);
      await page.getByTestId('composer').press('Enter');
      await expect(page.locator('[data-status="sending"]')).toBeVisible();
      await expect(page.getByText('You are offline.')).toBeVisible();
      await check('offline');
      await context.setOffline(false);
      await expect(page.locator('[data-status="sending"]')).toHaveCount(0);

      await page.goto(`${server.url}/rooms/999999`);
      await expect(page.getByText('You are not in this room')).toBeVisible();
      await check('unknown room');
      await context.close();
    });
  }
}

test('the colours are those of the scheme from the first moment on', async ({ browser }) => {
  const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [light, dark] = ['rgb(254, 253, 251)', 'rgb(23, 29, 32)'];
  const context = await browser.newContext({ colorScheme: 'dark' });
  const page = await context.newPage();
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.goto(`${server.url}/login`);
  expect(await background(page)).toBe(dark);
  for (const [chosen, expected] of [
    ['light', light],
    ['dark', dark],
    ['auto', dark],
  ] as const) {
    await page.evaluate((value) => {
      localStorage.setItem('mantine-color-scheme-value', value);
    }, chosen);
    await page.reload();
    expect(await background(page), chosen).toBe(expected);
  }
  await context.close();
});

test('without motion a change of colours is there at once, however deep', async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${server.url}/login`);
  await expect(page.getByTestId('demo-accounts')).toBeVisible();
  const colors = await page
    .getByRole('heading')
    .first()
    .evaluate((heading) => {
      const before = getComputedStyle(heading).color;
      document.documentElement.dataset['mantineColorScheme'] = 'dark';
      return [before, getComputedStyle(heading).color];
    });
  expect(colors).toEqual(['rgb(28, 36, 38)', 'rgb(227, 233, 233)']);
  await context.close();
});

test('with the keyboard alone: log in, open a room, write, and go back to the rooms', async ({ browser }) => {
  const context = await browser.newContext({ viewport: SIZES.phone });
  const page = await context.newPage();
  /** Presses Tab until the control of this name has the focus; no control may trap it. */
  const tabTo = async (name: RegExp) => {
    const passed: string[] = [];
    while (passed.length < 40) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      if (name.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`${name} is not reached by Tab, only ${passed.join(' | ')}`);
  };

  await page.goto(`${server.url}/login`);
  await expect(page.getByLabel('Username')).toBeFocused();
  await page.keyboard.type('bob');
  await page.keyboard.press('Tab');
  await page.keyboard.type('gapless-demo');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('room-item').first()).toBeVisible();

  await tabTo(/Random/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Random' })).toBeVisible();
  await expect(page.getByTestId('message').first()).toBeVisible();
  await tabTo(/^Message Random$/);
  await page.keyboard.type('Written without a mouse');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('on two lines');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('message-text').last()).toHaveText('Written without a mouse\non two lines');
  await expect(page.getByTestId('composer')).toBeFocused();
  await expect(page.locator('[data-status="sending"]')).toHaveCount(0);

  await tabTo(/^Back to rooms$/);
  await page.keyboard.press('Enter');
  // The first of the rooms, below the direct one.
  await expect(page.getByTestId('room-item').nth(1)).toContainText('You: Written without a mouse');

  await tabTo(/^Account menu$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Account menu' })).toBeFocused();

  await tabTo(/^Create a room$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Create a room' })).toBeFocused();
  await context.close();
});
