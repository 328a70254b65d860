// Covers core/source/central/forms.ts, core/store/submissions.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  type CentralData,
  type CentralSubmission,
  readRecordedCentral,
} from '../../../fixtures/servers/central-data.ts';
import {
  type CentralServer,
  type CentralServerOptions,
  startCentralServer,
} from '../../../fixtures/servers/central-server.ts';
import { startStorage } from '../../../fixtures/servers/storage.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import type { Content } from '../../model/fetched.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';
import { bytesOf, listAll } from '../../testing/reading.ts';
import type { Connection } from '../connection.ts';
import type { Source, Staging } from '../source.ts';
import { centralAddress } from './address.ts';
import { centralSource } from './central.ts';

const data = readRecordedCentral();
const admin = { name: 'admin@example.test', password: 'throwaway-Central-9931' };
const login = { kind: 'password', user: admin.name, password: new Secret(admin.password) } as const;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'attache-central-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function start(options: Partial<CentralServerOptions> = {}): Promise<CentralServer> {
  const server = await startCentralServer({ data, users: [admin], ...options });
  closing.push(server);
  return server;
}

function connect(server: CentralServer, options: Partial<Connection> = {}): Source {
  const source = centralSource({
    url: server.url,
    login,
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
    ...options,
  });
  closing.push(source);
  return source;
}

const staging: Staging = {
  inlineLimit: 1 << 20,
  pathFor: (ref, name) => join(folder, createHash('md5').update(`${ref.locator} ${name}`).digest('hex')),
};

async function formOf(source: Source, formId: string): Promise<FormRef> {
  const form = (await source.listForms(signal)).find((found) => found.formId === formId);
  if (form === undefined) throw new Error('no such form');
  return form;
}

/** The same data with one form's submissions changed. */
function changed(
  key: string,
  change: (all: readonly CentralSubmission[]) => readonly CentralSubmission[],
): CentralData {
  const submissions = new Map(data.submissions);
  submissions.set(key, change(data.submissions.get(key) ?? []));
  return { ...data, submissions };
}

test.each([
  ['https://central.example.org', '/'],
  ['central.example.org/', '/'],
  ['central.example.org/#/', '/'],
  ['https://central.example.org/projects/3/forms/household/submissions', '/projects/3/forms/household'],
  ['https://central.example.org/#/projects/3/forms/household', '/projects/3/forms/household'],
  [' https://central.example.org/#/projects/3 ', '/projects/3'],
  ['https://central.example.org/v1/projects/3//', '/projects/3'],
  ['https://central.example.org/projects/3', '/projects/3'],
])('%s leads to the server, or to one project or form of it', (entered, path) => {
  const address = centralAddress(entered);
  expect(address.href).toBe(`https://central.example.org${path}`);
  expect(centralAddress(address.href).href).toBe(address.href);
});

/** The recorded data with a second project that has a form of the same id as the first. */
function formInTwoProjects(): CentralData {
  const [first, second] = data.projects;
  const form = data.forms['1']?.find(({ xmlFormId }) => xmlFormId === 'plain_visit');
  if (first === undefined || second === undefined || form === undefined) throw new Error('no data');
  const of = (key: string) => data.submissions.get(key) ?? [];
  return {
    ...data,
    forms: { 1: [form], 2: [{ ...form, projectId: 2 }] },
    versions: { ...data.versions, '2/plain_visit': data.versions['1/plain_visit'] ?? [] },
    submissions: new Map([
      ['1/plain_visit', of('1/plain_visit')],
      ['2/plain_visit', of('1/plain_visit').slice(0, 2)],
    ]),
  };
}

