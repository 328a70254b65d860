import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { ProblemData } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import { readDocument } from './body.ts';
import { HttpClient } from './http.ts';
import type { Login } from './login.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const { signal } = new AbortController();
const document = { file: 'list', kind: 'document' } as const;
const password: Login = { kind: 'password', user: 'amina', password: new Secret('s3cret') };
const challenge = { 'www-authenticate': 'Digest realm="a", nonce="n", qop="auth"' };

async function serve(respond: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    respond(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => server.close());
  return { seen, base: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`) };
}

function client(base: URL, login: Login = { kind: 'none' }) {
  const slept: number[] = [];
  const tried: (ProblemData | null)[] = [];
  const http = new HttpClient({
    base,
    login,
    proofs: [{ kind: 'door', url: new URL('/door', base) }],
    clock: { now: () => new Date(), sleep: async (wait) => void slept.push(wait) },
    retry: { attempts: 3, firstDelay: 10 },
    random: () => 0,
    onTryingAgain: (problem) => tried.push(problem),
  });
  closing.push(() => http.close());
  const text = async (url: URL, request: Parameters<HttpClient['get']>[1] = document): Promise<string> => {
    const bytes = await http.get(url, request, (response) => readDocument(response, 1), signal);
    return Buffer.from(bytes).toString();
  };
  return { http, slept, tried, text };
}

test('a request that fails for now is sent again with growing delays, and what it met is told', async () => {
  let failures = 2;
  const { base, seen } = await serve((_, response) => {
    response.writeHead(failures > 0 ? 502 : 200).end('whole');
    failures -= 1;
  });
  const { text, slept, tried } = client(base);
  expect(await text(base)).toBe('whole');
  expect(seen).toHaveLength(3);
  expect(slept).toEqual([5, 10]);
  expect(tried.map((problem) => problem?.code ?? null)).toEqual([
    'net.server_error',
    'net.server_error',
    null,
  ]);
});

test('a request that is to be sent once is sent once', async () => {
  const { base, seen } = await serve((_, response) => response.writeHead(503).end());
  await expect(client(base).text(base, { ...document, once: true })).rejects.toMatchObject({
    code: 'net.server_error',
  });
  expect(seen).toHaveLength(1);
});

test('a login is sent to its own server alone, wherever that redirects to', async () => {
  const other = await serve((_, response) => response.end('from the other'));
  const own = await serve(({ headers, url }, response) => {
    if (headers.authorization === undefined) response.writeHead(401, challenge).end();
    else if (url === '/list') response.writeHead(302, { location: new URL('/list', other.base).href }).end();
    else response.end('in');
  });
  // A file: a document that another host gives for now comes from the network.
  const file = { file: 'a.jpg', kind: 'part' } as const;
  expect(await client(own.base, password).text(new URL('/list', own.base), file)).toBe('from the other');
  expect(own.seen.some(({ headers }) => headers.authorization !== undefined)).toBe(true);
  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('redirects that go round in a circle end', async () => {
  const { base, seen } = await serve(({ url }, response) =>
    response.writeHead(301, { location: url === '/a' ? '/b' : '/a' }).end(),
  );
  await expect(client(base).text(new URL('/a', base))).rejects.toMatchObject({ code: 'net.redirect_loop' });
  expect(seen).toHaveLength(2);
});

test('what is here already is not sent again', async () => {
  const { base } = await serve(({ headers }, response) =>
    response.writeHead(headers['if-none-match'] === '"ab"' ? 304 : 200).end('sent'),
  );
  const { http } = client(base);
  const ask = (unlessMd5: string) =>
    http.get(base, { ...document, unlessMd5 }, async ({ isUnchanged }) => isUnchanged, signal);
  expect(await ask('ab')).toBe(true);
  expect(await ask('cd')).toBe(false);
});

test('a look is a stranger’s, is sent once, and gives the beginning, whatever the status', async () => {
  const { base, seen } = await serve((_, response) => response.writeHead(500).end('x'.repeat(10_000)));
  const { status, head } = await client(base, password).http.look(base, signal);
  expect(status).toBe(500);
  expect(head.length).toBeLessThanOrEqual(4096);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});
