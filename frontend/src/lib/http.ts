/** The server could not be reached, or did not answer in time. Whether it acted is unknown. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  constructor() {
    super('The server cannot be reached. Check your connection and try again.');
  }
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The server answered, and said no. `message` is its human-readable `detail`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly status: number,
    detail: string,
    readonly fields: readonly FieldError[] = [],
    readonly retryAfterMs: number | null = null,
  ) {
    super(detail);
  }
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** A 401 is an answer to this very call (wrong password), not the end of the session. */
  readonly unauthorizedIsAnswer?: boolean;
  /** How long it may take, where that is longer than usual. */
  readonly timeoutMs?: number;
}

/** JSON over HTTP with the server's session cookie and CSRF token. Answers are `unknown`: parse them. */
export interface Http {
  get(path: string, options?: CallOptions): Promise<unknown>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<unknown>;
  /** A `Blob` is sent as it is, with its own type; anything else as JSON. */
  put(path: string, body?: unknown, options?: CallOptions): Promise<unknown>;
  patch(path: string, body: unknown, options?: CallOptions): Promise<unknown>;
  delete(path: string, options?: CallOptions): Promise<unknown>;
}

interface HttpConfig {
  readonly fetch: typeof globalThis.fetch;
  /** Called whenever a call was refused because nobody is logged in (any more). */
  readonly onUnauthorized: () => void;
  readonly timeoutMs?: number;
}

const CSRF_HEADER = 'X-CSRFToken';

export function createHttp({ fetch, onUnauthorized, timeoutMs = 20_000 }: HttpConfig): Http {
  let csrfToken: string | null = null;

  async function send(method: string, path: string, init: RequestInit, limitMs = timeoutMs): Promise<Response> {
    try {
      return await fetch(path, {
        ...init,
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(limitMs),
      });
    } catch {
      throw new NetworkError();
    }
  }

  async function freshCsrfToken(): Promise<string> {
    const response = await send('GET', '/api/csrf', {});
    if (!response.ok) throw await httpError(response);
    return response.headers.get(CSRF_HEADER) ?? '';
  }

  async function answer(response: Response, options: CallOptions): Promise<unknown> {
    if (response.ok) return readJson(response);
    if (response.status === 401 && options.unauthorizedIsAnswer !== true) onUnauthorized();
    throw await httpError(response);
  }

  /** A call that changes something, with the token that proves that a page of ours makes it. */
  async function change(method: string, path: string, body: unknown, options: CallOptions): Promise<unknown> {
    const content =
      body instanceof Blob
        ? { type: body.type, body }
        : { type: 'application/json', body: body === undefined ? null : JSON.stringify(body) };
    const attempt = async () => {
      csrfToken ??= await freshCsrfToken();
      const headers = {
        Accept: 'application/json',
        ...(content.body === null ? {} : { 'Content-Type': content.type }),
        [CSRF_HEADER]: csrfToken,
        ...options.headers,
      };
      return send(method, path, { headers, body: content.body }, options.timeoutMs);
    };
    const hadToken = csrfToken !== null;
    let response = await attempt();
    if (response.status === 403 && hadToken) {
      // The token belongs to a session: after a log-in elsewhere or a restart it may be another one.
      csrfToken = null;
      response = await attempt();
    }
    if (path.startsWith('/api/log') || path === '/api/register') csrfToken = null;
    return answer(response, options);
  }

  return {
    async get(path, options = {}) {
      const headers = { Accept: 'application/json', ...options.headers };
      return answer(await send('GET', path, { headers }, options.timeoutMs), options);
    },
    post: (path, body = {}, options = {}) => change('POST', path, body, options),
    put: (path, body = {}, options = {}) => change('PUT', path, body, options),
    patch: (path, body, options = {}) => change('PATCH', path, body, options),
    delete: (path, options = {}) => change('DELETE', path, undefined, options),
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // The connection broke in the middle of the body: as good as no answer.
    throw new NetworkError();
  }
}

async function httpError(response: Response): Promise<HttpError> {
  const problem: unknown = await response.json().catch(() => null);
  const { detail, errors } = (problem ?? {}) as { detail?: unknown; errors?: unknown };
  return new HttpError(
    response.status,
    typeof detail === 'string' && detail !== '' ? detail : fallbackDetail(response.status),
    Array.isArray(errors) ? errors.filter(isFieldError) : [],
    retryAfterMs(response.headers.get('Retry-After')),
  );
}

function isFieldError(value: unknown): value is FieldError {
  const { field, message } = (value ?? {}) as { field?: unknown; message?: unknown };
  return typeof field === 'string' && typeof message === 'string';
}

function retryAfterMs(header: string | null): number | null {
  const seconds = header === null || header.trim() === '' ? NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function fallbackDetail(status: number): string {
  if (status === 401) return 'You are not logged in.';
  if (status === 403) return 'You are not allowed to do this.';
  if (status === 404) return 'This does not exist, or is not yours to see.';
  if (status === 413) return 'This is too large.';
  if (status === 415) return 'This kind of file is not supported.';
  if (status === 429) return 'Too many requests. Wait a moment and try again.';
  if (status >= 500) return 'The server has a problem. Try again in a moment.';
  return `The server refused this (${status}).`;
}

/** What to tell the user about a failed call. */
export function errorText(error: unknown): string {
  return error instanceof HttpError || error instanceof NetworkError ? error.message : 'Something went wrong.';
}