test('a form in two projects says so, and the address of one project has that alone', async () => {
  const server = await start({ data: formInTwoProjects() });
  const both = connect(server);
  const [merged, ...others] = await both.listForms(signal);
  expect(others).toEqual([]);
  expect(merged?.name).toBe('Plain visit (Managed encryption 管理 + Plain and self-supplied keys)');
  const one = connect(server, { url: `${server.url}/#/projects/2/` });
  const [alone] = await one.listForms(signal);
  expect(alone?.name).toBe('Plain visit');
  if (merged === undefined || alone === undefined) throw new Error('no form');
  const all = await listAll(both, merged);
  const own = await listAll(one, alone);
  expect(own).toHaveLength(2);
  expect(all).toEqual(expect.arrayContaining(own));
  expect(all.length).toBeGreaterThan(2);
  // What one project does not give is told after what the other gives.
  const faults = [{ kind: 'status', status: 403, at: /projects\/2\/forms\/.*Submissions/ }] as const;
  const half = connect(await start({ data: formInTwoProjects(), faults, reuse: server.certificate }));
  const [form] = await half.listForms(signal);
  if (form === undefined) throw new Error('no form');
  const given: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const { refs } of half.listSubmissions(form, null, signal)) {
      given.push(...refs.map(({ locator }) => locator));
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'net.forbidden' });
  expect(given).toEqual(all.map(({ locator }) => locator).filter((locator) => locator.startsWith('1/')));
  await expect(connect(server, { url: `${server.url}/projects/99` }).listForms(signal)).rejects.toMatchObject(
    {
      code: 'source.project_unknown',
      data: { params: { project: 99 } },
    },
  );
});

test('the address of a form has that form alone, and one that is not there names those that are', async () => {
  const server = await start();
  const at = (page: string) => connect(server, { url: `${server.url}${page}` }).listForms(signal);
  const all = await at('/#/projects/1');
  expect(all.length).toBeGreaterThan(1);
  const [one] = await at('/#/projects/1/forms/selfkey_visit/settings');
  expect([one?.formId, one?.locator]).toEqual(['selfkey_visit', '1/selfkey_visit']);
  expect(await at('/projects/2/forms/%C3%9Cn%C3%AF%20form.v1%202')).toMatchObject([
    { formId: 'Ünï form.v1 2' },
  ]);
  await expect(at('/#/projects/1/forms/nowhere')).rejects.toMatchObject({
    code: 'usage.form_unknown',
    data: {
      params: {
        form: 'nowhere',
        known: all
          .map(({ formId }) => formId)
          .sort()
          .join(', '),
      },
    },
  });
});

test('forms that take no new submissions say so, unless one of their projects takes them', async () => {
  const closed = (id: number, state: string) => (data.forms[id] ?? []).map((form) => ({ ...form, state }));
  const states = async (some: Partial<CentralData>) => {
    const source = connect(await start({ data: { ...data, ...some } }));
    return (await source.listForms(signal)).map(({ formId, state }) => [formId, state]);
  };
  const forms = { ...data.forms, 1: closed(1, 'closed'), 3: closed(3, 'closing') };
  const projects = data.projects.map((project) => ({ ...project, archived: project.id === 2 ? true : null }));
  const told = new Map((await states({ forms, projects })) as [string, string | undefined][]);
  expect([told.get('selfkey_visit'), told.get('uni_pass'), told.get('managed_visit')]).toEqual([
    'closed',
    'closing',
    'archived',
  ]);
  expect(new Set((await states({})).map(([, state]) => state))).toEqual(new Set([undefined]));
  const both = formInTwoProjects();
  const [one] = both.forms[1] ?? [];
  if (one === undefined) throw new Error('no data');
  expect(
    await states({ ...both, forms: { 1: [{ ...one, state: 'closed' }], 2: both.forms[2] ?? [] } }),
  ).toEqual([['plain_visit', undefined]]);
  const all = { 1: [{ ...one, state: 'closed' }], 2: [{ ...one, projectId: 2, state: 'closed' }] };
  expect(await states({ ...both, forms: all })).toEqual([['plain_visit', 'closed']]);
});

test('an account without a role is told so, and nothing of its forms is taken for deleted', async () => {
  const nobody = { ...admin, rights: { projects: [], submissions: false } };
  const server = await start({ users: [nobody] });
  const at = (page: string) => connect(server, { url: `${server.url}${page}` }).listForms(signal);
  await expect(at('')).rejects.toMatchObject({ code: 'net.no_projects' });
  await expect(at('/#/projects/1')).rejects.toMatchObject({ code: 'net.project_forbidden' });
  await expect(at('/#/projects/99')).rejects.toMatchObject({ code: 'source.project_unknown' });
});

