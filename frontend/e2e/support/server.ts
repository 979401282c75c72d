import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { findJava } from './jdk';

const TARGET = resolve(import.meta.dirname, '../../../target');
const JAR = join(TARGET, 'gapless.jar');
const UNPACKED = join(TARGET, 'e2e/server');
const START_MS = 180_000;

/** A directory for one installation of Gapless: its embedded database lives as long as the directory. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'gapless-e2e-'));
  // Unpacking PostgreSQL takes seconds; the integration tests have done it already.
  for (const name of readdirSync(TARGET).filter((it) => it.startsWith('postgresql-'))) {
    symlinkSync(join(TARGET, name), join(home, name));
  }
  return home;
}

/** Unpacks the jar as a container's image has it: servers start in two thirds of the time that way. */
export function unpackServer(): void {
  if (!existsSync(JAR)) throw new Error(`${JAR} is missing: run ./mvnw package first`);
  const args = ['-Djarmode=tools', '-jar', JAR, 'extract', '--force', '--destination', UNPACKED];
  const { status, stderr } = spawnSync(findJava(), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${JAR} cannot be unpacked: ${stderr}`);
}

/** Those that run: a test that fails may not come to stop its server, but the end of its process does. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const server of running) server.kill('SIGTERM');
});

export interface Options {
  home?: string;
  port?: number;
  /** Spring properties, on top of the test's own. */
  properties?: Record<string, string>;
}

/** A real server: what was packaged, in a process of its own, on an embedded PostgreSQL. */
export class GaplessServer {
  private output = '';

  private constructor(
    private readonly process: ChildProcess,
    readonly home: string,
    readonly port: number,
    private readonly ownsHome: boolean,
  ) {
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
  }

  /** Starts a server and waits until it is healthy. */
  static async start(options: Options = {}): Promise<GaplessServer> {
    const home = options.home ?? newHome();
    const port = options.port ?? (await freePort());
    const properties = {
      'gapless.home': home,
      'server.port': String(port),
      'server.address': '127.0.0.1',
      'gapless.demo': 'false',
      'gapless.rate-limit.enabled': 'false',
      'spring.main.banner-mode': 'off',
      ...options.properties,
    };
    const child = spawn(
      findJava(),
      [
        '-XX:TieredStopAtLevel=1',
        '-Xmx512m',
        '-jar',
        join(UNPACKED, 'gapless.jar'),
        ...Object.entries(properties).map(([k, v]) => `--${k}=${v}`),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    running.add(child);
    child.once('exit', () => running.delete(child));
    const server = new GaplessServer(child, home, port, options.home === undefined);
    await server.untilHealthy();
    return server;
  }

  /** Starts a server on the database of another one, whose home this is. */
  static async startBeside(home: string, options: Options = {}): Promise<GaplessServer> {
    const { host, port, database, user, password } = databaseOf(home);
    return GaplessServer.start({
      ...options,
      properties: {
        ...options.properties,
        'spring.datasource.url': `jdbc:postgresql://${host}:${port}/${database}`,
        'spring.datasource.username': user,
        'spring.datasource.password': password,
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that the server has printed. */
  get log(): string {
    return this.output;
  }

  /** SIGKILL: no goodbye, no clean-up. The database's own processes are left behind, as in real life. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** An orderly end; removes the installation when it was made for this server alone. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.ownsHome) rmSync(this.home, { recursive: true, force: true });
  }

  /** Runs SQL on the server's embedded database. */
  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client(databaseOf(this.home));
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((done) => this.process.once('exit', done));
    this.process.kill(signal);
    await gone;
  }

  private async untilHealthy(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) throw new Error(`The server ended at its start:\n${this.output}`);
      try {
        if ((await fetch(`${this.url}/actuator/health`)).ok) return;
      } catch {
        // not listening yet
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    await this.kill();
    throw new Error(`The server was not healthy within ${START_MS} ms:\n${this.output}`);
  }
}

/** How to reach the embedded database of an installation; its port stands in PostgreSQL's own pid file. */
export function databaseOf(home: string): {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
} {
  const port = Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]);
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim();
  return { host: '127.0.0.1', port, database: 'gapless', user: 'gapless', password };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
