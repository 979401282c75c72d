import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** A stretch of network between a client and the server that can be cut and mended, like a cable. */
export class Cable {
  private readonly ends = new Set<Socket>();
  private readonly downstream = new Set<{ from: Socket; to: Socket }>();
  private severed = false;
  private stalled = false;
  private refused: readonly string[] = [];
  private turn = 0;

  private constructor(
    private readonly server: Server,
    /** Where clients connect to. */
    readonly port: number,
    private targets: readonly number[],
  ) {
    server.on('connection', (near) => {
      this.carry(near);
    });
  }

  static async to(target: number): Promise<Cable> {
    return Cable.toAny([target]);
  }

  /** Each connection ends at one of several servers: in turn, but for those that do not listen. */
  static async toAny(targets: readonly number[]): Promise<Cable> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Cable(server, (server.address() as AddressInfo).port, targets);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Lets connections made from now on end at another server, as a balancer does. */
  leadTo(target: number): void {
    this.targets = [target];
  }

  /** Breaks every connection without a goodbye and refuses new ones until mended. */
  cut(): void {
    this.severed = true;
    this.breakAll();
  }

  /** Breaks every connection without a goodbye; new ones are welcome. */
  breakAll(): void {
    for (const end of this.ends) end.resetAndDestroy();
  }

  mend(): void {
    this.severed = false;
  }

  /** Answers requests for these paths by itself, and refuses them, like a proxy that knows HTTP and nothing else. */
  refuse(...paths: string[]): void {
    this.refused = paths;
  }

  /** Stops carrying what the server sends, while the connections stay open: the client does not read, nor on new ones. */
  stall(): void {
    this.stalled = true;
    for (const { from, to } of this.downstream) {
      from.unpipe(to);
      from.pause();
    }
  }

  /** The client reads again. */
  resume(): void {
    this.stalled = false;
    for (const { from, to } of this.downstream) from.pipe(to);
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private carry(near: Socket): void {
    this.ends.add(near);
    near.on('error', () => near.destroy());
    near.on('close', () => this.ends.delete(near));
    if (this.severed) near.resetAndDestroy();
    else this.reach(near, this.inTurn());
  }

  private inTurn(): number[] {
    const first = this.turn++ % this.targets.length;
    return [...this.targets.slice(first), ...this.targets.slice(0, first)];
  }

  private reach(near: Socket, [target, ...others]: number[]): void {
    if (target === undefined || near.destroyed) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const elsewhere = () => {
      this.reach(near, others);
    };
    far.once('error', elsewhere);
    far.once('connect', () => {
      far.off('error', elsewhere);
      this.join(near, far);
    });
  }

  private join(near: Socket, far: Socket): void {
    const down = { from: far, to: near };
    this.downstream.add(down);
    this.ends.add(far);
    far.on('error', () => far.destroy());
    far.on('close', () => {
      this.downstream.delete(down);
      this.ends.delete(far);
      near.destroy();
    });
    near.on('close', () => far.destroy());
    if (!this.stalled) far.pipe(near);
    near.pipe(this.filter(near)).pipe(far);
    if (near.destroyed) far.destroy();
  }

  /** Lets through what a client sends, but for requests that are refused. Clients send the head of a request as a whole. */
  private filter(near: Socket): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const path = /^[A-Z]+ ([^ ?]+)/.exec(chunk.toString('latin1', 0, 200))?.[1];
        const refused = path !== undefined && this.refused.includes(path);
        if (refused) near.end(FORBIDDEN);
        done(null, refused ? null : chunk);
      },
    });
  }
}
