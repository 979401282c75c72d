import WebSocket, { type RawData } from 'ws';
import type { Reply, Request } from './frames';
import { Peer } from './peer';
import { encodeCommands, ReplyReader } from './protobuf';

export type Format = 'json' | 'protobuf';

export interface SocketOptions {
  format?: Format;
  subprotocols?: string[];
  query?: string;
  headers?: Record<string, string>;
}

/** A raw WebSocket. */
export class Socket extends Peer {
  /** The frames as they came: text, or bytes. */
  readonly frames: (string | Buffer)[] = [];
  private readonly reader = new ReplyReader();

  private constructor(
    private readonly socket: WebSocket,
    private readonly format: Format,
  ) {
    super();
    socket.on('message', (data: RawData, binary) => {
      const bytes = data as Buffer;
      this.frames.push(binary ? bytes : bytes.toString());
      this.accept(format === 'json' ? parse(bytes.toString()) : this.reader.read(bytes));
    });
    socket.on('close', (code, reason) => {
      this.end({ code, reason: reason.toString() });
    });
    socket.on('error', () => {
      // A close follows.
    });
  }

  /** Opens a WebSocket at a server's `http` address; rejects with the status when the upgrade is refused. */
  static async open(url: string, options: SocketOptions = {}): Promise<Socket> {
    const { format = 'json', subprotocols = format === 'json' ? [] : ['centrifuge-protobuf'] } = options;
    const endpoint = `${url.replace('http', 'ws')}/connection/websocket${options.query ?? ''}`;
    const socket = new WebSocket(endpoint, subprotocols, { headers: options.headers ?? {} });
    const peer = new Socket(socket, format);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return peer;
  }

  /** What the server chose of the subprotocols offered. */
  get subprotocol(): string {
    return this.socket.protocol;
  }

  send(...commands: Request[]): void {
    if (this.format === 'json') this.sendText(commands.map((command) => JSON.stringify(command)).join('\n'));
    else this.sendBytes(encodeCommands(commands));
  }

  sendText(text: string): void {
    this.transmit(text, false);
  }

  sendBytes(bytes: Uint8Array): void {
    this.transmit(bytes, true);
  }

  /** Stops reading, as a client does whose process hangs. */
  stall(): void {
    this.socket.pause();
  }

  /** Reads again. */
  resume(): void {
    this.socket.resume();
  }

  leave(): void {
    this.socket.terminate();
  }

  private transmit(data: string | Uint8Array, binary: boolean): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data, { binary });
  }
}

/** The replies of a JSON frame: one on each line. */
export function parse(frame: string): Reply[] {
  return frame
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reply);
}
