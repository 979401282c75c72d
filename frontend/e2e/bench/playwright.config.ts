import { defineConfig } from '@playwright/test';
import stories from '../playwright.config';

/** Measurements, which are no part of the tests: see src/docs/benchmarks.md. */
export default defineConfig(stories, {
  testDir: '.',
  globalSetup: './setup.ts',
  outputDir: '../../../target/e2e/bench',
  workers: 1,
  timeout: 900_000,
  reporter: 'list',
  projects: [{ name: 'bench', testDir: '.', testMatch: '*.bench.ts' }],
});
