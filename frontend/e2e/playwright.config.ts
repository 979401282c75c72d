import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** The browser of the system when there is one, else the one that comes with an npm package. */
async function chromiumPath(): Promise<string> {
  const given = process.env['GAPLESS_CHROMIUM'];
  if (given) return given;
  if (existsSync(SYSTEM_CHROMIUM)) return SYSTEM_CHROMIUM;
  const { default: bundled } = await import('@sparticuz/chromium');
  return bundled.executablePath();
}

export default defineConfig({
  testDir: '.',
  globalSetup: './support/launcher.ts',
  outputDir: '../../target/e2e/results',
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['html', { outputFolder: '../../target/e2e/report', open: 'never' }]],
  projects: [
    { name: 'stories', testIgnore: 'conformance/**' },
    // Its tests share servers and are independent of each other.
    {
      name: 'conformance',
      testDir: 'conformance',
      fullyParallel: true,
      timeout: 120_000,
      expect: { timeout: 30_000 },
    },
  ],
  use: {
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: await chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
