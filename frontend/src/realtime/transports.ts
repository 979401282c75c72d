import type { Options, TransportEndpoint } from 'centrifuge';

/**
 * How long a WebSocket may take to open, in ms. A network that refuses WebSockets says so at once; one that swallows
 * them without a word would keep us waiting for as long as an answer may take.
 */
const OPENS_WITHIN = 10_000;

/** Where a server takes connections, the best way first: the SDK goes on to the next where a network lets none through. */
export function transportsOf(origin: string): TransportEndpoint[] {
  return [
    { transport: 'websocket', endpoint: `${origin.replace(/^http/, 'ws')}/connection/websocket` },
    { transport: 'http_stream', endpoint: `${origin}/connection/http_stream` },
    { transport: 'sse', endpoint: `${origin}/connection/sse` },
  ];
}

/** What the SDK has to know besides, to use them. */
export function transportOptions(origin: string): Partial<Options> {
  return { emulationEndpoint: `${origin}/emulation`, websocket: impatient(globalThis.WebSocket) };
}

/** A kind of WebSocket that closes itself when it does not open in time. */
export function impatient(kind: typeof WebSocket): typeof WebSocket {
  return class extends kind {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      setTimeout(() => {
        if (this.readyState === 0) this.close();
      }, OPENS_WITHIN);
    }
  };
}
