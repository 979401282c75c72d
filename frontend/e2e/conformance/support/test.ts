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

/** A server may have to be started; on a busy machine that takes longer than a test may. */
const START_MS = 240_000;

type Fixture = (fixtures: object, use: (gateway: Gateway) => Promise<void>) => Promise<void>;

function serving(name: ServerName): [Fixture, { scope: 'test'; timeout: number }] {
  // Playwright reads from the pattern which fixtures this one needs: none.
  const fixture: Fixture = async ({}, use) => {
    const gateway = await reach(name);
    await use(gateway);
    gateway.close();
  };
  return [fixture, { scope: 'test', timeout: START_MS }];
}

/** Tests with the servers of servers.ts, which are started when the first test asks for them. */
export const test = base.extend<Record<ServerName, Gateway>>({
  full: serving('full'),
  second: serving('second'),
  strict: serving('strict'),
  insecure: serving('insecure'),
});
