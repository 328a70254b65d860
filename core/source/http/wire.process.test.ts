// Covers core/source/http/failure.ts, core/source/http/header.ts, core/source/http/options.ts,
// core/source/http/tls-trust.ts.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../ground/clock.ts';
import { Wire } from './wire.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
const { signal } = new AbortController();

async function serve(respond: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
  const server = createServer(respond);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b=c`);
}

function wire(options: { readonly proxy?: string } = {}): Wire {
  const made = new Wire({ clock: systemClock, ...options });
  closing.push(() => made.close());
  return made;
}

test('a file is asked for as it is, a document may come compressed, and what is here is named', async () => {
  const seen: IncomingMessage[] = [];
  const url = await serve((request, response) => {
    seen.push(request);
    response.end();
  });
  const sending = wire();
  const form = { method: 'POST', type: 'application/x-www-form-urlencoded', body: 'x=1' } as const;
  const received = [
    await sending.send(url, { file: 'a', kind: 'document' }, null, undefined, signal),
    await sending.send(url, { file: 'a', kind: 'part', unlessMd5: 'ab' }, 'Token t', undefined, signal),
    await sending.send(url, { file: 'a', kind: 'document', headers: { accept: 'x/y' } }, null, form, signal),
  ];
  for (const response of received) await response.discard();
  const [document, part, posted] = seen;
  expect(document?.headers).toMatchObject({ 'accept-encoding': 'gzip', 'x-openrosa-version': '1.0' });
  expect(document?.headers.authorization).toBeUndefined();
  expect(document?.headers['user-agent']).toMatch(/^Attache\/\d/);
  expect(part?.headers).toMatchObject({
    'accept-encoding': 'identity',
    'if-none-match': '"ab"',
    authorization: 'Token t',
  });
  expect(posted).toMatchObject({ method: 'POST', url: '/a?b=c' });
  expect(posted?.headers).toMatchObject({ accept: 'x/y', 'content-type': form.type });
});

test('what a sign-in sees of a response: challenge, wait, and no more text than it needs', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(503, { 'retry-after': '7', 'www-authenticate': 'Basic realm="a"' });
    response.end('x'.repeat(200_000));
  });
  const received = await wire().send(url, { file: 'a', kind: 'document' }, null, undefined, signal);
  expect(received).toMatchObject({ status: 503, wait: 7000, challenges: 'Basic realm="a"' });
  const text = await received.text();
  expect(text.length).toBeGreaterThan(1000);
  expect(text.length).toBeLessThanOrEqual(64 * 1024);
});

test('who goes through a proxy that is not there is told of the proxy, and of nothing else', async () => {
  const asked = { host: 'a.example.org', file: 'a' };
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  expect(wire({ proxy: 'http://127.0.0.1:9' }).failure(refused, asked).problem.code).toBe('net.proxy');
  expect(wire().failure(refused, asked).problem.code).toBe('net.refused');
  expect(() => wire().failure(new TypeError('a bug'), asked)).toThrow(TypeError);
});

test('a file of authorities that cannot be read is a problem before anything is sent', () => {
  expect(() => new Wire({ clock: systemClock, caFile: '/nowhere/ca.pem' })).toThrow(
    expect.objectContaining({ code: 'net.ca_unreadable' }),
  );
});
