import { test as base } from '@playwright/test';
import { launched, START_MS } from '../../support/launched';
import { Gateway } from './gateway';
import type { ServerName } from './servers';

export { expect } from '@playwright/test';

type Fixture = (fixtures: object, use: (gateway: Gateway) => Promise<void>) => Promise<void>;

function serving(name: ServerName): [Fixture, { scope: 'test'; timeout: number }] {
  // Playwright reads from the pattern which fixtures this one needs: none.
  const fixture: Fixture = async ({}, use) => {
    const gateway = new Gateway(name, await launched(name));
    await use(gateway);
    gateway.close();
  };
  return [fixture, { scope: 'test', timeout: START_MS }];
}

/** Tests with the servers of servers.ts, which are started when the first test asks for them. */
export const test = base.extend<Record<Exclude<ServerName, 'plain'>, Gateway>>({
  full: serving('full'),
  second: serving('second'),
  strict: serving('strict'),
  insecure: serving('insecure'),
});
