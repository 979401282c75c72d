import { describe, expect, test, vi } from 'vitest';
import { createHttp, HttpError, NetworkError } from './http';

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>;

function httpWith(handler: Handler) {
  const onUnauthorized = vi.fn();
  const calls: string[] = [];
  let issued = 0;
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = input as string;
    calls.push(`${init.method ?? ''} ${path}`);
    if (path === '/api/csrf') {
      return new Response('{}', { headers: { 'X-CSRFToken': `token ${(issued += 1)}` } });
    }
    return handler(path, init);
  };
  return { http: createHttp({ fetch, onUnauthorized }), onUnauthorized, calls };
}

const problem = (status: number, body: object, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
const tokenOf = (init: RequestInit) => new Headers(init.headers).get('X-CSRFToken');

describe('http', () => {
  test('fetches the CSRF token once and sends it with every post', async () => {
    const { http, calls } = httpWith((_, init) => Response.json({ token: tokenOf(init) }));
    expect(await http.post('/api/rooms')).toEqual({ token: 'token 1' });
    expect(await http.post('/api/rooms')).toEqual({ token: 'token 1' });
    expect(calls).toEqual(['GET /api/csrf', 'POST /api/rooms', 'POST /api/rooms']);
  });

  test('changes, replaces and deletes with the token too, and sends a file as what it is', async () => {
    const { http, calls } = httpWith((_, init) => {
      const type = new Headers(init.headers).get('Content-Type');
      return Response.json([tokenOf(init), type, init.body instanceof Blob ? 'file' : init.body]);
    });
    expect(await http.patch('/api/me', { display_name: 'A' })).toEqual([
      'token 1',
      'application/json',
      '{"display_name":"A"}',
    ]);
    expect(await http.put('/api/me/avatar', new Blob(['x'], { type: 'image/png' }))).toEqual([
      'token 1',
      'image/png',
      'file',
    ]);
    expect(await http.delete('/api/me/avatar')).toEqual(['token 1', null, null]);
    expect(calls.slice(1)).toEqual(['PATCH /api/me', 'PUT /api/me/avatar', 'DELETE /api/me/avatar']);
  });

  test('takes a new token when the old one is refused, and gives up when that is refused too', async () => {
    const { http } = httpWith((_, init) =>
      tokenOf(init) === 'token 1' ? Response.json({}) : problem(403, { detail: 'no' }),
    );
    await http.post('/api/rooms');
    const stale = httpWith((path, init) =>
      path === '/warm' || tokenOf(init) === 'token 2' ? Response.json({ ok: true }) : problem(403, { detail: 'no' }),
    );
    await stale.http.post('/warm');
    expect(await stale.http.post('/api/rooms')).toEqual({ ok: true });
    const never = httpWith(() => problem(403, { detail: 'not allowed' }));
    await expect(never.http.post('/api/rooms')).rejects.toMatchObject({ status: 403, message: 'not allowed' });
  });

  test('takes a new token after a log-in, which begins a new session', async () => {
    const { http } = httpWith((_, init) => Response.json(tokenOf(init)));
    expect(await http.post('/api/login')).toBe('token 1');
    expect(await http.post('/api/rooms')).toBe('token 2');
  });

  test('tells the detail, the fields and when to try again', async () => {
    const errors = [{ field: 'name', message: 'too short' }, 'nonsense'];
    const { http } = httpWith(() => problem(429, { detail: 'slow down', errors }, { 'Retry-After': '3' }));
    const error = await http.get('/api/rooms').catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({
      status: 429,
      message: 'slow down',
      fields: [{ field: 'name', message: 'too short' }],
      retryAfterMs: 3000,
    });
  });

  test('has words for an error page that is no problem document', async () => {
    const { http } = httpWith(() => new Response('<html>', { status: 502 }));
    await expect(http.get('/api/rooms')).rejects.toMatchObject({ status: 502, message: /try again/i });
  });

  test('reports a session that is over, but not a wrong password', async () => {
    const { http, onUnauthorized } = httpWith(() => problem(401, { detail: 'invalid credentials' }));
    await expect(http.post('/api/login', {}, { unauthorizedIsAnswer: true })).rejects.toThrow('invalid credentials');
    expect(onUnauthorized).not.toHaveBeenCalled();
    await expect(http.get('/api/rooms')).rejects.toThrow();
    expect(onUnauthorized).toHaveBeenCalledOnce();
  });

  test('calls no answer, and half an answer, a network error', async () => {
    const down = httpWith(() => Promise.reject(new TypeError('fetch failed')));
    await expect(down.http.get('/api/rooms')).rejects.toBeInstanceOf(NetworkError);
    const cut = httpWith(() => new Response('{"id":'));
    await expect(cut.http.get('/api/rooms')).rejects.toBeInstanceOf(NetworkError);
  });
});
