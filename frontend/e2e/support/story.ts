import { test as base, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { launched, START_MS } from './launched';

export { expect } from '@playwright/test';

/** Where a server is. */
export interface Address {
  readonly url: string;
  readonly port: number;
}

export type NewContext = (options?: BrowserContextOptions) => Promise<BrowserContext>;

interface Fixtures {
  /** The server of all stories that need none of their own: people and rooms need names that no other story has. */
  server: Address;
  /** Opens a browser for one person; it goes with the test, and takes no time of later ones. */
  newContext: NewContext;
}

export const test = base.extend<Fixtures>({
  server: [
    // Playwright reads from the pattern which fixtures this one needs: none.
    async ({}, use) => {
      const { url } = await launched('plain');
      await use({ url, port: Number(new URL(url).port) });
    },
    { timeout: START_MS },
  ],
  newContext: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
});
