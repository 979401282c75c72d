import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { impatient, transportsOf } from './transports';

class Socket {
  readyState = 0;
  readonly close = vi.fn();
  constructor(
    readonly url: string,
    readonly protocols?: string,
  ) {}
}

const ImpatientSocket = impatient(Socket as unknown as typeof WebSocket);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the ways to connect are those of the server, with its scheme, and WebSocket comes first', () => {
  expect(transportsOf('https://chat.example.org')).toEqual([
    { transport: 'websocket', endpoint: 'wss://chat.example.org/connection/websocket' },
    { transport: 'http_stream', endpoint: 'https://chat.example.org/connection/http_stream' },
    { transport: 'sse', endpoint: 'https://chat.example.org/connection/sse' },
  ]);
});

test('a WebSocket that neither opens nor fails is given up', () => {
  const socket = new ImpatientSocket('ws://test', 'centrifuge') as unknown as Socket;
  expect(socket).toMatchObject({ url: 'ws://test', protocols: 'centrifuge' });
  vi.advanceTimersByTime(9_999);
  expect(socket.close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(socket.close).toHaveBeenCalledOnce();
});

test('a WebSocket that has opened is left alone', () => {
  const socket = new ImpatientSocket('ws://test') as unknown as Socket;
  socket.readyState = 1;
  vi.runAllTimers();
  expect(socket.close).not.toHaveBeenCalled();
});
