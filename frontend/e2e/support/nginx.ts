import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server';

const PROGRAMS = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'];
const START_MS = 30_000;

/** nginx in front of several servers, set up as src/docs/deploy.md says. */
export class Nginx {
  private constructor(
    private readonly process: ChildProcess,
    private readonly directory: string,
    readonly port: number,
  ) {}

  /** Where nginx is installed; null if it is not. */
  static find(): string | null {
    return PROGRAMS.find((program) => existsSync(program)) ?? null;
  }

  static async start(program: string, servers: readonly number[]): Promise<Nginx> {
    const directory = mkdtempSync(join(tmpdir(), 'gapless-nginx-'));
    mkdirSync(join(directory, 'temp'));
    const port = await freePort();
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, configuration(port, servers));
    // One process, so that no other user is needed to run it, and none is left behind.
    const child = spawn(
      program,
      ['-p', directory, '-c', file, '-e', 'stderr', '-g', 'daemon off; master_process off; pid nginx.pid;'],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const nginx = new Nginx(child, directory, port);
    process.once('exit', nginx.kill);
    await nginx.untilListening();
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    process.off('exit', this.kill);
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((done) => this.process.once('exit', done));
      this.kill();
      await gone;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private readonly kill = () => {
    this.process.kill('SIGTERM');
  };

  private async untilListening(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline && this.process.exitCode === null) {
      const listening = await new Promise<boolean>((answer) => {
        const socket = connect(this.port, '127.0.0.1');
        socket.on('connect', () => {
          socket.destroy();
          answer(true);
        });
        socket.on('error', () => {
          answer(false);
        });
      });
      if (listening) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    await this.close();
    throw new Error('nginx did not start');
  }
}

function configuration(port: number, servers: readonly number[]): string {
  const upstream = servers.map((server) => `server 127.0.0.1:${server} fail_timeout=1s;`).join('\n    ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path temp/${kind};`)
    .join('\n  ');
  return `
events {
  worker_connections 1024;
}
http {
  access_log off;
  ${temporary}

  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }

  upstream gapless {
    ${upstream}
  }
  upstream gapless_sticky {
    hash $remote_addr consistent;
    ${upstream}
  }

  server {
    listen 127.0.0.1:${port};

    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout http_503;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Port "";
    proxy_set_header Forwarded "";

    location / {
      proxy_pass http://gapless;
    }
    location ~ ^/(connection/(http_stream|sse)|emulation)$ {
      proxy_pass http://gapless_sticky;
      proxy_next_upstream error timeout http_503 non_idempotent;
    }
  }
}
`;
}
