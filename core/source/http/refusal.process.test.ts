// Covers core/source/http/deadline.ts, core/source/http/password-signer.ts.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { connectTo, startSampleServer, user } from '../../../fixtures/servers/kinds.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { HttpClient } from './http.ts';
import type { Login } from './login.ts';
import { readRefusal } from './refusal.ts';

/* What a refused login says (`server-apis` §2), and what is said of it. */

const { signal } = new AbortController();
const closing: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

const xml = (detail: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<root><detail>${detail}</detail></root>`;
const tries = (left: number): string =>
  `Invalid username/password. For security reasons, after ${left} more failed login attempts you'll have to wait 30 minutes before trying again.`;
const LOCKED = 'Locked out. Too many wrong username/password attempts. Try again in 30 minutes.';
const nothing = { left: null, minutes: null, isLocked: false };

test.each([
  [xml(tries(9)), { left: 9, minutes: 30, isLocked: false }],
  [JSON.stringify({ detail: tries(1) }), { left: 1, minutes: 30, isLocked: false }],
  [xml(LOCKED), { left: null, minutes: 30, isLocked: true }],
  [JSON.stringify({ detail: LOCKED.replace('30', '7') }), { left: null, minutes: 7, isLocked: true }],
  // In the language of the server.
  [
    xml('Identifiants invalides. Après 4 autres essais il faudra attendre 30 minutes.'),
    { left: 4, minutes: 30, isLocked: false },
  ],
  // Where failures are not counted the number runs on, and is nobody's.
  [xml(tries(-3)), nothing],
  [xml(tries(0)), nothing],
  [xml('Invalid token.'), nothing],
  [JSON.stringify({ detail: 'Error 20261129.' }), nothing],
  [JSON.stringify({ detail: { code: 30 } }), nothing],
  ['<html><body>401 30</body></html>', nothing],
  ['', nothing],
])('%s', (body, said) => {
  expect(readRefusal(body)).toEqual(said);
});

const password = (secret = user.password): Login => ({
  kind: 'password',
  user: user.name,
  password: new Secret(secret),
});

/** Locks the account, as another program does that tries an old password. */
async function lock(origin: string): Promise<void> {
  for (let tried = 0; tried < 10; tried += 1) {
    const http = new HttpClient({
      base: new URL(origin),
      // An address that counts.
      proofs: [{ kind: 'door', url: new URL('/api/v1/user', origin) }],
      login: password('an old one'),
      clock: systemClock,
      caFile: (await ona()).caFile,
    });
    await expect(http.signIn(signal)).rejects.toMatchObject({
      code: expect.stringMatching(/^net\.login_(refused|locked)$/),
    });
    await http.close();
  }
}

let begun: ReturnType<typeof startSampleServer> | null = null;
afterEach(() => {
  begun = null;
});

/** An Ona, one for each test. */
function ona() {
  begun ??= startSampleServer('ona', tinyData(3)).then((server) => {
    closing.push(server);
    return server;
  });
  return begun;
}

async function connect(kind: 'ona' | 'openrosa', login: Login) {
  const source = await connectTo(kind, await ona(), { login });
  closing.push(source);
  return source;
}

describe('an Ona', () => {
  test('says how many tries are left', async () => {
    const source = await connect('ona', password('not it'));
    await expect(source.signIn?.(signal)).rejects.toMatchObject({
      code: 'net.login_refused',
      params: { left: 9, minutes: 30 },
      message: expect.stringMatching(/refused.*After 9 more wrong tries.* 30 minutes/),
    });
    expect((await ona()).failures()).toBe(0);
  });

  test.each(['ona', 'openrosa'] as const)('that has locked an account: %s', async (kind) => {
    const server = await ona();
    await lock(server.origin);
    const counted = server.failures();
    const source = await connect(kind, password());
    const locked = { code: 'net.login_locked', params: { minutes: 30 } };
    const listing = async (): Promise<void> => {
      for (const form of await source.listForms(signal)) {
        for await (const _ of source.listSubmissions(form, null, signal));
      }
    };
    await expect(listing()).rejects.toMatchObject(locked);
    await expect(source.listForms(signal)).rejects.toMatchObject(locked);
    // A token is not locked.
    const own = await connect(kind, { kind: 'token', token: new Secret(user.token) });
    expect(await own.listForms(signal)).toHaveLength(2);
    expect(server.failures()).toBe(counted);
  });

  test('whose password is changed in the middle is told one wrong one', async () => {
    const server = await ona();
    const source = await connect('openrosa', password());
    const [form] = await source.listForms(signal);
    if (form === undefined) throw new Error('no form');
    server.revoke();
    const list = async (): Promise<void> => {
      for await (const _ of source.listSubmissions(form, null, signal));
    };
    const refused = { code: 'net.login_refused' };
    await expect(list()).rejects.toMatchObject(refused);
    const all = await Promise.allSettled([list(), list(), list(), list()]);
    for (const one of all) expect(one).toMatchObject({ status: 'rejected', reason: refused });
    expect(server.failures()).toBeLessThanOrEqual(1);
  });
});

describe('a KoboToolbox with a name in its address', () => {
  test.each([
    ['ona', password('not it')],
    ['ona', password()],
    ['openrosa', password('not it')],
    ['openrosa', { kind: 'token', token: new Secret('not-it') }],
    ['ona', { kind: 'token', token: new Secret(user.token) }],
  ] as const)('asks nobody for a login: %s', async (kind, login) => {
    const server = await startSampleServer('kobo', tinyData(3));
    const source = await connectTo(kind, { ...server, url: `${server.origin}/amina` }, { login });
    closing.push(server, source);
    const open = { code: 'net.login_not_asked' };
    await expect(source.signIn?.(signal)).rejects.toMatchObject(open);
    await expect(source.listForms(signal)).rejects.toMatchObject(open);
  });
});

test.each<[string, (response: ServerResponse) => void]>([
  ['reset', (response) => response.destroy()],
  ['an empty answer', (response) => response.writeHead(200).end()],
  ['broken', (response) => response.writeHead(502).end('<html></html>')],
  [
    'cut',
    (response) => {
      response.writeHead(200, { 'content-length': 99 }).write('x', () => response.destroy());
    },
  ],
])('a challenge that does not come is asked for again: %s', async (_what, fail) => {
  let asked = 0;
  const server = createServer(({ headers }, response) => {
    asked += 1;
    if (asked === 1) return fail(response);
    if (headers.authorization !== undefined) return void response.end('list');
    response.writeHead(401, { 'www-authenticate': 'Digest realm="r", qop="auth", nonce="n"' }).end();
  });
  const { http, slept } = await clientOf(server);
  await http.get(new URL('/formList', http.base), { file: 'formList', kind: 'document' }, read, signal);
  expect(slept).toHaveLength(1);
});

test('a refusal that is compressed is read', async () => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(401, {
      'www-authenticate': 'Digest realm="r", qop="auth", nonce="n"',
      ...(headers.authorization === undefined ? {} : { 'content-encoding': 'gzip' }),
    });
    response.end(headers.authorization === undefined ? '' : gzipSync(xml(LOCKED)));
  });
  const { http } = await clientOf(server);
  await expect(http.signIn(signal)).rejects.toMatchObject({
    code: 'net.login_locked',
    params: { minutes: 30 },
  });
});

const read = async (): Promise<string> => 'read';

async function clientOf(server: ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const slept: number[] = [];
  const clock = { now: systemClock.now, sleep: async (wait: number) => void slept.push(wait) };
  const http = new HttpClient({
    base,
    proofs: [{ kind: 'door', url: new URL('/view/submissionList', base) }],
    login: password('x'),
    clock,
  });
  closing.push({ close: () => new Promise((resolve) => server.close(resolve)) }, http);
  return { http: Object.assign(http, { base }), slept };
}
