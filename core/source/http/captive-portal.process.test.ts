import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../../fixtures/servers/faults.ts';
import { connectTo, startSampleServer } from '../../../fixtures/servers/kinds.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { type ServerKind, serverKinds } from '../../model/server-kind.ts';
import { isPortal } from './captive-portal.ts';
import { HttpClient } from './http.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const { signal } = new AbortController();

async function connected(kind: ServerKind, faults: readonly Fault[], retry = {}) {
  const server = await startSampleServer(kind, tinyData(1), { faults });
  const slept: number[] = [];
  const clock = {
    now: systemClock.now,
    sleep: (milliseconds: number): Promise<void> => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
  const source = await connectTo(kind, server, { clock, ...retry });
  closing.push(() => source.close(), server.close);
  return { server, source, slept };
}

test.each<[number, string | undefined, string | undefined, boolean]>([
  [200, 'text/html; charset=utf-8', undefined, true],
  [200, 'application/json', undefined, false],
  [200, undefined, undefined, false],
  [511, undefined, undefined, true],
  [401, 'text/html', undefined, false],
  [503, 'text/html', undefined, false],
  [302, undefined, 'http://portal.example/login', true],
  [307, undefined, '//portal.example/', true],
  [302, undefined, '/v1/sessions/', false],
  // A server that has moved.
  [301, undefined, 'https://new.example/', false],
])('status %d, %s, on to %s: from the network is %s', (status, type, location, is) => {
  expect(isPortal({ status, type, location }, new URL('https://central.example/v1/sessions'))).toBe(is);
});

const portals: readonly [string, FaultKind][] = [
  ['a web page', { kind: 'web-page' }],
  ['511', { kind: 'status', status: 511 }],
  ['a web page that does not say so', { kind: 'body', text: '<!DOCTYPE html><html></html>' }],
  ['a redirect to the portal', { kind: 'redirect', to: 'http://portal.example/' }],
];

/** The very first question to a server of that kind by somebody who signs in. */
const first: Readonly<Record<'kobo' | 'central' | 'ona', RegExp>> = {
  kobo: /^\/token/,
  central: /sessions$/,
  ona: /api\/v1\/user/,
};

describe.each(['kobo', 'central', 'ona'] as const)('the login of %s', (kind) => {
  test.each(kind === 'ona' ? portals.slice(0, 2) : portals)(
    '%s is told as the network',
    async (_what, fault) => {
      const { source, server } = await connected(kind, [{ ...fault, at: first[kind] }]);
      await expect(source.listForms(signal)).rejects.toMatchObject({
        code: 'net.captive_portal',
        data: { params: { host: new URL(server.url).host } },
      });
    },
  );
});

// A server that asks for Digest: what stands in between answers before it can ask.
test.each<[string, number, Readonly<Record<string, string>>]>([
  ['a web page', 200, { 'content-type': 'text/html' }],
  ['511', 511, { 'content-type': 'text/html' }],
])(
  'a password for Digest: %s in place of the question is told as the network',
  async (_what, status, headers) => {
    const portal = createServer((_, response) => response.writeHead(status, headers).end('<html></html>'));
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    const base = new URL(`http://127.0.0.1:${(portal.address() as AddressInfo).port}/`);
    const login = { kind: 'password', user: 'amina', password: new Secret('x') } as const;
    const http = new HttpClient({
      base,
      proofs: [{ kind: 'door', url: new URL('/view/submissionList', base) }],
      login,
      clock: systemClock,
    });
    closing.push(
      () => http.close(),
      () => new Promise((resolve) => portal.close(resolve)),
    );
    const request = { file: 'formList', kind: 'document' } as const;
    const asking = http.get(new URL('/formList', base), request, async () => 'read', signal);
    await expect(asking).rejects.toMatchObject({ code: 'net.captive_portal' });
  },
);

test.each([...serverKinds])(
  '%s: a list that is led away to a web page of another host comes from the network',
  async (kind) => {
    const portal = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
    );
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => portal.close(resolve)));
    // By another name than the server's, without encryption as such pages are.
    const to = `http://127.0.0.1:${(portal.address() as AddressInfo).port}/`;
    const { source } = await connected(kind, [{ at: /./, kind: 'redirect', to }]);
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.captive_portal' });
  },
);

describe.each(['kobo', 'central'] as const)('%s that is busy at the login', (kind) => {
  test.each([429, 503])('%d is asked again when it says so', async (status) => {
    const fault: Fault = {
      at: first[kind],
      kind: 'status',
      status,
      headers: { 'retry-after': '7' },
      times: 1,
    };
    const { source, slept } = await connected(kind, [fault]);
    expect((await source.listForms(signal)).length).toBeGreaterThan(0);
    expect(slept).toEqual([7000]);
  });

  test('for longer than is waited for: it is told how long', async () => {
    const fault: Fault = { at: first[kind], kind: 'status', status: 429, headers: { 'retry-after': '3600' } };
    const { source, slept } = await connected(kind, [fault]);
    await expect(source.listForms(signal)).rejects.toMatchObject({
      code: 'net.busy',
      data: { params: { seconds: 3600 } },
    });
    expect(slept).toEqual([]);
  });
});

test('a server that asks for Digest and is busy when it should ask is asked again when it says so', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(429, { 'retry-after': '9' }).end();
    else if (request.headers.authorization !== undefined) response.writeHead(200).end('list');
    else response.writeHead(401, { 'www-authenticate': 'Digest realm="r", qop="auth", nonce="n"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const slept: number[] = [];
  const clock = { now: systemClock.now, sleep: async (wait: number) => void slept.push(wait) };
  const login = { kind: 'password', user: 'amina', password: new Secret('x') } as const;
  const http = new HttpClient({
    base,
    proofs: [{ kind: 'door', url: new URL('/view/submissionList', base) }],
    login,
    clock,
  });
  closing.push(
    () => http.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const request = { file: 'formList', kind: 'document' } as const;
  const read = await http.get(new URL('/formList', base), request, async () => 'read', signal);
  expect([read, slept]).toEqual(['read', [9000]]);
});
