import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A stretch of network between a client and the server that can be cut and mended, like a cable. */
export class Cable {
  private readonly ends = new Set<Socket>();
  private readonly downstream = new Set<{ from: Socket; to: Socket }>();
  private severed = false;

  private constructor(
    private readonly server: Server,
    /** Where clients connect to. */
    readonly port: number,
    private target: number,
  ) {
    server.on('connection', (near) => {
      this.carry(near);
    });
  }

  static async to(target: number): Promise<Cable> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Cable(server, (server.address() as AddressInfo).port, target);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Lets connections made from now on end at another server, as a balancer does. */
  leadTo(target: number): void {
    this.target = target;
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

  /** Stops carrying what the server sends, while the connections stay open: the client does not read. */
  stall(): void {
    for (const { from, to } of this.downstream) {
      from.unpipe(to);
      from.pause();
    }
  }

  /** The client reads again. */
  resume(): void {
    for (const { from, to } of this.downstream) from.pipe(to);
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private carry(near: Socket): void {
    if (this.severed) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const down = { from: far, to: near };
    this.downstream.add(down);
    far.on('close', () => this.downstream.delete(down));
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
    }
  }
}
