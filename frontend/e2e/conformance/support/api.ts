/** What the server API answers: one of the two, or neither when the status is not 200. */
export interface Answer {
  status: number;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** The server API, as section 13 of the protocol describes it. */
export class ServerApi {
  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** A call that may be refused. */
  async call(method: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.post(method, JSON.stringify(body), { 'X-API-Key': this.key, ...headers });
    const text = await response.text();
    let answer: unknown = {};
    try {
      answer = JSON.parse(text);
    } catch {
      // Not every refusal has a body.
    }
    return { ...(answer as object), status: response.status };
  }

  /** A call that has to succeed; its result. */
  async ok<T = Record<string, unknown>>(method: string, body: unknown): Promise<T> {
    const answer = await this.call(method, body);
    if (answer.result === undefined) throw new Error(`${method} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    return answer.result as T;
  }

  async publish(channel: string, data: unknown, more: object = {}): Promise<{ offset: number; epoch: string }> {
    return this.ok('publish', { channel, data, ...more });
  }

  /** Publishes text as it is, so that the payload keeps its bytes. */
  async publishText(channel: string, json: string): Promise<void> {
    const body = `{"channel":${JSON.stringify(channel)},"data":${json}}`;
    const response = await this.post('publish', body, { 'X-API-Key': this.key });
    const text = await response.text();
    if (!text.includes('"result"')) throw new Error(`publish ${body}: ${response.status} ${text}`);
  }

  async post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/gateway/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }
}
