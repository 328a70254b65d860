// Covers core/source/openrosa/file-addresses.ts, core/source/openrosa/parts.ts.
import type { KeyObject } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isHere } from '../../../fixtures/only-where.ts';
import type { Authentication } from '../../../fixtures/servers/authentication.ts';
import { IMPATIENT } from '../../../fixtures/servers/kinds.ts';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../../../fixtures/servers/openrosa-server.ts';
import { tinyData, tinyInstanceId } from '../../../fixtures/servers/tiny-data.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { attribute, descendantOf, parseXml, textOf } from '../../ground/xml/xml.ts';
import { readWhole } from '../../model/content.ts';
import type { Content } from '../../model/fetched.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { RefPage } from '../../model/submission-ref.ts';
import type { Connection } from '../connection.ts';
import type { Login } from '../http/login.ts';
import type { Source, Staging } from '../source.ts';
import { openRosaSource } from './openrosa.ts';

const signal = new AbortController().signal;
const user = { name: 'amina', password: 'pä:ss, "word"', token: '0f3c' };
const login: Login = { kind: 'password', user: user.name, password: new Secret(user.password) };
const digest: Authentication = { users: [user], offers: ['digest-md5'] };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Partial<OpenRosaServerOptions> = {}): Promise<OpenRosaServer> {
  const server = await startOpenRosaServer({ data: tinyData(5), ...options });
  cleanups.push(() => server.close());
  return server;
}

function connect(server: OpenRosaServer, options: Partial<Connection> = {}): Source {
  const source = openRosaSource({
    url: server.url,
    login: { kind: 'none' },
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 3, firstDelay: 1, maxDelay: 5 },
    ...options,
  });
  cleanups.push(() => source.close());
  return source;
}

function land(inlineLimit = 1024, key: KeyObject | null = null): Staging & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'staging-'));
  cleanups.push(async () => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    inlineLimit,
    key,
    pathFor: (ref, name) => join(folder, `${Buffer.from(ref.locator).toString('hex')}-${name}`),
  };
}

async function formOf(source: Source, formId = 'household'): Promise<FormRef> {
  const form = (await source.listForms(signal)).find((found) => found.formId === formId);
  if (form === undefined) throw new Error('no such form');
  return form;
}

async function listAll(source: Source, form: FormRef, cursor: string | null = null): Promise<RefPage[]> {
  const pages: RefPage[] = [];
  for await (const page of source.listSubmissions(form, cursor, signal)) pages.push(page);
  return pages;
}

function bytesOf(content: Content | null | undefined): Buffer {
  if (content === null || content === undefined) throw new Error('no content');
  return Buffer.from(readWhole(content));
}

function refTo(number: number) {
  return { formId: 'household', locator: tinyInstanceId(number), stamp: '' };
}

