// What the scripts of the build share: hashes, stamps, and npm.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OLDEST_NODE = [20, 19];
const INSTALL_INPUTS = ['package.json', 'package-lock.json', '.npmrc'];
const INSTALL_STAMP = 'node_modules/.cache/gapless-install';

/** Installs the packages of the current directory, if they are not those of its lock file. Their hash. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    fail(`Building the web app needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  }
  const hash = hashOf(INSTALL_INPUTS, `node ${major}`);
  if (read(INSTALL_STAMP) !== hash) {
    run('npm', ['ci', '--no-audit', '--no-fund']);
    write(INSTALL_STAMP, hash);
  }
  return hash;
}

/** One hash over the names and contents of files and directories. Tests are no part of the app. */
export function hashOf(paths, salt) {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    const files = statSync(path).isDirectory() ? filesIn(path).map((file) => join(path, file)) : [path];
    for (const file of files.filter((name) => !/\.test\.tsx?$/.test(name))) {
      const content = readFileSync(file);
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

export function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(directory).length + 1))
    .sort();
}

export function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

export function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export function run(command, args) {
  const name = [command === process.execPath ? 'node' : command, ...args].join(' ');
  console.log(`frontend: ${name}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error?.code === 'ENOENT') fail(`'${command}' was not found. Building the web app needs Node.js with npm.`);
  if (status !== 0) fail(`'${name}' failed.`);
}

function fail(message) {
  console.error(`frontend: ${message}`);
  process.exit(1);
}
