import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST = 21;

/** The `java` to run the server with: GAPLESS_JAVA, or the newest one installed that is new enough. */
export function findJava(): string {
  const given = process.env['GAPLESS_JAVA'];
  if (given) return given;
  const parents = [
    '/usr/lib/jvm',
    '/Library/Java/JavaVirtualMachines',
    join(process.env['HOME'] ?? '', '.sdkman/candidates/java'),
  ];
  const homes = parents
    .filter((parent) => existsSync(parent))
    .flatMap((parent) =>
      readdirSync(parent).flatMap((name) => [join(parent, name), join(parent, name, 'Contents/Home')]),
    );
  if (process.env['JAVA_HOME']) homes.unshift(process.env['JAVA_HOME']);
  const newest = ['java', ...homes.map((home) => join(home, 'bin/java')).filter((java) => existsSync(java))]
    .map((java) => ({ java, version: versionOf(java) }))
    .sort((a, b) => b.version - a.version)[0];
  if (!newest || newest.version < OLDEST) {
    throw new Error(`No JDK ${OLDEST} or newer found; set GAPLESS_JAVA to its java command.`);
  }
  return newest.java;
}

function versionOf(java: string): number {
  const { stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return Number(/java\.specification\.version = (\d+)/.exec(stderr)?.[1] ?? 0);
}
