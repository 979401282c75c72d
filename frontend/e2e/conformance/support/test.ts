import { test as base } from '@playwright/test';
import { Gateway } from './gateway';
import type { Launched, ServerName } from './servers';

export { expect } from '@playwright/test';

async function reach(name: ServerName): Promise<Gateway> {
  const launcher = process.env['GAPLESS_LAUNCHER'];
  if (launcher === undefined) throw new Error('no launcher: see globalSetup in playwright.config.ts');
  const response = await fetch(`${launcher}/${name}`);
  if (!response.ok) throw new Error(await response.text());
  return new Gateway(name, (await response.json()) as Launched);
}

type Fixture = (fixtures: object, use: (gateway: Gateway) => Promise<void>) => Promise<void>;

function serving(name: ServerName): Fixture {
  // Playwright reads from the pattern which fixtures this one needs: none.
  return async ({}, use) => {
    const gateway = await reach(name);
    await use(gateway);
    gateway.close();
  };
}

/** Tests with the servers of servers.ts, which are started when the first test asks for them. */
export const test = base.extend<Record<ServerName, Gateway>>({
  full: serving('full'),
  second: serving('second'),
  strict: serving('strict'),
  insecure: serving('insecure'),
});