test('the forms of all projects, and which of their keys the server keeps', async () => {
  const source = connect(await start());
  const forms = await source.listForms(signal);
  expect(forms.map(({ formId, isKeyKept }) => [formId, isKeyKept]).sort()).toEqual([
    ['managed_broken', true],
    ['managed_bulk', true],
    ['managed_edit', true],
    ['managed_ownkey', false],
    ['managed_visit', true],
    ['plain_visit', false],
    ['selfkey_visit', false],
    ['uni_pass', true],
    ['Ünï form.v1 2', true],
  ]);
  const all = await Promise.all(forms.map((form) => source.fetchForm(form, () => false, signal)));
  const served = Object.values(data.versions).flatMap((versions) => versions.map(({ xml }) => xml));
  expect(
    all
      .flat()
      .map(({ bytes }) => Buffer.from(bytes).toString())
      .sort(),
  ).toEqual(served.sort());
});

test('a definition that is here is not fetched again', async () => {
  const server = await start();
  const source = connect(server);
  const form = await formOf(source, 'selfkey_visit');
  const newest = createHash('sha256')
    .update(data.versions['1/selfkey_visit']?.[0]?.xml ?? '')
    .digest('hex');
  const files = await source.fetchForm(form, ({ hex }) => hex === newest, signal);
  expect(files).toHaveLength(1);
  expect(server.requests.filter(({ path }) => path.endsWith('.xml'))).toHaveLength(1);
});

test.each([...data.submissions.keys()])(
  '%s: every submission, byte for byte, with what is said of it',
  async (key) => {
    const source = connect(await start(), { pageSize: 7 });
    const form = await formOf(source, key.slice(key.indexOf('/') + 1));
    const served = (data.submissions.get(key) ?? []).filter(
      ({ submission }) => submission.deletedAt === null,
    );
    const refs = await listAll(source, form);
    expect(refs).toHaveLength(served.length);
    // Enough of the largest form, and all of the others.
    for (const ref of refs.slice(0, 40)) {
      const of = served.find(({ submission }) => ref.locator.endsWith(`/${submission.instanceId}`));
      const found = await source.fetchSubmission(ref, form, staging, signal);
      expect(bytesOf(found.xml)?.toString()).toBe(of?.xml);
      expect(found.facts).toEqual({
        submissionDate: of?.submission.createdAt,
        submitter: data.submitters[of?.submission.submitterId ?? 0],
        device: of?.submission.deviceId,
        reviewState: of?.submission.reviewState,
      });
      const expected = (of?.attachments ?? []).map(({ name, exists }) => [
        name,
        exists ? of?.files.get(name) : null,
      ]);
      expect(found.parts.map(({ name, content }) => [name, bytesOf(content)]).sort()).toEqual(
        expected.sort(),
      );
      const missing = (of?.attachments ?? []).filter(({ exists }) => !exists).length;
      expect(found.problems.map(({ code }) => code)).toEqual(Array(missing).fill('source.part_missing'));
    }
  },
);