describe('the whole way', () => {
  test.each(['ona', 'aggregate'] as const)(
    'forms, ids, submissions and files, as %s gives them',
    async (flavour) => {
      const data = tinyData(5);
      const server = await start({ data, flavour, prefix: '/amina', authentication: digest });
      const source = connect(server, { login, pageSize: 2, url: `${server.url}/` });
      const form = await formOf(source);
      expect(form).toMatchObject({
        formId: 'household',
        version: '7',
        name: 'Household',
        mediaLocator: null,
      });
      const [definition] = await source.fetchForm(form, () => false, signal);
      expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(data.forms[0]?.xml);
      const pages = await listAll(source, form);
      expect(pages.map(({ refs }) => refs.length)).toEqual([2, 2, 1]);
      const refs = pages.flatMap((page) => page.refs);
      expect(refs.map(({ locator }) => locator)).toEqual([0, 1, 2, 3, 4].map(tinyInstanceId));
      const staging = land(50);
      for (const [index, ref] of refs.entries()) {
        const found = await source.fetchSubmission(ref, form, staging, signal);
        expect(found.problems).toEqual([]);
        const root = parseXml(bytesOf(found.xml));
        expect(textOf(descendantOf(root, 'instanceID'))).toBe(tinyInstanceId(index));
        expect(attribute(root, 'submissionDate')).toBe('2026-01-02T03:04:05.678901+00:00');
        for (const [name, bytes] of data.submissions('household')[index]?.files ?? []) {
          expect(bytesOf(found.parts.find((part) => part.name === name)?.content)).toEqual(bytes);
        }
        // 64 bytes are above the limit of 50, 48 are not.
        expect(found.parts.map(({ content }) => content?.kind)).toEqual(['file', 'bytes']);
      }
      expect(readdirSync(staging.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(server.requests.every(({ openRosaVersion }) => openRosaVersion === '1.0')).toBe(true);
      expect(server.outOfOrder()).toBe(0);
    },
  );

  test('a list goes on after the cursor of an earlier one', async () => {
    const server = await start();
    const source = connect(server, { pageSize: 2 });
    const form = await formOf(source);
    const [first] = await listAll(source, form);
    const rest = await listAll(source, form, first?.cursor ?? null);
    expect(rest.flatMap(({ refs }) => refs.map(({ locator }) => locator))).toEqual(
      [2, 3, 4].map(tinyInstanceId),
    );
    expect(await listAll(source, form, rest.at(-1)?.cursor ?? null)).toEqual([]);
  });

  test('the key of downloadSubmission names data for an encrypted form, the root for a plain one', async () => {
    const server = await start();
    const source = connect(server);
    for (const formId of ['household', 'plain']) {
      const form = await formOf(source, formId);
      const [page] = await listAll(source, form);
      const ref = page?.refs[0];
      if (ref !== undefined) await source.fetchSubmission(ref, form, land(), signal);
    }
    const keys = server.requests
      .filter(({ path }) => path.includes('downloadSubmission'))
      .map(({ path }) => new URL(path, server.origin).searchParams.get('formId'));
    expect(keys).toEqual([
      `household[@version=null and @uiVersion=null]/data[@key=${tinyInstanceId(0)}]`,
      'plain[@version=null and @uiVersion=null]/visit[@key=uuid:plain]',
    ]);
  });
});

describe('signing in', () => {
  const variants: readonly Partial<Authentication>[] = [
    { offers: ['digest-sha256'] },
    { offers: ['digest-md5', 'digest-sha256'], oneHeader: true },
    { offers: ['basic', 'digest-md5'] },
    { offers: ['digest-md5'], qop: false },
    { offers: ['basic'] },
  ];
  test.each(variants)('%j', async (variant) => {
    const server = await start({ authentication: { ...digest, ...variant } });
    expect(await connect(server, { login }).listForms(signal)).toHaveLength(2);
    const wrong: Login = { kind: 'password', user: user.name, password: new Secret('wrong') };
    await expect(connect(server, { login: wrong }).listForms(signal)).rejects.toMatchObject({
      code: 'net.login_refused',
    });
  });

  test('Digest is chosen where Basic is offered too', async () => {
    const server = await start({ authentication: { ...digest, offers: ['basic', 'digest-md5'] } });
    await connect(server, { login }).listForms(signal);
    expect(server.requests.map(({ scheme }) => scheme)).toEqual([null, 'digest', 'digest']);
  });

  test('a token is proved where strangers are refused, and a wrong one refused after both ways to send it', async () => {
    const server = await start({ authentication: digest });
    const asked = (from: number) =>
      server.requests.slice(from).map(({ path, scheme, status }) => [path, scheme, status]);
    const proof = '/view/submissionList';
    for (const [kind, scheme] of [
      ['token', 'token'],
      ['bearer', 'bearer'],
    ] as const) {
      const from = server.requests.length;
      const source = connect(server, { login: { kind, token: new Secret('0f3c') } });
      expect(await source.listForms(signal)).toHaveLength(2);
      expect(asked(from)).toEqual([
        [proof, null, 401],
        [proof, scheme, 404],
        ['/formList', scheme, 200],
      ]);
    }
    const from = server.requests.length;
    const source = connect(server, { login: { kind: 'token', token: new Secret('no') } });
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
    }
    expect(asked(from)).toEqual([
      [proof, null, 401],
      [proof, 'token', 401],
      [proof, 'bearer', 401],
    ]);
  });

  test('a token of OAuth is found out by asking, once', async () => {
    const server = await start({
      authentication: { ...digest, users: [{ ...user, token: 'api-key', oauth: 'oauth' }] },
    });
    const source = connect(server, { login: { kind: 'token', token: new Secret('oauth') } });
    await source.listForms(signal);
    await source.listForms(signal);
    expect(server.requests.map(({ scheme, status }) => [scheme, status])).toEqual([
      [null, 401],
      ['token', 401],
      ['bearer', 404],
      ['bearer', 200],
      ['bearer', 200],
    ]);
  });

  test('without a login the problem says that one is needed', async () => {
    const server = await start({ authentication: digest });
    await expect(connect(server).listForms(signal)).rejects.toMatchObject({ code: 'net.login_needed' });
  });

  test('one nonce serves one request after the other, credentials are sent up front', async () => {
    const server = await start({ authentication: digest });
    const source = connect(server, { login });
    for (let index = 0; index < 4; index += 1) await source.listForms(signal);
    expect(server.requests.map(({ status, count }) => [status, count])).toEqual([
      [401, null],
      [404, '00000001'],
      ...[2, 3, 4, 5].map((count) => [200, `0000000${count}`]),
    ]);
  });

  test('parallel requests never bring counts out of order, with nonces that wear out', async () => {
    const server = await start({ data: tinyData(40), authentication: { ...digest, nonceUses: 3 } });
    const source = connect(server, { login });
    const form = await formOf(source);
    const staging = land();
    const found = await Promise.all(
      Array.from({ length: 40 }, (_, index) => source.fetchSubmission(refTo(index), form, staging, signal)),
    );
    expect(found.every(({ problems, parts }) => problems.length === 0 && parts.length === 2)).toBe(true);
    expect(server.outOfOrder()).toBe(0);
    // Every nonce was used by one request at a time: counts of each rise by one in the order of arrival.
    const counts = Map.groupBy(
      server.requests.filter(({ nonce }) => nonce !== null),
      ({ nonce }) => nonce,
    );
    expect(counts.size).toBeGreaterThan(30);
    for (const uses of counts.values()) {
      expect(uses.map(({ count }) => Number.parseInt(count ?? '', 16))).toEqual(
        uses.map((_, index) => index + 1),
      );
    }
  });

  test('Basic, Token and Bearer never travel over http, Digest does', async () => {
    const basic = await start({ tls: false, authentication: { ...digest, offers: ['basic'] } });
    await expect(connect(basic, { login }).listForms(signal)).rejects.toMatchObject({
      code: 'net.login_needs_tls',
    });
    expect(basic.requests.every(({ scheme }) => scheme === null)).toBe(true);
    expect(() => connect(basic, { login: { kind: 'token', token: new Secret('t') } })).toThrow(
      /not encrypted/,
    );
    const digested = await start({ tls: false, authentication: digest });
    expect(await connect(digested, { login }).listForms(signal)).toHaveLength(2);
  });
});

describe('redirects', () => {
  test('credentials stay with their origin', async () => {
    const storage = await start();
    const server = await start({
      authentication: digest,
      faults: [{ kind: 'redirect', at: /^\/attachment/, to: `${storage.origin}/formList` }],
    });
    const source = connect(server, { login });
    const form = await formOf(source);
    const found = await source.fetchSubmission(refTo(0), form, land(), signal);
    expect(storage.requests.length).toBeGreaterThan(0);
    expect(storage.requests.every(({ scheme }) => scheme === null)).toBe(true);
    // What lay there is not the file, and its MD5 says so.
    expect(found.problems.map(({ code }) => code)).toEqual(['source.part_damaged', 'source.part_damaged']);
  });

  test('another origin that asks for a login gets none', async () => {
    const other = await start({ authentication: digest });
    const server = await start({
      authentication: digest,
      faults: [{ kind: 'redirect', at: /formList/, to: `${other.origin}/formList` }],
    });
    await expect(connect(server, { login, caFile: other.caFile }).listForms(signal)).rejects.toMatchObject({
      code: 'net.login_elsewhere',
    });
    expect(other.requests.every(({ scheme }) => scheme === null)).toBe(true);
  });

  test('https never falls to http', async () => {
    const plain = await start({ tls: false });
    const server = await start({
      faults: [{ kind: 'redirect', at: /formList/, to: `${plain.origin}/formList` }],
    });
    await expect(connect(server).listForms(signal)).rejects.toMatchObject({ code: 'net.redirect_insecure' });
    expect(plain.requests).toEqual([]);
  });

  test('circles end', async () => {
    const server = await start({ faults: [{ kind: 'redirect', at: /formList/, to: '/formList' }] });
    await expect(connect(server).listForms(signal)).rejects.toMatchObject({ code: 'net.redirect_loop' });
    const endless = await start({
      faults: Array.from({ length: 20 }, (_, index) => ({
        kind: 'redirect' as const,
        at: /formList/,
        times: 1,
        to: `/formList?${index}`,
      })),
    });
    await expect(connect(endless).listForms(signal)).rejects.toMatchObject({ code: 'net.redirect_loop' });
  });

  test('a redirect within the origin is signed for its own address', async () => {
    const server = await start({
      authentication: digest,
      faults: [{ kind: 'redirect', at: /^\/formList$/, to: '/formList?moved=1' }],
    });
    expect(await connect(server, { login }).listForms(signal)).toHaveLength(2);
  });
});

describe('failures that pass are tried again', () => {
  test.each([
    { kind: 'reset' },
    { kind: 'cut', after: 20 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 408 },
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  ] as const)('%j', async (fault) => {
    const server = await start({ faults: [{ ...fault, at: /formList/, times: 2 }] });
    expect(await connect(server).listForms(signal)).toHaveLength(2);
    expect(server.requests).toHaveLength(3);
  });

  test('Retry-After is waited for, in seconds and as a date, and given up when too long', async () => {
    const slept: number[] = [];
    const now = new Date('2026-01-01T00:00:00Z');
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        slept.push(milliseconds);
      },
    };
    const busy = (value: string) => ({
      kind: 'status' as const,
      status: 503,
      headers: { 'retry-after': value },
      at: /formList/,
      times: 1,
    });
    const server = await start({ faults: [busy('7'), busy('Thu, 01 Jan 2026 00:00:30 GMT'), busy('99999')] });
    const source = connect(server, { clock, retry: { attempts: 9 } });
    await expect(source.listForms(signal)).rejects.toMatchObject({
      code: 'net.busy',
      params: { seconds: 99999 },
    });
    expect(slept).toEqual([7000, 30_000]);
  });

  test.each([
    [{ kind: 'reset' }, 'net.cut'],
    [{ kind: 'cut', after: 20 }, 'net.cut'],
    [{ kind: 'silence' }, 'net.timeout'],
    [{ kind: 'stall', after: 20 }, 'net.timeout'],
    [{ kind: 'status', status: 500 }, 'net.server_error'],
    [{ kind: 'status', status: 429 }, 'net.busy'],
  ] as const)('%j that stays is told as %s', async (fault, code) => {
    const server = await start({ faults: [{ ...fault, at: /formList/ }] });
    const source = connect(server, code === 'net.timeout' ? { timeouts: IMPATIENT } : {});
    await expect(source.listForms(signal)).rejects.toMatchObject({ code });
    await expect.poll(() => server.requests.length).toBeGreaterThanOrEqual(2);
  });

  test('an answer that comes too slowly to be waited for ends before that', async () => {
    const server = await start({ faults: [{ kind: 'slow', every: 20, at: /formList/ }] });
    const source = connect(server, { timeouts: { slow: 200 }, retry: { attempts: 1 } });
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.timeout' });
  });

  test('a form ID in which Aggregate keeps a slash its own way is taken as it is', async () => {
    const text =
      '<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>a&frasl;b</formID><name>ä</name></xform></xforms>';
    const server = await start({ faults: [{ kind: 'body', text, at: /formList/ }] });
    const [form] = await connect(server).listForms(signal);
    expect([form?.formId, form?.name]).toEqual(['a&frasl;b', 'ä']);
  });

  test('an answer that drips on and on ends at the deadline', async () => {
    const server = await start({ faults: [{ kind: 'slow', every: 20, at: /formList/ }] });
    const source = connect(server, { timeouts: { document: 250 }, retry: { attempts: 1 } });
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.timeout' });
  });
});

