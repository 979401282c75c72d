// Builds the web app for Maven, and does nothing when nothing has changed. Run it in this directory.
//
//   node build.mjs        npm ci, if the lock file changed; vite build, if a source or the lock file did
//
// What was done last is remembered by hashes: of the installation in node_modules/.cache (gone with
// node_modules), and of the build in ../target (gone with `mvn clean`).

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, hashOf, install, read, run, write } from './tools.mjs';

const BUILD_INPUTS = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
const BUILD_STAMP = '../target/frontend-build.json';
const OUT_DIR = '../target/classes/static';

const buildHash = hashOf(BUILD_INPUTS, install());
const lastBuild = JSON.parse(read(BUILD_STAMP) ?? '{"files":[]}');
const upToDate = lastBuild.hash === buildHash && lastBuild.files.every((file) => existsSync(join(OUT_DIR, file)));
if (!upToDate) {
  rmSync(BUILD_STAMP, { force: true });
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
  write(BUILD_STAMP, JSON.stringify({ hash: buildHash, files: filesIn(OUT_DIR) }));
}
