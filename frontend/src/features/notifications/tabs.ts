interface Word {
  readonly tab: string;
  readonly focused: boolean;
  /** Everybody is asked to say the same of themselves. */
  readonly asks: boolean;
}

/**
 * The windows of the app that one person has open in this browser: which of them speaks for all, and whether somebody
 * looks at any. The one that holds a lock of the browser speaks; when it closes, the next one does.
 */
export class Tabs {
  readonly #name: string;
  readonly #id: string;
  readonly #channel: BroadcastChannel | null;
  readonly #elsewhere = new Set<string>();
  readonly #onFocus = () => this.#tell(false);
  readonly #onHide = () => this.#tell(false, false);
  #release: () => void = () => undefined;
  #speaks: boolean;
  #wants = true;

  constructor(name: string, id: string) {
    this.#name = name;
    this.#id = id;
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : null;
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Word>) => this.#hear(data));
    globalThis.addEventListener('focus', this.#onFocus);
    globalThis.addEventListener('blur', this.#onFocus);
    globalThis.addEventListener('pagehide', this.#onHide);
    // Without locks, on an address that is not secure, every window speaks: there are no notifications there.
    this.#speaks = !('locks' in navigator);
    if (!this.#speaks) void this.#waitToSpeak();
    this.#tell(true);
  }

  get speaks(): boolean {
    return this.#speaks && this.#wants;
  }

  /** Lets another window speak: this one is not told any more what happens. */
  rest(): void {
    this.#wants = false;
    this.#release();
  }

  /** Takes part again. */
  goOn(): void {
    if (this.#wants) return;
    this.#wants = true;
    if ('locks' in navigator) void this.#waitToSpeak();
  }

  get looking(): boolean {
    return document.hasFocus() || this.#elsewhere.size > 0;
  }

  close(): void {
    this.rest();
    this.#tell(false, false);
    this.#channel?.close();
    globalThis.removeEventListener('focus', this.#onFocus);
    globalThis.removeEventListener('blur', this.#onFocus);
    globalThis.removeEventListener('pagehide', this.#onHide);
  }

  async #waitToSpeak(): Promise<void> {
    await navigator.locks.request(this.#name, async () => {
      if (!this.#wants) return;
      this.#speaks = true;
      await new Promise<void>((release) => {
        this.#release = release;
      });
      this.#speaks = false;
    });
  }

  #tell(asks: boolean, focused = document.hasFocus()): void {
    this.#channel?.postMessage({ tab: this.#id, focused, asks } satisfies Word);
  }

  #hear({ tab, focused, asks }: Word): void {
    if (focused) this.#elsewhere.add(tab);
    else this.#elsewhere.delete(tab);
    if (asks) this.#tell(false);
  }
}
