import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { PASSWORD, type Room } from './person';

/** So many pixels from its end, the app takes the list to be there. */
const AT_END = 48;

/** The web app in one browser window, in the words of its user. */
export class App {
  private constructor(readonly page: Page) {}

  /** Opens the app at `url` and logs in. */
  static async logIn(context: BrowserContext, url: string, username: string): Promise<App> {
    const page = await context.newPage();
    await page.goto(url);
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    const app = new App(page);
    await app.isConnected();
    return app;
  }

  get banner(): Locator {
    return this.page.getByTestId('state-lost');
  }

  async isConnected(): Promise<void> {
    // After a while without a network the SDK waits for up to 10 s before it tries again.
    await expect(this.page.getByTestId('connection')).toHaveAttribute('data-status', 'connected', { timeout: 30_000 });
  }

  async isNotConnected(): Promise<void> {
    await expect(this.page.getByTestId('connection')).not.toHaveAttribute('data-status', 'connected');
  }

  async openRoom(room: Room): Promise<void> {
    await this.page.getByTestId('room-item').filter({ hasText: room.name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: room.name })).toBeVisible();
    await expect(this.page.getByTestId('composer')).toBeVisible();
  }

  async send(text: string): Promise<void> {
    await this.page.getByTestId('composer').fill(text);
    await this.page.getByTestId('composer').press('Enter');
  }

  /** The message at the end of the open room. */
  get lastMessage(): Locator {
    return this.page.getByTestId('message-text').last();
  }

  preview(room: Room): Locator {
    return this.page.getByTestId('room-item').filter({ hasText: room.name }).getByTestId('room-item-preview');
  }

  async roomNames(): Promise<string[]> {
    return this.page.getByTestId('room-item-name').allInnerTexts();
  }

  /** Goes to the end of the open room, wherever one was reading. */
  async goToEnd(): Promise<void> {
    const pill = this.page.getByTestId('new-messages');
    const list = this.page.getByTestId('message-list');
    // The pill comes and goes a moment late, and a list that fills up is on its way to the end by itself.
    await expect(async () => {
      if (await pill.isVisible()) await pill.click({ timeout: 2_000 });
      await expect(pill).toBeHidden({ timeout: 2_000 });
      const below = await list.evaluate((log) => {
        const scroller = log.querySelector('[data-virtuoso-scroller]');
        return scroller ? scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop : Infinity;
      });
      expect(below).toBeLessThanOrEqual(AT_END);
    }).toPass({ timeout: 30_000 });
  }

  /**
   * Every message of the open room in the order of the screen, by scrolling from its end to its beginning.
   *
   * @throws Error when a message stands twice on one screen
   */
  async readAll(): Promise<{ id: number; text: string }[]> {
    await this.goToEnd();
    return this.page.getByTestId('message-list').evaluate(async (list) => {
      const scroller = list.querySelector('[data-virtuoso-scroller]');
      if (!scroller) throw new Error('the message list does not scroll');
      const frames = async (count: number) => {
        for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
      };
      const read: { id: number; text: string }[] = [];
      const known = new Set<number>();
      for (let idle = 0; idle < 5;) {
        const screen = [...list.querySelectorAll('[data-testid="message"]')].map((article) => ({
          id: Number(article.getAttribute('data-message-id')),
          text: article.querySelector('[data-testid="message-text"]')?.textContent ?? '',
        }));
        if (new Set(screen.map(({ id }) => id)).size !== screen.length) throw new Error('a message stands twice');
        const fresh = screen.filter(({ id }) => !known.has(id));
        for (const { id } of fresh) known.add(id);
        read.unshift(...fresh);
        // At the top, with the beginning of the room in sight and nothing new for some frames: that is all.
        const atStart = scroller.scrollTop === 0 && list.querySelector('[data-testid="history-start"]') !== null;
        idle = atStart && fresh.length === 0 ? idle + 1 : 0;
        scroller.scrollBy(0, -Math.round(scroller.clientHeight * 0.6));
        await frames(2);
      }
      return read;
    });
  }
}
