// Covers app/servers/add-place.ts, app/servers/decrypt-there.ts,
// app/servers/list-kinds.ts, app/servers/server-context.ts, app/servers/test-server.ts, core/store/drafts.ts,
// electron/engine/server-views.ts.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runLine } from '../../core/pull/run.ts';
import { plainRun } from '../../core/testing/run-options.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { readRecordedCentral } from '../../fixtures/servers/central-data.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import type { Fault } from '../../fixtures/servers/faults.ts';
import { startSampleServer, user } from '../../fixtures/servers/kinds.ts';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testKeychain } from '../../fixtures/test-keychain.ts';
import type { LoginDraft, ServerDraft, TestResult } from '../ipc/servers.ts';
import { connectSource } from './connect.ts';
import { serversHandlers } from './servers.ts';
import type { TestContext } from './testing/context.ts';
import { TestPlaces } from './testing/test-places.ts';

const places = new TestPlaces();
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  places.close();
});

const PASSWORD = 'c4nary-password';

async function start(options: Partial<OpenRosaServerOptions> = {}): Promise<OpenRosaServer> {
  const server = await startOpenRosaServer({
    data: tinyData(3),
    prefix: '/amina',
    authentication: {
      users: [{ name: 'amina', password: PASSWORD, token: 'c4nary-token' }],
      offers: ['digest-md5'],
    },
    ...options,
  });
  closing.push(() => server.close());
  return server;
}

/** A plain HTTP server on loopback that answers with that text and status. */
async function startPlain(
  answer: (path: string) => { status: number; type: string; body: string },
): Promise<string> {
  const server = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? '/');
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  return listen(server);
}

