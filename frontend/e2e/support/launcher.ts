import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configurations, isConfiguration, type Launched } from '../conformance/support/servers';
import { newKeys, type Keys } from '../conformance/support/jwt';
import { GaplessServer, unpackServer } from './server';

/**
 * Starts the servers that tests share, for all workers of a run: each when it is first asked for, and once. It lives in
 * the runner's own process, so that a worker's end ends no server. It also hands out the public keys of the run (JWKS).
 */
class Launcher {
  private readonly launched = new Map<string, Promise<GaplessServer>>();

  private constructor(
    private readonly http: Server,
    private readonly keys: Keys,
  ) {}

  static async open(): Promise<Launcher> {
    const http = createServer();
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    const launcher = new Launcher(http, newKeys());
    http.on('request', (request, response) => {
      const name = request.url?.slice(1) ?? '';
      const answer = name === 'jwks' ? Promise.resolve(launcher.jwks()) : launcher.launch(name);
      answer.then(
        (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    return launcher;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Stops what was started; rejects when one of the servers has logged an error meanwhile. */
  async close(): Promise<void> {
    const faults: string[] = [];
    // The newest first: it may use the database of an older one.
    for (const [name, starting] of [...this.launched].reverse()) {
      const server = await starting.catch(() => null);
      if (!server) continue;
      await server.stop();
      const fault = /^(?:\s+at [\w.$/]+\(|.*\bERROR\b).*$/m.exec(server.log);
      if (fault) faults.push(`server '${name}' has logged: ${server.log.slice(Math.max(0, fault.index - 2_000))}`);
    }
    await new Promise((done) => this.http.close(done));
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  private async launch(name: string): Promise<Launched> {
    if (!isConfiguration(name)) throw new Error(`no server is called '${name}'`);
    let starting = this.launched.get(name);
    if (!starting) {
      starting = this.start(name);
      this.launched.set(name, starting);
    }
    const server = await starting;
    return { url: server.url, privateKeys: this.keys.privateJwks };
  }

  private async start(name: keyof typeof configurations): Promise<GaplessServer> {
    const { neighbour, properties } = configurations[name]({ keys: this.keys, jwksUrl: `${this.url}/jwks` });
    if (neighbour === undefined) return GaplessServer.start({ properties });
    await this.launch(neighbour);
    const home = (await this.launched.get(neighbour))?.home;
    if (home === undefined) throw new Error(`server '${neighbour}' did not start`);
    return GaplessServer.startBeside(home, { properties });
  }

  private jwks(): object {
    return { keys: this.keys.publicJwks };
  }
}

/** For Playwright: unpacks the server and opens the launcher before the first test, and closes it after the last one. */
export default async function launch(): Promise<() => Promise<void>> {
  unpackServer();
  const launcher = await Launcher.open();
  process.env['GAPLESS_LAUNCHER'] = launcher.url;
  return () => launcher.close();
}
