// Covers core/source/ona/account.ts, core/source/ona/forms.ts, core/source/ona/listing.ts,
// core/source/ona/submission.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../fixtures/servers/faults.ts';
import type { NativeOptions, OnaFacts } from '../../../fixtures/servers/ona-native.ts';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../../../fixtures/servers/openrosa-server.ts';
import type { SampleData } from '../../../fixtures/servers/sample-data.ts';
import { startStorage } from '../../../fixtures/servers/storage.ts';
import { tinyData, tinyForm, tinyInstanceId, tinyManifest } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import { formOf, listAll } from '../../testing/reading.ts';
import type { Connection } from '../connection.ts';
import type { Source, Staging } from '../source.ts';
import { onaSource } from './ona.ts';

const user = { name: 'amina', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const withPassword = { kind: 'password', user: user.name, password: new Secret(user.password) } as const;
const withToken = { kind: 'token', token: new Secret(user.token) } as const;
const { signal } = new AbortController();

const folder = mkdtempSync(join(tmpdir(), 'attache-ona-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const staging: Staging = {
  inlineLimit: 1 << 20,
  pathFor: (ref, name) => join(folder, createHash('md5').update(`${ref.locator} ${name}`).digest('hex')),
};

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function start(options: Partial<OpenRosaServerOptions> = {}): Promise<OpenRosaServer> {
  const server = await startOpenRosaServer({
    data: tinyData(3),
    prefix: `/${user.name}`,
    authentication: { users: [user], offers: ['digest-md5'] },
    native: { hidden: ['household'], managed: ['plain'] },
    ...options,
  });
  closing.push(server);
  return server;
}

function connect(server: OpenRosaServer, options: Partial<Connection> = {}): Source {
  const source = onaSource({
    url: server.url,
    login: withToken,
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
    ...options,
  });
  closing.push(source);
  return source;
}

test.each([true, false])(
  'the native list has the forms that the other hides, owner in the address: %s',
  async (hasOwner) => {
    const server = await start();
    const source = connect(server, { url: hasOwner ? server.url : server.origin });
    const forms = await source.listForms(signal);
    expect(forms).toMatchObject([
      { formId: 'household', isKeyKept: false, isEncrypted: true, counted: 3, state: 'closed' },
      { formId: 'plain', isKeyKept: true, isEncrypted: false, counted: 1 },
    ]);
    const [household] = forms;
    if (household === undefined) throw new Error('nothing listed');
    const [definition] = await source.fetchForm(household, () => false, signal);
    expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(tinyData(1).forms[0]?.xml);
    const refs = [];
    for await (const page of source.listSubmissions(household, null, signal)) refs.push(...page.refs);
    expect(refs).toHaveLength(3);
  },
);

test.each([
  ['fewer forms a page than asked for', { native: { clip: 1 } }],
  ['an error behind the last page', { faults: [{ kind: 'status', status: 404, at: /[?&]page=2/ }] }],
] as const)('all forms are listed, and the list ends, of a server with %s', async (_, options) => {
  const source = connect(await start({ native: {}, ...options }));
  const forms = await source.listForms(signal);
  expect(forms.map(({ formId, locator }) => [formId, /forms\/\d+\//.test(locator)])).toEqual([
    ['household', true],
    ['plain', true],
  ]);
});

test('a form ID that stands in two projects is told, and the other forms go on', async () => {
  const [form, plain] = tinyData(0).forms;
  if (form === undefined || plain === undefined) throw new Error('no form');
  const data = { forms: [form, plain, { ...form, name: 'Another' }], submissions: () => [] };
  const source = connect(await start({ data, native: {} }));
  const listed = await source.listForms(signal);
  expect(listed.map(({ formId }) => formId)).toEqual(['household', 'plain']);
  const twice = await formOf(source, 'household');
  await expect(listAll(source, twice)).rejects.toMatchObject({
    code: 'source.form_id_twice',
    data: { params: { form: 'household' } },
  });
  expect(await listAll(source, await formOf(source, 'plain'))).toEqual([]);
});

test('a list that is shorter than the server counts is told, after all of it', async () => {
  const source = connect(await start({ native: { counts: { household: 5 } } }));
  const given: string[] = [];
  const household = await formOf(source, 'household');
  const read = async (): Promise<void> => {
    for await (const { refs } of source.listSubmissions(household, null, signal)) {
      given.push(...refs.map(({ locator }) => locator));
    }
  };
  await expect(read()).rejects.toMatchObject({
    code: 'source.list_short',
    data: { params: { listed: 3, counted: 5 } },
  });
  expect(given).toHaveLength(3);
});

test('of a form whose key Ona keeps, what is encrypted and lacks a file is listed too', async () => {
  const data = tinyData(3);
  const [first, second] = data.submissions('household');
  const native: NativeOptions = {
    managed: ['household'],
    facts: ({ instanceId }) => {
      if (instanceId === first?.instanceId) return { opened: '<survey id="household"/>' };
      return instanceId === second?.instanceId ? { awaited: ['photo.jpg.enc'] } : {};
    },
  };
  const source = connect(await start({ data, native }));
  const refs = await listAll(source, await formOf(source, 'household'));
  expect(refs.map(({ stamp }) => stamp).sort()).toEqual(['', 'opened', 'waits 1']);
});

test('forms whose IDs differ by what the server does not look at are not taken for each other', async () => {
  const [form] = tinyData(1).forms;
  if (form === undefined) throw new Error('no form');
  const forms = ['household', 'Household', 'other'].map((formId) => ({ ...form, formId }));
  const source = connect(await start({ data: { forms, submissions: () => [] } }));
  const code = async (formId: string) =>
    listAll(source, await formOf(source, formId)).catch((error: { code?: string }) => error.code);
  expect([await code('household'), await code('Household'), await code('other')]).toEqual([
    'source.form_id_twice',
    'source.form_id_twice',
    [],
  ]);
});

test('what is fetched while the native list is not offered is fetched again when it is', async () => {
  const server = await start({ faults: [{ at: /api\/v1\/data/, kind: 'status', status: 404, times: 1 }] });
  const stamps = async () => {
    const source = connect(server);
    return (await listAll(source, await formOf(source, 'household'))).map(({ stamp }) => stamp);
  };
  expect(await stamps()).toEqual(['briefcase', 'briefcase', 'briefcase']);
  expect(await stamps()).toEqual(['', '', '']);
});

test('what the native list lacks is listed from the other, and asked for', async () => {
  const server = await start({ faults: [{ at: /api\/v1\/data/, kind: 'body', text: '[]', times: 1 }] });
  const source = connect(server);
  const form = await formOf(source, 'household');
  const refs = await listAll(source, form);
  expect(refs.map(({ stamp, note }) => [stamp, note])).toEqual(Array(3).fill(['', undefined]));
});

test('a submission whose ref has no note is asked for', async () => {
  const source = connect(await start());
  const form = await formOf(source, 'household');
  const [ref] = await listAll(source, form);
  if (ref === undefined) throw new Error('nothing listed');
  const { note: _, ...bare } = ref;
  const { facts } = await source.fetchSubmission(bare, form, staging, signal);
  expect(facts.submitter).toBe('amina');
});

test('what was deleted since the forms were listed is not missed', async () => {
  const server = await start();
  const source = connect(server);
  const household = await formOf(source, 'household');
  server.serve(tinyData(2));
  expect(await listAll(source, household)).toHaveLength(2);
});

test('a server that knows no pages is not asked for ever', async () => {
  const [form] = tinyData(0).forms;
  if (form === undefined) throw new Error('no form');
  const forms = Array.from({ length: 100 }, (_, i) => ({ ...form, formId: `form-${i}` }));
  const server = await start({ data: { forms, submissions: () => [] }, native: { knowsNoPages: true } });
  expect(await connect(server).listForms(signal)).toHaveLength(100);
});

test('a password is proved where a wrong one is not counted, and gives way to the token of the account', async () => {
  const server = await start();
  const wrong = connect(server, {
    url: server.origin,
    login: { ...withPassword, password: new Secret('not it') },
  });
  await expect(wrong.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
  const source = connect(server, { url: server.origin, login: withPassword });
  expect(server.requests.filter(({ path }) => path.startsWith('/api/'))).toEqual([]);
  expect((await source.listForms(signal)).map(({ formId }) => formId)).toEqual(['household', 'plain']);
  expect(await listAll(source, await formOf(source, 'household'))).toHaveLength(3);
  const native = server.requests.filter(({ path }) => path.startsWith('/api/'));
  expect(native.map(({ path, scheme, status }) => [path.split('?')[0], scheme, status]).slice(0, 3)).toEqual([
    ['/api/v1/user', 'digest', 200],
    ['/api/v1/forms', 'token', 200],
    ['/api/v1/forms', 'token', 404],
  ]);
  expect(server.failures()).toBe(0);
});

test('a token of OAuth, which the Briefcase endpoints do not take, gives way to that of the account', async () => {
  const server = await start({
    authentication: { users: [{ ...user, oauth: 'oauth-token' }], offers: ['digest-md5'] },
  });
  for (const kind of ['bearer', 'token'] as const) {
    const source = connect(server, { login: { kind, token: new Secret('oauth-token') } });
    const form = await formOf(source, 'household');
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    expect((await source.fetchSubmission(ref, form, staging, signal)).problems).toEqual([]);
  }
});

test.each([
  ['is not there', { kind: 'status', status: 404 }],
  ['may not be read', { kind: 'status', status: 403 }],
] as const)('a native list that %s is no hindrance, and what it lacks is not gone', async (_, fault) => {
  const source = connect(await start({ faults: [{ ...fault, at: /\/api\/v1\/forms/, times: 1 }] }));
  expect((await source.listForms(signal)).map(({ formId }) => formId)).toEqual(['plain']);
  expect(source.isFormListPartial?.()).toBe(true);
  expect(await source.listForms(signal)).toHaveLength(2);
  expect(source.isFormListPartial?.()).toBe(false);
});

test('a native list that is something else is of the way there', async () => {
  const faults: readonly Fault[] = [{ at: /\/api\/v1\/forms/, kind: 'body', text: '{"detail":1}' }];
  const source = connect(await start({ faults }));
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'source.answer_unreadable' });
});

test('a token that is refused ends it', async () => {
  const source = connect(await start(), { login: { kind: 'token', token: new Secret('old') } });
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
});

describe('beside the Briefcase endpoints', () => {
  const namesOf = ({ parts }: FetchedSubmission): string[] =>
    parts.filter(({ content }) => content !== null).map(({ name }) => name);
  const factsOf =
    (facts: Readonly<Record<number, OnaFacts>>) =>
    ({ instanceId }: { readonly instanceId: string }): OnaFacts =>
      facts[Number(instanceId.slice(-4))] ?? {};

  test('reviews, edits and submitters, and a stamp only where there is something to say', async () => {
    const facts = factsOf({ 1: { review: '2' }, 2: { lastEdited: '2026-02-03T04:05:06+00:00' } });
    const source = connect(await start({ native: { facts } }));
    const form = await formOf(source);
    const refs = await listAll(source, form);
    expect(refs.map(({ stamp }) => stamp)).toEqual(['', 'rejected', '2026-02-03T04:05:06+00:00']);
    const [, reviewed] = refs;
    if (reviewed === undefined) throw new Error('nothing listed');
    const fetched = await source.fetchSubmission(reviewed, form, staging, signal);
    expect(fetched.facts).toEqual({
      submissionDate: '2026-01-02T03:04:05.678901+00:00',
      submitter: 'amina',
      device: null,
      reviewState: 'rejected',
    });
    expect(namesOf(fetched)).toEqual(['submission.xml.enc', 'photo.jpg.enc']);
  });

  test('what waits for a file is taken without it, and again when it has come', async () => {
    const data = tinyData(3);
    const awaited: OnaFacts = { awaited: ['photo.jpg.enc'] };
    const facts = { 1: awaited };
    const source = connect(await start({ data, native: { facts: (one) => factsOf(facts)(one) } }));
    const form = await formOf(source);
    const late = (await listAll(source, form)).find(({ locator }) => locator === tinyInstanceId(1));
    expect(late?.stamp).toBe('waits 1');
    if (late === undefined) throw new Error('not listed');
    const early = await source.fetchSubmission(late, form, staging, signal);
    expect(Buffer.from(early.xml.kind === 'bytes' ? early.xml.bytes : []).toString()).toContain(
      `<orx:instanceID>${tinyInstanceId(1)}</orx:instanceID>`,
    );
    expect(namesOf(early)).toEqual(['submission.xml.enc']);
    facts[1] = {};
    const refs = await listAll(source, form);
    expect(refs.map(({ locator, stamp }) => [locator, stamp])).toEqual(
      [0, 1, 2].map((number) => [tinyInstanceId(number), '']),
    );
    const whole = await source.fetchSubmission(refs[1] ?? late, form, staging, signal);
    expect(namesOf(whole)).toEqual(['submission.xml.enc', 'photo.jpg.enc']);
  });

  test('the file of a submission that is not whole is checked by its MD5, by either address', async () => {
    const facts = factsOf({ 0: { awaited: ['photo.jpg.enc'] } });
    const wrong = { kind: 'wrong-bytes', at: /\/(attachment|files)\// } as const;
    const once = connect(await start({ native: { facts }, faults: [{ ...wrong, times: 1 }] }));
    const form = await formOf(once);
    const [ref] = await listAll(once, form);
    if (ref === undefined) throw new Error('nothing listed');
    const mended = await once.fetchSubmission(ref, form, staging, signal);
    expect([namesOf(mended), mended.problems]).toEqual([['submission.xml.enc'], []]);
    // Where the Briefcase endpoints hide it, the ETag of the file is its MD5.
    const hidden = { kind: 'status', status: 404, at: /downloadSubmission/ } as const;
    for (const faults of [[wrong], [hidden, wrong]]) {
      const source = connect(await start({ native: { facts }, faults }));
      const elsewhere = { ...staging, pathFor: (_: unknown, name: string) => join(folder, 'none', name) };
      const damaged = await source.fetchSubmission(ref, form, elsewhere, signal);
      expect(damaged.problems).toMatchObject([{ code: 'source.part_damaged' }]);
    }
  });

  test('after a complete native list the other is not read, and one page tells that it is complete', async () => {
    const server = await start({ native: {} });
    const source = connect(server);
    for (const form of await source.listForms(signal)) await listAll(source, form);
    const paths = server.requests.map(({ path }) => path.replace(/\?.*/, ''));
    expect(paths.filter((path) => path.includes('submissionList'))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('/api/v1/data/'))).toEqual([
      '/api/v1/data/4711.json',
      '/api/v1/data/4712.json',
    ]);
  });

  test('the address that gave the first private file is asked first for all others', async () => {
    const data = tinyData(20);
    const storage = await startStorage({ file: () => Buffer.from('x') });
    closing.push(storage);
    const server = await start({
      data,
      native: {},
      reuse: storage.certificate,
      storage: { origin: storage.origin, how: 'refuse' },
      editFiles: (files) => files.map((file) => ({ ...file, md5: null })),
    });
    const source = connect(server);
    const form = await formOf(source, 'household');
    for (const ref of await listAll(source, form)) await source.fetchSubmission(ref, form, staging, signal);
    const plain = server.requests.filter(({ path }) => path.startsWith('/attachment/original'));
    // The two files of the first submission are asked for at once.
    expect(plain.length).toBeLessThan(3);
    expect(server.requests.filter(({ path }) => path.startsWith('/api/v1/files/'))).toHaveLength(40);
  });

  test('a file that was deleted is told apart from one that is missing', async () => {
    const facts = factsOf({ 0: { deleted: ['photo.jpg.enc'] } });
    const source = connect(
      await start({
        native: { facts },
        faults: [{ at: /attachment_id=2001|files\/2001/, kind: 'status', status: 404 }],
      }),
    );
    const form = await formOf(source);
    const problems = [];
    for (const ref of await listAll(source, form)) {
      const fetched = await source.fetchSubmission(ref, form, staging, signal);
      problems.push(fetched.problems.map(({ code }) => code));
    }
    expect(problems).toEqual([['source.part_deleted'], ['source.part_missing'], []]);
  });

  test('an entry that nothing names and that is not there is no loss', async () => {
    const server = await start({
      editFiles: (files) => [
        ...files,
        {
          name: 'old.jpg.enc',
          md5: null,
          url: '/attachment/original?media_file=a/old.jpg.enc&attachment_id=9',
        },
      ],
    });
    for (const login of [withToken, withPassword]) {
      const source = connect(server, { login });
      const form = await formOf(source, 'plain');
      const [ref] = await listAll(source, form);
      if (ref === undefined) throw new Error('nothing listed');
      const fetched = await source.fetchSubmission(ref, form, staging, signal);
      expect([fetched.problems, fetched.parts]).toEqual([[], []]);
    }
  });

  test('what the server has opened itself has another stamp, and no encrypted files', async () => {
    const opened =
      '<survey id="household" version="7"><name>Amina</name><meta><instanceID>uuid:x</instanceID></meta></survey>';
    const native = { managed: ['household'], facts: factsOf({ 1: { opened } }) };
    const source = connect(await start({ native }));
    const form = await formOf(source);
    expect(form.isKeyKept).toBe(true);
    const refs = await listAll(source, form);
    expect(refs.map(({ stamp }) => stamp).sort()).toEqual(['', '', 'opened']);
    const plain = refs.find(({ stamp }) => stamp === 'opened');
    if (plain === undefined) throw new Error('nothing listed');
    const fetched = await source.fetchSubmission(plain, form, staging, signal);
    expect(Buffer.from(fetched.xml.kind === 'bytes' ? fetched.xml.bytes : []).toString()).toContain('Amina');
    expect([fetched.parts, fetched.problems]).toEqual([[], []]);
  });

  test('a form whose id downloadSubmission cannot name', async () => {
    const formId = 'health/2026 [b]';
    const submissions = [
      {
        instanceId: tinyInstanceId(0),
        manifestXml: tinyManifest(formId, tinyInstanceId(0), []),
        files: new Map([['submission.xml.enc', Buffer.from('TEST')]]),
        submissionDate: '2026-01-02T03:04:05Z',
      },
    ];
    const data: SampleData = {
      forms: [{ formId, version: '7', name: 'Health', xml: tinyForm(formId, 'survey', 'MIIB') }],
      submissions: () => submissions,
    };
    const source = connect(await start({ data, native: {} }));
    const form = await formOf(source, formId);
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    const fetched = await source.fetchSubmission(ref, form, staging, signal);
    expect([namesOf(fetched), fetched.problems]).toEqual([['submission.xml.enc'], []]);
  });

  test('an account is never locked: not by a wrong password, nor by files that only the native API gives', async () => {
    const storage = await startStorage({ file: () => Buffer.from('x') });
    closing.push(storage);
    const data = tinyData(40);
    const options = {
      reuse: storage.certificate,
      storage: { origin: storage.origin, how: 'refuse' },
    } as const;
    const server = await start({ data, native: {}, ...options });
    for (let tries = 0; tries < 12; tries += 1) {
      const wrong = connect(server, { login: { ...withPassword, password: new Secret(`no ${tries}`) } });
      await expect(wrong.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
    }
    const source = connect(server, { login: withPassword });
    const form = await formOf(source, 'household');
    const refs = await listAll(source, form);
    await Promise.all(refs.map((ref) => source.fetchSubmission(ref, form, staging, signal)));
    // Four at a time, each with a nonce of its own, whose counts rise.
    expect(storage.requests.length).toBeGreaterThan(40);
    expect([server.failures(), server.outOfOrder()]).toEqual([0, 0]);
  });

  test.each(['redirect', 'refuse', 'challenge'] as const)('files in storage, %s', async (how) => {
    const data = tinyData(2);
    const storage = await startStorage({
      file: (path) => {
        const id = Number(path.split('/').at(-1));
        const file = [...(data.submissions('household')[Math.floor(id / 1000) - 1]?.files ?? [])][id % 1000];
        return file?.[1] instanceof Uint8Array ? file[1] : undefined;
      },
    });
    closing.push(storage);
    const server = await start({
      data,
      reuse: storage.certificate,
      storage: { origin: storage.origin, how },
    });
    for (const login of [withToken, withPassword]) {
      const source = connect(server, { login });
      const form = await formOf(source, 'household');
      const [ref] = await listAll(source, form);
      if (ref === undefined) throw new Error('nothing listed');
      const fetched = await source.fetchSubmission(ref, form, staging, signal);
      expect([namesOf(fetched), fetched.problems]).toEqual([['submission.xml.enc', 'photo.jpg.enc'], []]);
    }
    expect(storage.requests.map(({ scheme, status }) => [scheme, status])).toEqual(
      Array.from({ length: 4 }, () => [null, 200]),
    );
  });

  test.each([
    ['/forms/4711', ['household']],
    ['/projects/13', ['plain']],
  ])('an address of %s has its forms only', async (path, formIds) => {
    const server = await start({ native: { project: { plain: '13' } } });
    const source = connect(server, { url: `${server.origin}${path}/` });
    expect((await source.listForms(signal)).map(({ formId }) => formId)).toEqual(formIds);
    const form = await formOf(source, formIds[0]);
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    await source.fetchSubmission(ref, form, staging, signal);
    expect(server.requests.some(({ path: asked }) => asked.startsWith(`${path}/view/`))).toBe(true);
  });
});