async function listen(server: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const password: LoginDraft = { kind: 'password', user: 'amina', password: PASSWORD };

function draft(address: string, changes: Partial<ServerDraft> = {}): ServerDraft {
  return { kind: 'openrosa', name: null, address, login: password, remember: false, ...changes };
}

function room(server: OpenRosaServer | null, context: TestContext = places.context()) {
  context.change({ caFile: server?.caFile ?? null });
  return { context, ask: serversHandlers(context) };
}

async function tested(it: ReturnType<typeof room>, typed: ServerDraft): Promise<TestResult> {
  return it.ask['servers.test']({ testId: randomUUID(), server: { draft: typed, instead: null } });
}

/** `address ok address.answers`, or with the problem's code in its place. */
function brief({ lines }: TestResult): string[] {
  return lines.map(({ check, state, code, problem }) => `${check} ${state} ${problem?.code ?? code}`);
}

const untested = (...checks: string[]): string[] => checks.map((check) => `${check} untested untested`);
const reachedUpTo = ['address ok address.answers', 'certificate ok certificate.valid', 'proxy ok proxy.none'];

describe('the kind of a server', () => {
  const token: LoginDraft = { kind: 'token', token: 'c4nary-token' };

  test('is what its address shows, else found out by the first test or pull, and kept', async () => {
    const server = await start({ native: {} });
    const it = room(server);
    const add = (address: string, name: string) =>
      it.ask['servers.add'](draft(address, { kind: 'auto', name, login: token }));
    expect((await add('https://central.example.org/#/projects/3/settings', 'told')).kind).toBe('central');
    expect((await add('ona.io/amina', 'host')).kind).toBe('ona');
    const before = server.requests.length;
    expect((await add(server.url, 'tested')).kind).toBe('auto');
    expect((await add(server.url, 'pulled')).kind).toBe('auto');
    expect(server.requests.length).toBe(before);

    const result = await it.ask['servers.test']({ testId: randomUUID(), server: { name: 'tested' } });
    expect([result.isGood, result.kind]).toEqual([true, 'ona']);
    const source = await connectSource(it.context, 'pulled', {});
    await source.listForms(new AbortController().signal);
    await source.close();
    const kinds = (await it.ask['servers.list']({})).map(({ name, kind }) => [name, kind]);
    expect(new Map(kinds as [string, string][])).toEqual(
      new Map([
        ['told', 'central'],
        ['host', 'ona'],
        ['tested', 'ona'],
        ['pulled', 'ona'],
      ]),
    );
  });

  test('that is wrong is named, and can be changed with everything else kept', async () => {
    const server = await start({ native: {} });
    const it = room(server);
    await it.ask['servers.add'](draft(server.url, { kind: 'central', name: 'mine', login: token }));
    const result = await it.ask['servers.test']({ testId: randomUUID(), server: { name: 'mine' } });
    expect(result.lines[0]).toMatchObject({
      code: 'address.other-kind',
      problem: { code: 'source.other_kind', params: { kind: 'ona', asked: 'central', server: 'mine' } },
    });
    const row = await it.ask['servers.changeKind']({ name: 'mine', kind: 'openrosa' });
    expect(row).toMatchObject({ name: 'mine', kind: 'openrosa', isSignedIn: true, lastTest: null });
    await expect(async () =>
      it.ask['servers.changeKind']({ name: 'nobody', kind: 'ona' }),
    ).rejects.toMatchObject({
      code: 'usage.server_unknown',
    });
  });
});

describe('the kind at an address that shows it', () => {
  test('is never another kind, even if another was chosen', async () => {
    const it = room(null);
    const kindAt = async (address: string, kind: ServerDraft['kind']) =>
      (await it.ask['servers.add'](draft(address, { kind, name: `${kind} ${address}` }))).kind;
    expect(
      await kindAt('https://kf.kobotoolbox.org/#/forms/aBcDeFgHiJkLmNoPqRsTuV/summary', 'openrosa'),
    ).toBe('kobo');
    expect(await kindAt('https://kf.example.org/#/forms/aBcDeFgHiJkLmNoPqRsTuV/summary', 'auto')).toBe(
      'kobo',
    );
    expect(await kindAt('https://forms.example.org/#/forms/aBcDeFgHiJkLmNoPqRsTuV/summary', 'openrosa')).toBe(
      'kobo',
    );
    expect(await kindAt('https://central.example.org/#/projects/3', 'ona')).toBe('central');
    // The Briefcase endpoints of an Ona are asked where that was chosen.
    expect(await kindAt('https://api.ona.io/amina', 'openrosa')).toBe('openrosa');
    expect(await kindAt('https://data.example.org', 'openrosa')).toBe('openrosa');
  });

  test('is the kind that a test is stored for, so a test as another kind does not count', async () => {
    const server = await start({ native: {} });
    const it = room(server);
    expect((await tested(it, draft(server.url, { kind: 'ona' }))).isGood).toBe(true);
    const other = await it.ask['servers.add'](draft(server.url, { kind: 'openrosa', name: 'other' }));
    expect(other.lastTest).toBeNull();
    const same = await it.ask['servers.add'](draft(server.url, { kind: 'ona', name: 'same' }));
    expect(same.lastTest?.isGood).toBe(true);
    // One that found the kind out is of that kind.
    const token: LoginDraft = { kind: 'token', token: 'c4nary-token' };
    expect((await tested(it, draft(server.url, { kind: 'auto', login: token }))).kind).toBe('ona');
    const found = await it.ask['servers.add'](
      draft(server.url, { kind: 'ona', name: 'found', login: token }),
    );
    expect(found.lastTest?.isGood).toBe(true);
  });
});

describe('a test', () => {
  test('reports each line as it comes', async () => {
    const server = await start();
    const it = room(server);
    const testId = randomUUID();
    const result = await it.ask['servers.test']({
      testId,
      server: { draft: draft(server.url), instead: null },
    });
    expect(brief(result)).toEqual([...reachedUpTo, 'login ok login.accepted', 'rights ok rights.ok']);
    expect(result).toMatchObject({ isGood: true, forms: 2 });
    const host = new URL(server.url).host;
    expect(result.lines.map(({ params }) => params)).toMatchObject([
      { host, product: 'ona' },
      { protocol: 'TLSv1.3', date: expect.stringMatching(/^20\d\d-\d\d-\d\dT/) },
      {},
      { name: 'amina' },
      { forms: 2 },
    ]);
    const told = it.context.events.flatMap((event) =>
      event.type === 'server-test' && event.testId === testId
        ? [`${event.line.check} ${event.line.state}`]
        : [],
    );
    expect(told).toEqual([
      'address working',
      'address ok',
      'certificate ok',
      'proxy ok',
      'login working',
      'login ok',
      'rights working',
      'rights ok',
    ]);
    expect(JSON.stringify([result, it.context.events])).not.toContain('c4nary');
  });

  test('accepts the address as copied from a browser', async () => {
    const server = await start({ prefix: '', flavour: 'aggregate' });
    const typed = draft(`${server.origin}/Aggregate.html#submissions/filter///`, { kind: 'aggregate' });
    const result = await tested(room(server), typed);
    expect(result.isGood).toBe(true);
    expect(result.lines[0]?.params).toMatchObject({ product: 'aggregate' });
  });

  test('with a token, and without a login', async () => {
    const server = await start();
    const token: LoginDraft = { kind: 'token', token: 'c4nary-token' };
    expect((await tested(room(server), draft(server.url, { login: token }))).isGood).toBe(true);
    const open = await startOpenRosaServer({ data: tinyData(1) });
    closing.push(() => open.close());
    const result = await tested(room(open), draft(open.url, { login: { kind: 'none' } }));
    expect(brief(result).slice(3)).toEqual(['login ok login.anonymous', 'rights ok rights.ok']);
  });

  test.each<[string, ServerDraft['login'], string]>([
    ['a wrong password', { kind: 'password', user: 'amina', password: 'c4nary-wrong' }, 'net.login_refused'],
    ['a wrong token', { kind: 'token', token: 'c4nary-wrong' }, 'net.login_refused'],
    ['no login where one is needed', { kind: 'none' }, 'net.login_needed'],
  ])('%s is told on the line of the login', async (_what, login, code) => {
    const server = await start();
    const result = await tested(room(server), draft(server.url, { login }));
    expect(brief(result)).toEqual([...reachedUpTo, `login bad ${code}`, ...untested('rights')]);
    expect(result).toMatchObject({ isGood: false, forms: null });
  });

  test.each<[string, LoginDraft, readonly string[]]>([
    ['right', { kind: 'token', token: user.token }, ['login ok login.accepted', 'rights ok rights.ok']],
    ['wrong', { kind: 'token', token: 'c4nary' }, ['login bad net.login_refused', ...untested('rights')]],
  ])('a KoboToolbox, which shows strangers an empty list: a %s token', async (_what, login, wanted) => {
    const server = await startSampleServer('kobo', tinyData(2));
    closing.push(() => server.close());
    const it = room(null);
    it.context.change({ caFile: server.caFile });
    const result = await tested(it, draft(server.url, { kind: 'kobo', login }));
    expect(brief(result)).toEqual([...reachedUpTo, ...wanted]);
    if (result.isGood) expect(result.lines[3]?.params).toEqual({ name: user.name });
  });

  test('an address of a missing form does not count as a refused login', async () => {
    const server = await startCentralServer({
      data: readRecordedCentral(),
      users: [{ name: 'amina', password: PASSWORD }],
    });
    closing.push(() => server.close());
    const it = room(null);
    it.context.change({ caFile: server.caFile });
    const page = `${server.origin}/#/projects/1/forms/nowhere`;
    expect(brief(await tested(it, draft(page, { kind: 'central' })))).toEqual([
      ...reachedUpTo,
      'login ok login.accepted',
      'rights bad usage.form_unknown',
    ]);
  });

  test.each<[string, Fault, string[]]>([
    [
      'a lockout, with the time to wait',
      { kind: 'status', status: 429, headers: { 'retry-after': '1800' }, at: /submissionList$/ },
      ['login bad net.busy', ...untested('rights')],
    ],
    [
      'an account that may not see submissions',
      { kind: 'status', status: 403, at: /submissionList\?/ },
      ['login ok login.accepted', 'rights bad rights.no-submissions'],
    ],
    [
      'an account that sees a form, but is told that its submissions are not there',
      { kind: 'status', status: 404, at: /submissionList\?/ },
      ['login ok login.accepted', 'rights bad rights.no-submissions'],
    ],
    [
      'an account that sees no form',
      {
        kind: 'body',
        text: '<xforms xmlns="http://openrosa.org/xforms/xformsList"></xforms>',
        at: /formList/,
      },
      ['login ok login.accepted', 'rights warn rights.no-forms'],
    ],
  ])('%s', async (_what, fault, wanted) => {
    const server = await start({ faults: [fault] });
    const result = await tested(room(server), draft(server.url));
    expect(brief(result)).toEqual([...reachedUpTo, ...wanted]);
    if (fault.kind === 'status' && fault.status === 429) {
      expect(result.lines[3]?.params).toMatchObject({ seconds: 1800 });
    }
  });

  test.each([
    ['expired', 'net.certificate_expired'],
    ['wrong-host', 'net.certificate_wrong_host'],
    ['self-signed', 'net.certificate_unknown'],
  ] as const)('a certificate that is %s ends it before the login is sent', async (certificate, code) => {
    const server = await start({ certificate });
    const result = await tested(room(server), draft(server.url));
    expect(brief(result)).toEqual([
      'address ok address.answers',
      `certificate bad ${code}`,
      ...untested('proxy', 'login', 'rights'),
    ]);
    expect(result.lines[1]?.params).toMatchObject({
      date: expect.stringMatching(/^20/),
      other: certificate === 'wrong-host' ? 'other.example.org' : null,
    });
    expect(server.requests).toEqual([]);
  });

  test('an unknown certificate authority, and a certificate file that is not one', async () => {
    const server = await start();
    const it = room(null);
    expect(brief(await tested(it, draft(server.url)))[1]).toBe('certificate bad net.certificate_unknown');
    it.context.change({ caFile: join(places.root, 'no-such.pem') });
    expect(brief(await tested(it, draft(server.url)))).toEqual([
      ...untested('address'),
      'certificate bad net.ca_unreadable',
      ...untested('proxy', 'login', 'rights'),
    ]);
  });

  test.each([
    ['no such host', 'https://no-such-host.invalid', 'net.name_unknown'],
    ['nothing at the port', 'https://localhost:1', 'net.refused'],
    ['no address at all', 'not an address', 'source.url_invalid'],
    ['an address without encryption', 'http://example.org/amina', 'source.url_not_encrypted'],
  ])('%s', async (_what, address, code) => {
    const result = await tested(room(null), draft(address));
    expect(brief(result)).toEqual([
      `address bad ${code}`,
      ...untested('certificate', 'proxy', 'login', 'rights'),
    ]);
  });

  test('a server without TLS', async () => {
    const plain = await startPlain(() => ({ status: 200, type: 'text/plain', body: 'plain' }));
    const result = await tested(room(null), draft(plain.replace('http:', 'https:')));
    expect(brief(result).slice(0, 2)).toEqual(['address ok address.answers', 'certificate bad net.tls']);
  });

  test('plain http on this computer itself is accepted, but no token is sent over it', async () => {
    const server = await start({ tls: false });
    const it = room(server);
    const result = await tested(it, draft(server.url));
    expect(brief(result)[1]).toBe('certificate ok certificate.local');
    expect(result.isGood).toBe(true);
    const token: LoginDraft = { kind: 'token', token: 'c4nary-token' };
    expect(brief(await tested(it, draft(server.url, { login: token })))[3]).toBe(
      'login bad net.login_needs_tls',
    );
  });

  test('an Ona address without its owner', async () => {
    const server = await start({
      prefix: '',
      faults: [{ kind: 'status', status: 404, at: /submissionList/ }],
    });
    expect(brief(await tested(room(server), draft(server.url)))[4]).toBe('rights bad net.not_found');
  });

  test('a server of another kind than was chosen', async () => {
    const ona = await start();
    const asAggregate = await tested(room(ona), draft(ona.url, { kind: 'aggregate' }));
    expect(asAggregate.lines[0]).toMatchObject({
      state: 'bad',
      code: 'address.other-kind',
      params: { kind: 'ona', asked: 'aggregate' },
    });
    expect(brief(asAggregate).slice(1)).toEqual(untested('certificate', 'proxy', 'login', 'rights'));
    const central = await startPlain((path) =>
      path === '/v1/projects'
        ? { status: 401, type: 'application/json', body: '{"message":"Could not authenticate","code":401.2}' }
        : { status: 200, type: 'text/html', body: '<!DOCTYPE html><html></html>' },
    );
    expect((await tested(room(null), draft(central))).lines[0]).toMatchObject({
      code: 'address.other-kind',
      params: { kind: 'central' },
    });
    const kobo = await startPlain((path) =>
      path.startsWith('/api/v2/')
        ? { status: 200, type: 'application/json', body: '{"count":0,"next":null,"results":[]}' }
        : { status: 404, type: 'text/html', body: '<html></html>' },
    );
    expect((await tested(room(null), draft(kobo))).lines[0]).toMatchObject({
      code: 'address.other-kind',
      params: { kind: 'kobo' },
    });
  });

  test.each([
    [200, 'text/html', 'net.web_page'],
    [404, 'text/html', 'net.not_found'],
    [200, 'text/plain', 'source.answer_unreadable'],
  ])('an address that answers %i %s is no server of forms', async (status, type, code) => {
    const address = await startPlain(() => ({
      status,
      type,
      body: type === 'text/html' ? '<html>' : 'hello',
    }));
    expect(brief(await tested(room(null), draft(address)))[0]).toBe(`address bad ${code}`);
  });

  describe('through a proxy', () => {
    async function startProxy(refuse: number | null): Promise<{ url: string; seen: string[] }> {
      const seen: string[] = [];
      const proxy = createServer();
      proxy.on('connect', (request, socket) => {
        seen.push(request.url ?? '');
        socket.on('error', () => undefined);
        if (refuse !== null) {
          socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
          return;
        }
        const [, port] = (request.url ?? '').split(':');
        const target = connect(Number(port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          target.pipe(socket).pipe(target);
        });
        target.on('error', () => socket.destroy());
      });
      return { url: await listen(proxy), seen };
    }

    test('the connection test goes through it too', async () => {
      const server = await start();
      const proxy = await startProxy(null);
      const it = room(server);
      it.context.change({ proxy: { kind: 'own', url: proxy.url } });
      const result = await tested(it, draft(server.url));
      expect(brief(result)[2]).toBe('proxy ok proxy.through');
      expect(result.isGood).toBe(true);
      expect(new Set(proxy.seen)).toEqual(new Set([new URL(server.url).host]));
    });

    test.each([
      [407, 'net.proxy_login'],
      [403, 'net.proxy'],
    ])('one that answers %i', async (status, code) => {
      const server = await start();
      const it = room(server);
      it.context.change({ proxy: { kind: 'own', url: (await startProxy(status)).url } });
      expect(brief(await tested(it, draft(server.url)))).toEqual([
        ...untested('address', 'certificate'),
        `proxy bad ${code}`,
        ...untested('login', 'rights'),
      ]);
    });

    test('a proxy that does not exist', async () => {
      const server = await start();
      const it = room(server);
      it.context.change({ proxy: { kind: 'own', url: 'http://localhost:1' } });
      expect(brief(await tested(it, draft(server.url)))[2]).toBe('proxy bad net.proxy');
    });
  });
});

describe('adding and changing', () => {
  test('a server is named by its host, listed, tested by its name, and its last test is kept', async () => {
    const server = await start();
    const it = room(server);
    const row = await it.ask['servers.add'](draft(server.url));
    const host = new URL(server.url).host;
    expect(row).toEqual({
      name: host,
      kind: 'openrosa',
      address: server.url,
      account: 'amina',
      login: 'password',
      isRemembered: false,
      isSignedIn: true,
      lastTest: null,
      lastContact: null,
      forms: 0,
      submissions: 0,
      layout: null,
      drafts: null,
    });
    const result = await it.ask['servers.test']({ testId: randomUUID(), server: { name: host } });
    expect(result.isGood).toBe(true);
    expect(await it.ask['servers.list']({})).toMatchObject([{ name: host, lastTest: result }]);
    const again = await it.ask['servers.add'](draft(server.url));
    expect(again.name).toBe(`${host} (2)`);
    await expect(it.ask['servers.add'](draft(server.url, { name: host }))).rejects.toMatchObject({
      code: 'usage.server_exists',
    });
  });

  test('the test of a draft is kept when the draft is added, and when nothing was changed', async () => {
    const server = await start();
    const it = room(server);
    const typed = draft(server.url, { name: 'typed' });
    const first = await tested(it, typed);
    expect((await it.ask['servers.add'](typed)).lastTest).toEqual(first);
    // A password that nobody has tried says nothing of another.
    const other = { ...typed, name: 'other', login: { ...typed.login, password: 'another' } } as typeof typed;
    expect((await it.ask['servers.add'](other)).lastTest).toBeNull();

    const unchanged = { ...typed, login: { ...typed.login, password: null } } as typeof typed;
    const again = await it.ask['servers.test']({
      testId: randomUUID(),
      server: { draft: unchanged, instead: 'typed' },
    });
    const rows = await it.ask['servers.list']({});
    expect(rows.find(({ name }) => name === 'typed')?.lastTest).toEqual(again);
  });

  test('a password is in the database only as the keychain protects it', async () => {
    const server = await start();
    const keychain = testKeychain();
    const context = places.context({ keychain });
    const it = room(server, context);
    const row = await it.ask['servers.add'](draft(server.url, { name: 'mine', remember: true }));
    expect(row).toMatchObject({ isRemembered: true, isSignedIn: true });
    const files = ['attache.sqlite', 'attache.sqlite-wal'].map((name) =>
      readFileSync(join(context.workspace.folder, name)).toString('latin1'),
    );
    expect(files.join('')).not.toContain('c4nary');
    context.secrets.forget('mine');
    const result = await it.ask['servers.test']({ testId: randomUUID(), server: { name: 'mine' } });
    expect(result.isGood).toBe(true);
    keychain.forget();
    context.secrets.forget('mine');
    await expect(
      it.ask['servers.test']({ testId: randomUUID(), server: { name: 'mine' } }),
    ).rejects.toMatchObject({ code: 'engine.sign_in_needed' });
    await it.ask['servers.signIn']({ name: 'mine', secret: PASSWORD, remember: false });
    expect(it.ask['servers.list']({})).toMatchObject([{ isRemembered: false, isSignedIn: true }]);
  });

  test('a known password is never sent to another address', async () => {
    const mine = await start();
    const other = await start({ reuse: mine.certificate });
    const it = room(mine);
    await it.ask['servers.add'](draft(mine.url, { name: 'mine' }));
    const typed = draft(other.url, { name: 'mine', login: { ...password, password: null } });
    await expect(
      it.ask['servers.test']({ testId: randomUUID(), server: { draft: typed, instead: 'mine' } }),
    ).rejects.toMatchObject({ code: 'engine.sign_in_needed' });
    const row = await it.ask['servers.change']({ name: 'mine', draft: typed });
    expect(row.isSignedIn).toBe(false);
    expect(other.requests).toEqual([]);
  });
});

describe('folders', () => {
  test('are inspected and listed, once each; earlier imports come with them', async () => {
    const it = room(null);
    const root = writeBriefcaseStorage(sampleProject(10), mkdtempSync(join(places.root, 'storage-')));
    const { workspace } = it.context;
    const before = `folder:${root}`;
    workspace.transaction(() => {
      workspace.listings.putPage(
        before,
        'household',
        [{ formId: 'household', locator: 'a', stamp: '' }],
        null,
      );
    });
    const added = await it.ask['servers.addFolder']({ placeId: places.place(root) });
    expect(added).toMatchObject({
      found: 'briefcase',
      forms: 3,
      row: { kind: 'folder', address: root, layout: 'briefcase', isSignedIn: true, forms: 1 },
    });
    await it.ask['servers.addFolder']({ placeId: places.place(root) });
    expect(await it.ask['servers.list']({})).toHaveLength(1);
    const empty = join(places.root, 'empty');
    mkdirSync(empty);
    await expect(it.ask['servers.addFolder']({ placeId: places.place(empty) })).rejects.toMatchObject({
      code: 'source.folder_unknown',
    });
    await expect(it.ask['servers.addFolder']({ placeId: randomUUID() })).rejects.toMatchObject({
      code: 'engine.place_unknown',
    });
  });

  test('drafts are pulled from a folder with that setting, and the number of left-out drafts is shown', async () => {
    const it = room(null);
    const root = fileURLToPath(new URL('../../fixtures/field-reports/28-plain-drafts/odk', import.meta.url));
    const { row } = await it.ask['servers.addFolder']({ placeId: places.place(root) });
    expect(row.drafts).toEqual({ isTaken: false, leftOut: 0 });
    const { workspace } = it.context;
    const take = async (): Promise<number> => {
      const source = await connectSource(it.context, row.name, {});
      const report = await runLine({ ...plainRun(), workspace, source, sourceName: row.name });
      await source.close();
      return report.counts.fetched;
    };
    expect(await take()).toBe(1);
    expect((await it.ask['servers.list']({}))[0]?.drafts).toEqual({ isTaken: false, leftOut: 1 });
    const set = await it.ask['servers.takeDrafts']({ name: row.name, isTaken: true });
    expect(set.drafts).toEqual({ isTaken: true, leftOut: 1 });
    expect(await take()).toBe(1);
    expect((await it.ask['servers.list']({}))[0]?.drafts).toEqual({ isTaken: true, leftOut: 0 });
    await expect(async () =>
      it.ask['servers.takeDrafts']({ name: 'nobody', isTaken: true }),
    ).rejects.toMatchObject({
      code: 'usage.server_unknown',
    });
  });
});
