/** Whom the browser is logged in as; null when nobody is. */
type Login = number | null;

/**
 * What the windows of this browser tell each other of who is logged in. They share the session: what one of them sends,
 * it sends as whoever has logged in last in any of them.
 */
export class Logins {
  readonly #channel: BroadcastChannel | null;

  constructor(onTold: (login: Login) => void) {
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('gapless.login') : null;
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Login>) => onTold(data));
  }

  tell(login: Login): void {
    this.#channel?.postMessage(login);
  }

  close(): void {
    this.#channel?.close();
  }
}
