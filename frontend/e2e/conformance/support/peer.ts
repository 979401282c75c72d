import type { Publication, Push, Reply, Request, SubscribeResult } from './frames';

const PATIENCE_MS = 60_000;

/** How a connection ended: the code and reason of the close frame; of a stream, of its last push. */
export interface Close {
  code: number;
  reason: string;
}

/** A client that sends exactly what it is told to, and keeps all that comes. The kinds of transport extend it. */
export abstract class Peer {
  /** Everything received but pings, in the order it came. */
  readonly received: Reply[] = [];
  pings = 0;
  answersPings = true;
  private nextId = 1;
  private close_: Close | null = null;
  private readonly replies = new Map<number, Reply>();
  private readonly watchers = new Set<() => void>();

  /** Sends commands as one frame, just as they are. */
  abstract send(...commands: Request[]): void;
  /** Goes away without waiting for anything. */
  abstract leave(): void;

  /** Sends one command with the next id, and waits for what is answered. */
  async call(request: Request): Promise<Reply> {
    const id = this.nextId++;
    this.send({ id, ...request });
    return this.reply(id);
  }

  /** Sends commands in one frame with rising ids, and waits for all answers, which come in the order of the commands. */
  async calls(...requests: Request[]): Promise<Reply[]> {
    const commands = requests.map((request) => ({ id: this.nextId++, ...request }));
    this.send(...commands);
    return Promise.all(commands.map(({ id }) => this.reply(id)));
  }

  /** The ids of commands sent from now on start here. */
  countFrom(id: number): void {
    this.nextId = id;
  }

  async reply(id: number): Promise<Reply> {
    return this.until(`a reply ${id}`, () => this.replies.get(id));
  }

  /** Subscribes; the subscribe has to succeed. */
  async subscribe(channel: string, request: Request = {}): Promise<SubscribeResult> {
    const { subscribe, error } = await this.call({ subscribe: { channel, ...request } });
    if (!subscribe) throw new Error(`subscribe ${channel}: ${JSON.stringify(error)}`);
    return subscribe;
  }

  /** All pushes of a channel, or all pushes. */
  pushes(channel?: string): Push[] {
    return this.received
      .flatMap(({ push }) => (push ? [push] : []))
      .filter((push) => channel === undefined || push.channel === channel);
  }

  /** All publications that came live in a channel. */
  publications(channel: string): Publication[] {
    return this.pushes(channel).flatMap(({ pub }) => (pub ? [pub] : []));
  }

  /** The first push that fits, come or to come. */
  async push(fits: (push: Push) => boolean): Promise<Push> {
    return this.until('a push', () => this.pushes().find(fits));
  }

  /** Waits for a publication with this data; what the server sent before it has come then, too. */
  async publication(channel: string, data: unknown): Promise<Publication> {
    const text = JSON.stringify(data);
    return this.until(`a publication of ${text} in ${channel}`, () =>
      this.publications(channel).find((pub) => JSON.stringify(pub.data) === text),
    );
  }

  /** Waits for the end of the connection. */
  async closed(): Promise<Close> {
    await this.changes('the end', () => this.close_ !== null);
    return this.close_ ?? { code: 0, reason: '' };
  }

  get isClosed(): boolean {
    return this.close_ !== null;
  }

  /** Waits until something is found among what has come. */
  async until<T>(what: string, find: () => T | undefined): Promise<T> {
    await this.changes(what, () => find() !== undefined || this.close_ !== null);
    const found = find();
    if (found === undefined)
      throw new Error(`closed with ${JSON.stringify(this.close_)} before ${what}; ${this.told()}`);
    return found;
  }

  protected accept(replies: Reply[]): void {
    for (const reply of replies) {
      if (Object.keys(reply).length > 0) {
        this.received.push(reply);
        if (reply.id !== undefined) this.replies.set(reply.id, reply);
      } else {
        this.pings++;
        if (this.answersPings) this.send({});
      }
    }
    this.tell();
  }

  protected end(close: Close): void {
    this.close_ ??= close;
    this.tell();
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }

  private async changes(what: string, met: () => boolean): Promise<void> {
    if (met()) return;
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.watchers.delete(watcher);
        reject(new Error(`waited in vain for ${what}; ${this.told()}`));
      }, PATIENCE_MS);
      const watcher = () => {
        if (!met()) return;
        clearTimeout(timeout);
        this.watchers.delete(watcher);
        resolve();
      };
      this.watchers.add(watcher);
    });
  }

  private told(): string {
    return `received: ${JSON.stringify(this.received).slice(-2_000)}`;
  }
}
