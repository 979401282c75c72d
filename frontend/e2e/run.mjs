// Runs the end-to-end tests for Maven, against the packaged jar. Run it in this directory; arguments go to Playwright.

import { install, run } from '../tools.mjs';

install();
const tool = (path, ...args) => run(process.execPath, [`node_modules/${path}`, ...args]);
tool('typescript/bin/tsc', '--noEmit');
tool('eslint/bin/eslint.js', '.');
tool('@playwright/test/cli.js', 'test', ...process.argv.slice(2));