describe('failures that stay are told apart', () => {
  test.each([
    [{ kind: 'status', status: 403 }, 'net.forbidden'],
    [{ kind: 'status', status: 404 }, 'net.not_found'],
    [{ kind: 'status', status: 400 }, 'net.unexpected_status'],
    [{ kind: 'web-page' }, 'net.web_page'],
    [{ kind: 'body', text: '<html><body>Terms</body></html>' }, 'net.web_page'],
    [{ kind: 'body', text: '<?xml version="1.0"?><!DOCTYPE html><html/>' }, 'net.web_page'],
    [{ kind: 'body', text: '<forms><form url="x">y</form></forms>' }, 'source.list_legacy'],
    [{ kind: 'body', text: '<other/>' }, 'source.answer_unreadable'],
    [{ kind: 'body', text: '<xforms' }, 'source.answer_unreadable'],
    [{ kind: 'body', text: '' }, 'source.answer_unreadable'],
    [
      { kind: 'body', text: '<!DOCTYPE a [<!ENTITY b "c">]><xforms>&b;</xforms>' },
      'source.answer_unreadable',
    ],
    [{ kind: 'gzip-bomb', bytes: 100_000_000 }, 'net.too_large'],
  ] as const)('%j: %s, asked once', async (fault, code) => {
    const server = await start({ faults: [{ ...fault, at: /formList/ }] });
    await expect(connect(server).listForms(signal)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  test('a list that is too large as it comes, and a file that grows too much when unpacked', async () => {
    const server = await start({
      faults: [
        { kind: 'body', text: ' '.repeat(65 * 1024 * 1024), at: /formList/ },
        { kind: 'gzip-bomb', bytes: 100_000_000, at: /photo/ },
      ],
    });
    const source = connect(server);
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.too_large' });
    const form = {
      formId: 'household',
      version: '7',
      name: '',
      locator: '/formXml?formId=household',
      mediaLocator: null,
    };
    const found = await source.fetchSubmission(refTo(0), form, land(), signal);
    expect(found.problems.map(({ code }) => code)).toEqual(['net.too_large']);
    expect(found.parts.map(({ content }) => content !== null)).toEqual([true, false]);
  });

  test.each([
    ['good', 'net.certificate_unknown', false],
    ['self-signed', 'net.certificate_unknown', true],
    ['expired', 'net.certificate_expired', true],
    ['wrong-host', 'net.certificate_wrong_host', true],
  ] as const)('certificate %s: %s', async (certificate, code, trusted) => {
    const server = await start({ certificate });
    const source = connect(server, trusted ? {} : { caFile: undefined });
    await expect(source.listForms(signal)).rejects.toMatchObject({ code });
    expect(server.requests).toEqual([]);
  });

  test('a name that does not exist, a port that nobody serves, TLS where there is none', async () => {
    const server = await start({ tls: false });
    const { port } = new URL(server.url);
    const at = (url: string) => connect(server, { url }).listForms(signal);
    await expect(at('https://no-such-host.invalid')).rejects.toMatchObject({ code: 'net.name_unknown' });
    await expect(at(`https://localhost:${port}`)).rejects.toMatchObject({ code: 'net.tls' });
    const closed = connect(server);
    await server.close();
    await expect(closed.listForms(signal)).rejects.toMatchObject({ code: 'net.refused' });
  });

  test('a CA file that is none', async () => {
    const server = await start();
    expect(() => connect(server, { caFile: join(tmpdir(), 'no-such-ca.pem') })).toThrow(
      expect.objectContaining({ code: 'net.ca_unreadable' }),
    );
  });

  test('an abort ends a request at once, with its own reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled by the user');
    const never = new Promise(() => undefined);
    const hold = (): Promise<unknown> => {
      controller.abort(reason);
      return never;
    };
    const server = await start({ hold });
    await expect(connect(server).listForms(controller.signal)).rejects.toBe(reason);
  });
});

describe('lists of submissions', () => {
  const chunk = (ids: readonly string[], cursor: string | null) =>
    `<idChunk xmlns="http://opendatakit.org/submissions"><idList>${ids.map((id) => `<id>${id}</id>`).join('')}</idList>${cursor === null ? '' : `<resumptionCursor>${cursor}</resumptionCursor>`}</idChunk>`;

  test.each([
    ['a cursor that does not change', [chunk(['a', 'b'], '5'), chunk(['b', 'c'], '5')], ['a', 'b', 'c']],
    ['cursors that go round', [chunk(['a'], '1'), chunk(['b'], '2'), chunk(['c'], '1')], ['a', 'b', 'c']],
    ['no cursor', [chunk(['a', 'a', ' b '], null)], ['a', 'b']],
    ['an empty page', [chunk(['a'], '1'), chunk([], '9')], ['a']],
  ])('end at %s, each id once', async (_, bodies, ids) => {
    const server = await start({
      faults: bodies.map((text) => ({ kind: 'body' as const, text, at: /submissionList/, times: 1 })),
    });
    const source = connect(server);
    const pages = await listAll(source, await formOf(source));
    expect(pages.flatMap(({ refs }) => refs.map(({ locator }) => locator))).toEqual(ids);
  });

  test('that never end are stopped and told, after all that was new is given', async () => {
    const faults = Array.from({ length: 60 }, (_, index) => ({
      kind: 'body' as const,
      text: chunk(['a', 'b'], `c${index}`),
      at: /submissionList/,
      times: 1,
    }));
    const server = await start({ faults });
    const source = connect(server);
    const form = await formOf(source);
    const seen: string[] = [];
    const listing = async () => {
      for await (const { refs } of source.listSubmissions(form, null, signal)) {
        seen.push(...refs.map(({ locator }) => locator));
      }
    };
    await expect(listing()).rejects.toMatchObject({ code: 'source.list_endless' });
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('files of a submission', () => {
  async function fetchFirst(options: Partial<OpenRosaServerOptions>, staging = land(), source?: Source) {
    const server = await start(options);
    const from = source ?? connect(server, options.authentication === undefined ? {} : { login });
    return { server, found: await from.fetchSubmission(refTo(0), await formOf(from), staging, signal) };
  }

  test('a wrong MD5 is fetched once more', async () => {
    const data = tinyData(1);
    const { found } = await fetchFirst({ data, faults: [{ kind: 'wrong-bytes', at: /photo/, times: 1 }] });
    expect(found.problems).toEqual([]);
    expect(bytesOf(found.parts[1]?.content)).toEqual(
      data.submissions('household')[0]?.files.get('photo.jpg.enc'),
    );
  });

  test.each([20, 100_000])(
    'a wrong MD5 that stays leaves nothing but a problem (limit %d)',
    async (limit) => {
      const staging = land(limit);
      const { server, found } = await fetchFirst({ faults: [{ kind: 'wrong-bytes', at: /photo/ }] }, staging);
      expect(found.problems).toEqual([{ code: 'source.part_damaged', params: { file: 'photo.jpg.enc' } }]);
      expect(found.parts.map(({ name, content }) => [name, content !== null])).toEqual([
        ['submission.xml.enc', true],
        ['photo.jpg.enc', false],
      ]);
      expect(server.requests.filter(({ path }) => path.includes('photo'))).toHaveLength(2);
      expect(readdirSync(staging.folder).filter((name) => name.includes('photo'))).toEqual([]);
    },
  );

  test('a file that the server does not have, and one that breaks off every time', async () => {
    const { found } = await fetchFirst({
      faults: [
        { kind: 'status', status: 404, at: /photo/ },
        { kind: 'cut', after: 10, at: /submission\.xml\.enc/ },
      ],
    });
    expect(found.parts.map(({ content }) => content)).toEqual([null, null]);
    expect(found.problems.map(({ code }) => code)).toEqual(['net.cut', 'source.part_missing']);
  });

  test('a web page instead of a file whose MD5 is not known', async () => {
    const { found } = await fetchFirst({
      editFiles: (files) => files.map((file) => ({ ...file, md5: null })),
      faults: [{ kind: 'web-page', at: /photo/ }],
    });
    expect(found.problems.map(({ code }) => code)).toEqual(['net.web_page']);
    expect(found.parts.map(({ content }) => content !== null)).toEqual([true, false]);
  });

  test('an address that refuses a login which is right says something of what lies there', async () => {
    const refusing = (at: RegExp) =>
      fetchFirst({ authentication: digest, faults: [{ kind: 'status', status: 401, at }] });
    await expect(refusing(/downloadSubmission/)).rejects.toMatchObject({ code: 'net.forbidden' });
    const { found } = await refusing(/photo/);
    expect(found.problems.map(({ code }) => code)).toEqual(['net.forbidden']);
  });

  test.each([
    ['as they are', null],
    ['encrypted', testWorkspaceKeys().files.content],
  ])('large files lie on disk %s, are found again when whole, and fetched anew when not', async (_, key) => {
    const data = tinyData(1, 3_000_000);
    const staging = land(1024, key);
    const photo = data.submissions('household')[0]?.files.get('photo.jpg.enc');
    // Compared by hand: the test runner's own comparison takes seconds.
    const isPhoto = (content: Content | null | undefined) =>
      photo instanceof Uint8Array && bytesOf(content).equals(photo);
    const first = await fetchFirst({ data }, staging);
    const content = first.found.parts[1]?.content;
    expect(content).toMatchObject({ kind: 'file', size: 3_000_000 });
    expect(isPhoto(content)).toBe(true);
    if (content?.kind !== 'file') throw new Error('not on disk');
    expect(content.key ?? null).toBe(key);
    expect(photo instanceof Uint8Array && readFileSync(content.path).equals(photo)).toBe(key === null);
    if (isHere('modes')) expect(statSync(content.path).mode & 0o077).toBe(0);
    const second = await fetchFirst({ data }, staging);
    expect(second.server.requests.filter(({ path }) => path.includes('photo'))).toEqual([]);
    expect(isPhoto(second.found.parts[1]?.content)).toBe(true);
    truncateSync(content.path, 1_000_000);
    // What an interrupted or hostile run left under the temporary name is neither used nor followed.
    if (isHere('links')) symlinkSync('/dev/null', `${content.path}.part`);
    else writeFileSync(`${content.path}.part`, 'half');
    const third = await fetchFirst({ data }, staging);
    expect(isPhoto(third.found.parts[1]?.content)).toBe(true);
    expect(readdirSync(staging.folder)).toHaveLength(1);
  });

  test('names with paths are refused, names with odd characters are fetched', async () => {
    const base = tinyData(1);
    const submission = base.submissions('household')[0];
    if (submission === undefined) throw new Error('no sample');
    const odd = 'my photo (1), #2 & 50% ሰላም.jpg.enc';
    const files = new Map<string, Uint8Array>([
      [odd, Buffer.from('odd')],
      ['a.enc', Buffer.from('a')],
    ]);
    const data = { ...base, submissions: () => [{ ...submission, files }] };
    const { found } = await fetchFirst({
      data,
      authentication: digest,
      editFiles: (all) => [
        ...all,
        { name: '../../evil.enc', md5: null, url: all[1]?.url ?? '' },
        { name: '..', md5: null, url: all[1]?.url ?? '' },
        { name: 'C:\\evil2.enc', md5: null, url: all[1]?.url ?? '' },
      ],
    });
    expect(
      found.parts.map(({ name, content }) => [name, content === null ? null : bytesOf(content).toString()]),
    ).toEqual([
      [odd, 'odd'],
      ['a.enc', 'a'],
      ['evil.enc', null],
      ['unnamed', null],
      ['evil2.enc', null],
    ]);
    expect(found.problems.map(({ code }) => code)).toEqual(Array(3).fill('submission.unsafe_name'));
  });

  test('of several with one name the one that arrives whole counts', async () => {
    const data = tinyData(1);
    const { found } = await fetchFirst({
      data,
      editFiles: (files) => [
        ...files.map((file) => ({ ...file, url: file.url.replace(/attachment_id=.*/, 'attachment_id=999') })),
        ...files,
      ],
    });
    expect(found.problems).toEqual([]);
    expect(found.parts.map(({ name }) => name)).toEqual(['submission.xml.enc', 'photo.jpg.enc']);
    expect(bytesOf(found.parts[1]?.content)).toEqual(
      data.submissions('household')[0]?.files.get('photo.jpg.enc'),
    );
  });

  test('several with one name are all fetched, the one that is listed last first', async () => {
    const data = tinyData(1);
    const submission = data.submissions('household')[0];
    const { found } = await fetchFirst({
      data,
      editFiles: (files) =>
        files.flatMap((file) => [file, ...files.map(({ url, md5 }) => ({ name: file.name, url, md5 }))]),
    });
    expect(found.problems).toEqual([]);
    const names = ['submission.xml.enc', 'photo.jpg.enc'];
    const contents = [...(submission?.files.values() ?? [])].toReversed();
    expect(found.parts.map(({ name, content }) => [name, bytesOf(content)])).toEqual(
      names.flatMap((name) => contents.map((bytes) => [name, bytes])),
    );
  });

  test('addresses that a proxy made wrong are turned to the base', async () => {
    const { found } = await fetchFirst({ publicOrigin: 'http://localhost:8080', authentication: digest });
    expect(found.problems).toEqual([]);
  });

  test('a submission that the list names and the server has not', async () => {
    const server = await start();
    const source = connect(server);
    const ref = { formId: 'household', locator: 'uuid:gone', stamp: '' };
    await expect(source.fetchSubmission(ref, await formOf(source), land(), signal)).rejects.toMatchObject({
      code: 'source.submission_gone',
    });
  });
});
