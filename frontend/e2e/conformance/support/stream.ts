import type { Reply, Request } from './frames';
import { Peer } from './peer';
import { encodeCommands, encodeEmulation, ReplyReader } from './protobuf';
import type { Format } from './socket';

export interface StreamOptions {
  format?: Format;
  headers?: Record<string, string>;
}

/** A raw http_stream or sse connection: opened by the first frame that it sends; the others go to /emulation. */
export class Stream extends Peer {
  /** The head of the response, once it has come. */
  readonly response: Promise<Response>;
  /** All that has come, as text. */
  text = '';
  private readonly abort = new AbortController();
  private readonly format: Format;
  private readonly reader = new ReplyReader();
  private opened: (response: Response) => void = () => undefined;
  private refused: (error: unknown) => void = () => undefined;
  private started = false;
  private posted: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly transport: 'http_stream' | 'sse',
    private readonly options: StreamOptions = {},
  ) {
    super();
    this.format = options.format ?? 'json';
    this.response = new Promise((resolve, reject) => {
      this.opened = resolve;
      this.refused = reject;
    });
    // Who does not ask for it need not hear of it.
    this.response.catch(() => undefined);
  }

  send(...commands: Request[]): void {
    if (this.started) {
      // One after the other, as the order of commands counts.
      this.posted = this.posted.then(() => this.post(commands)).catch(() => undefined);
      return;
    }
    this.started = true;
    void this.run(commands);
  }

  /** Posts commands to /emulation, besides those that are sent. */
  async post(commands: Request[]): Promise<Response> {
    const { session = '', node = '' } = await this.until(
      'a session',
      () => this.received.find((it) => it.connect)?.connect,
    );
    return fetch(`${this.url}/emulation`, {
      method: 'POST',
      headers: { 'content-type': this.format === 'json' ? 'application/json' : 'application/octet-stream' },
      body:
        this.format === 'json'
          ? JSON.stringify({ session, node, data: lines(commands) })
          : encodeEmulation({ session, node, data: encodeCommands(commands) }),
      signal: this.abort.signal,
    });
  }

  leave(): void {
    this.abort.abort();
  }

  private async run(commands: Request[]): Promise<void> {
    try {
      const response = await this.request(commands);
      this.opened(response);
      if (response.ok && response.body) {
        const decoder = new TextDecoder();
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
          this.read(chunk, decoder);
        }
      }
    } catch (error) {
      this.refused(error);
    }
    const last = this.received.at(-1)?.push?.disconnect;
    this.end(last ? { code: last.code, reason: last.reason } : { code: 0, reason: 'the stream ended' });
  }

  private async request(commands: Request[]): Promise<Response> {
    const { headers = {} } = this.options;
    const { signal } = this.abort;
    if (this.transport === 'sse') {
      const query = `cf_connect=${encodeURIComponent(lines(commands))}`;
      return fetch(`${this.url}/connection/sse?${query}`, { headers, signal });
    }
    return fetch(`${this.url}/connection/http_stream`, {
      method: 'POST',
      headers: { 'content-type': this.format === 'json' ? 'application/json' : 'application/octet-stream', ...headers },
      body: this.format === 'json' ? lines(commands) : encodeCommands(commands),
      signal,
    });
  }

  private read(chunk: Uint8Array, decoder: TextDecoder): void {
    if (this.format === 'protobuf') {
      this.accept(this.reader.read(chunk));
      return;
    }
    const seen = this.text.lastIndexOf('\n') + 1;
    this.text += decoder.decode(chunk, { stream: true });
    const complete = this.text.slice(seen, this.text.lastIndexOf('\n') + 1).split('\n');
    const json = complete.map((line) => (this.transport === 'sse' ? line.replace(/^data: /, '') : line));
    this.accept(json.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Reply));
  }
}

function lines(commands: Request[]): string {
  return commands.map((command) => JSON.stringify(command)).join('\n');
}