describe('the session', () => {
  test('one login serves all requests, and is ended at the close', async () => {
    const server = await start();
    const source = connect(server, { connections: 8 });
    const form = await formOf(source, 'selfkey_visit');
    const refs = await listAll(source, form);
    await Promise.all(refs.map((ref) => source.fetchSubmission(ref, form, staging, signal)));
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(server.sessions()).toBe(1);
    await source.close();
    expect(server.sessions()).toBe(0);
  });

  test('one that has expired is renewed, once for all requests that met it', async () => {
    const server = await start();
    const source = connect(server);
    const form = await formOf(source, 'selfkey_visit');
    const refs = await listAll(source, form);
    server.expire();
    const all = await Promise.all(refs.map((ref) => source.fetchSubmission(ref, form, staging, signal)));
    expect(all).toHaveLength(refs.length);
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('a wrong password is refused after one try', async () => {
    const server = await start();
    const source = connect(server, { login: { ...login, password: new Secret('not it') } });
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
    expect(server.requests).toHaveLength(1);
  });

  test('a server that signs people in elsewhere is told apart', async () => {
    const source = connect(await start({ takesPasswords: false }));
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_by_service' });
  });

  test('no password is sent in clear', async () => {
    const server = await start({ tls: false });
    expect(() => connect(server)).toThrow(expect.objectContaining({ code: 'net.login_needs_tls' }));
    expect(server.requests).toEqual([]);
  });
});

test('files in object storage are fetched there, without the session, each time by a new address', async () => {
  const blob = Buffer.from('from the storage');
  const first = await start();
  const storage = await startStorage({
    reuse: first.certificate,
    file: () => blob,
    etag: `"${'0123456789abcdef'.repeat(2)}"`,
    // An address is good for a minute: what fails is not asked there again.
    faults: [{ at: /blob/, kind: 'status', status: 503, times: 1 }],
  });
  closing.push(storage);
  const server = await start({ storage: storage.origin, reuse: first.certificate });
  const source = connect(server);
  const form = await formOf(source, 'selfkey_visit');
  const [, ref] = await listAll(source, form);
  const found = ref === undefined ? null : await source.fetchSubmission(ref, form, staging, signal);
  expect(found?.parts.map(({ content }) => bytesOf(content))).toEqual([blob]);
  expect(storage.requests.map(({ status, scheme }) => [status, scheme])).toEqual([
    [503, null],
    [200, null],
  ]);
  expect(server.requests.filter(({ status }) => status === 307)).toHaveLength(2);
});

test('an account that may only collect sees forms, and is told that it may not have submissions', async () => {
  const collector = { ...admin, rights: { projects: [1, 2], submissions: false } };
  const source = connect(await start({ users: [collector] }));
  const form = await formOf(source, 'selfkey_visit');
  await expect(listAll(source, form)).rejects.toMatchObject({ code: 'net.forbidden' });
});

describe('the list', () => {
  const key = '2/managed_bulk';

  test('a stamp changes with a late file, a review and an edit, and with nothing else', async () => {
    const server = await start();
    const source = connect(server);
    const form = await formOf(source, 'managed_bulk');
    const stamps = async () => new Map((await listAll(source, form)).map((ref) => [ref.locator, ref.stamp]));
    const before = await stamps();
    expect(await stamps()).toEqual(before);
    server.serve(
      changed(key, (all) =>
        all.map((one, i) => {
          if (i === 0)
            return { ...one, attachments: [...one.attachments, { name: 'late.jpg', exists: true }] };
          if (i === 1) return { ...one, submission: { ...one.submission, reviewState: 'approved' } };
          return i === 2 ? { ...one, edits: 1 } : one;
        }),
      ),
    );
    const after = await stamps();
    const differing = [...after].filter(([locator, stamp]) => before.get(locator) !== stamp);
    expect(differing.map(([locator]) => locator.slice(2))).toEqual(
      data.submissions
        .get(key)
        ?.slice(0, 3)
        .map(({ submission }) => submission.instanceId),
    );
  });

  test('what is deleted or comes while it is read is not lost and not doubled', async () => {
    const server = await start();
    const source = connect(server, { pageSize: 100 });
    const form = await formOf(source, 'managed_bulk');
    const given: string[] = [];
    let pages = 0;
    for await (const { refs } of source.listSubmissions(form, null, signal)) {
      given.push(...refs.map(({ locator }) => locator.slice(2)));
      pages += 1;
      // The last row of the first page, which the next page's token names, goes; another comes.
      if (pages !== 1) continue;
      server.serve(
        changed(key, ([first, ...others]) => {
          if (first === undefined) throw new Error('no data');
          const fresh = { ...first, submission: { ...first.submission, instanceId: 'uuid:fresh' } };
          return [fresh, first, ...others.filter((_, i) => i !== 98)];
        }),
      );
    }
    const all = (data.submissions.get(key) ?? []).map(({ submission }) => submission.instanceId);
    expect(new Set(given).size).toBe(given.length);
    expect([...given].sort()).toEqual([...all, 'uuid:fresh'].sort());
  });

  test('one that grows with each page is whole, and read once', async () => {
    const server = await start();
    const source = connect(server, { pageSize: 100 });
    const form = await formOf(source, 'managed_bulk');
    let given = 0;
    const before = server.requests.length;
    for await (const { refs } of source.listSubmissions(form, null, signal)) {
      given += refs.length;
      const coming = given;
      server.serve(
        changed(key, ([first, ...others]) => {
          if (first === undefined) throw new Error('no data');
          const fresh = { ...first.submission, instanceId: `uuid:fresh-${coming}` };
          return [{ ...first, submission: fresh }, first, ...others];
        }),
      );
    }
    expect(given).toBe((data.submissions.get(key) ?? []).length);
    expect(server.requests.length - before).toBe(Math.ceil(given / 100));
  });

  test('one that stays shorter than the server counts is told', async () => {
    const server = await start();
    const short = { at: /Submissions\?/, kind: 'body', text: '{"value":[],"@odata.count":3}' } as const;
    const other = await start({ faults: [short], reuse: server.certificate });
    const source = connect(other);
    const form = await formOf(source, 'managed_bulk');
    await expect(listAll(source, form)).rejects.toMatchObject({
      code: 'source.list_short',
      params: { listed: 0, counted: 3 },
    });
  });
});

test.each([
  ['a web page', { kind: 'web-page' }, 'net.web_page'],
  ['no JSON', { kind: 'body', text: '<xml/>' }, 'source.answer_unreadable'],
  ['other JSON', { kind: 'body', text: '{"projects":1}' }, 'source.answer_unreadable'],
  ['a broken server', { kind: 'status', status: 502 }, 'net.server_error'],
  ['no rights', { kind: 'status', status: 403 }, 'net.forbidden'],
  ['a redirect to http', { kind: 'redirect', to: 'http://localhost:1/' }, 'net.redirect_insecure'],
] as const)('%s instead of the projects', async (_, fault, code) => {
  const source = connect(await start({ faults: [{ ...fault, at: /\/v1\/projects$/ }] }));
  await expect(source.listForms(signal)).rejects.toMatchObject({ code });
});

test.each([403, 404])(
  'a project that is listed and not given (%s) is told, and not taken for empty',
  async (status) => {
    const source = connect(await start({ faults: [{ kind: 'status', status, at: /projects\/2\/forms$/ }] }));
    await expect(source.listForms(signal)).rejects.toMatchObject({
      code: status === 403 ? 'net.forbidden' : 'net.not_found',
    });
  },
);

test('a submission that is deleted after it was listed is told as gone', async () => {
  const server = await start();
  const source = connect(server);
  const form = await formOf(source, 'plain_visit');
  const [ref] = await listAll(source, form);
  server.serve(changed('1/plain_visit', () => []));
  if (ref === undefined) throw new Error('nothing listed');
  await expect(source.fetchSubmission(ref, form, staging, signal)).rejects.toMatchObject({
    code: 'source.submission_gone',
  });
});

test('a file that is here whole does not travel again; one that was damaged here does', async () => {
  const server = await start();
  const source = connect(server);
  const form = await formOf(source, 'selfkey_visit');
  const [, ref] = await listAll(source, form);
  if (ref === undefined) throw new Error('nothing listed');
  const first = await source.fetchSubmission(ref, form, staging, signal);
  const keeping = (change: (content: Content) => Content) => ({
    ...staging,
    kept: (_ref: SubmissionRef, name: string) => {
      const content = first.parts.find((part) => part.name === name)?.content ?? null;
      return content === null ? [] : [change(content)];
    },
  });
  const statuses = () =>
    server.requests.filter(({ path }) => path.includes('/attachments/')).map(({ status }) => status);
  const once = statuses();
  expect(once.length).toBeGreaterThan(0);
  expect(
    await source.fetchSubmission(
      ref,
      form,
      keeping((content) => content),
      signal,
    ),
  ).toEqual(first);
  expect(statuses()).toEqual([...once, ...once.map(() => 304)]);
  const damaged = keeping(() => ({ kind: 'bytes', bytes: Buffer.from('damaged') }));
  expect(await source.fetchSubmission(ref, form, damaged, signal)).toEqual(first);
  expect(statuses()).toEqual([...once, ...once.map(() => 304), ...once]);
});

test('a file that arrives changed is fetched again, and then told', async () => {
  const wrong = { at: /submission\.xml\.enc$/, kind: 'wrong-bytes' } as const;
  const source = connect(await start({ faults: [wrong] }));
  const form = await formOf(source, 'selfkey_visit');
  const [, ref] = await listAll(source, form);
  if (ref === undefined) throw new Error('nothing listed');
  const found = await source.fetchSubmission(ref, form, staging, signal);
  expect(found.problems.map(({ code }) => code)).toEqual(['source.part_damaged']);
  expect(found.parts.map(({ content }) => content)).toEqual([null]);
});
