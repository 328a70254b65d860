// Covers core/ground/problems/form-unknown.ts, core/source/central/client.ts,
// core/source/central/kept-keys.ts, core/source/central/sessions.ts.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  type CentralData,
  type CentralSubmission,
  isEncrypted,
  readRecordedCentral,
  recordedCentral,
  versionOf,
} from '../../../fixtures/servers/central-data.ts';
import {
  type CentralServer,
  type CentralServerOptions,
  startCentralServer,
} from '../../../fixtures/servers/central-server.ts';
import type { Fault } from '../../../fixtures/servers/faults.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { isDecrypted } from '../../model/decrypted-by-server.ts';
import { decryptOnServer, keptKeyHints } from './decrypted.ts';

const admin = { name: 'admin@example.test', password: 'throwaway-Central-9931' };
const passphrase = 'correct horse battery throwaway';
const root = mkdtempSync(join(tmpdir(), 'attache-decrypted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: CentralServer[] = [];
afterEach(async () => {
  for (const server of closing.splice(0)) await server.close();
});
const { signal } = new AbortController();
const data = readRecordedCentral();

async function decrypt(
  formId: string,
  given = passphrase,
  faults: readonly Fault[] = [],
  options: Partial<CentralServerOptions> = {},
) {
  const server = await startCentralServer({ data, users: [admin], faults, ...options });
  closing.push(server);
  const folder = mkdtempSync(join(root, 'out-'));
  const incomingFolder = mkdtempSync(join(root, 'incoming-'));
  const done = decryptOnServer(
    {
      url: server.url,
      login: { kind: 'password', user: admin.name, password: new Secret(admin.password) },
      clock: systemClock,
      caFile: server.caFile,
      retry: { attempts: 2, firstDelay: 1 },
      formId,
      passphrase: new Secret(given),
      folder,
      incomingFolder,
    },
    signal,
  ).finally(() => expect(readdirSync(incomingFolder)).toEqual([]));
  return { server, folder, done };
}

test('what the server sends is kept as it came, told apart, and counted', async () => {
  const { server, folder, done } = await decrypt('managed_visit');
  const [one, ...others] = (await done).filter(isDecrypted);
  expect(others).toEqual([]);
  const golden = join(recordedCentral, 'golden', 'p2-managed_visit');
  expect(readdirSync(folder)).toEqual(['managed_visit project 2 decrypted by the server']);
  expect(one).toMatchObject({ project: 2, notDecrypted: 0 });
  const counted = (data.submissions.get('2/managed_visit') ?? []).filter(
    ({ submission }) => submission.deletedAt === null,
  ).length;
  expect([one?.counted, one?.rows]).toEqual([counted, counted]);
  for (const entry of readdirSync(golden, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    expect(readFileSync(path.replace(golden, one?.folder ?? ''))).toEqual(readFileSync(path));
  }
  const about = readFileSync(join(one?.folder ?? '', 'ABOUT.txt'), 'utf8');
  expect(about).toContain('not by Attaché');
  expect(about).not.toContain(passphrase);
  // In the body of one request, never in an address.
  expect(server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
    '/v1/sessions',
    '/v1/projects/2/forms/managed_visit/submissions.csv.zip',
  ]);
  expect(server.requests.map(({ path }) => path).join(' ')).not.toContain('horse');
  expect(server.sessions()).toBe(0);
});

test('while it works, nothing of what the server sends is in the workspace', async () => {
  const server = await startCentralServer({ data, users: [admin] });
  closing.push(server);
  const incomingFolder = mkdtempSync(join(root, 'incoming-'));
  const folder = mkdtempSync(join(root, 'out-'));
  let isUnpacked = false;
  // The clock is asked when everything is unpacked, and before.
  const now = (): Date => {
    const names = readdirSync(incomingFolder);
    for (const name of names) {
      expect(name).toMatch(/^elsewhere-\d+-[0-9a-f]{12}\.json$/);
      const note = JSON.parse(readFileSync(join(incomingFolder, name), 'utf8')) as { path: string };
      expect(note).toEqual({ path: expect.stringContaining(folder) });
      isUnpacked ||= readdirSync(note.path).includes('files');
    }
    return systemClock.now();
  };
  await decryptOnServer(
    {
      url: server.url,
      login: { kind: 'password', user: admin.name, password: new Secret(admin.password) },
      clock: { ...systemClock, now },
      caFile: server.caFile,
      formId: 'managed_visit',
      passphrase: new Secret(passphrase),
      folder,
      incomingFolder,
    },
    signal,
  );
  expect(isUnpacked).toBe(true);
});

test('a passphrase beyond ASCII, and a second time beside the first', async () => {
  const { folder, done } = await decrypt('uni_pass', 'пароль-ключ-密码-é-throwaway');
  expect((await done).filter(isDecrypted)[0]?.rows).toBeGreaterThan(0);
  expect(readdirSync(folder)).toHaveLength(1);
});

test.each<[string, string, string, readonly Fault[]]>([
  ['a wrong passphrase', 'managed_visit', 'key.passphrase_wrong', []],
  ['a submission that it cannot decrypt', 'managed_broken', 'source.export_cut', []],
  ['a form without a kept key', 'selfkey_visit', 'source.no_kept_key', []],
  [
    'a server that fails',
    'managed_visit',
    'source.export_failed',
    [{ at: /csv\.zip/, kind: 'status', status: 500 }],
  ],
  [
    'a zip that was cut short',
    'managed_visit',
    'source.zip_unreadable',
    [{ at: /csv\.zip/, kind: 'truncated' }],
  ],
  [
    'a zip with a changed byte',
    'managed_visit',
    'source.zip_unreadable',
    [{ at: /csv\.zip/, kind: 'invalid-utf8' }],
  ],
  [
    'a connection that breaks',
    'managed_visit',
    'source.export_cut',
    [{ at: /csv\.zip/, kind: 'cut', after: 500 }],
  ],
])('%s leaves nothing behind', async (name, formId, code, faults) => {
  const given = name === 'a wrong passphrase' ? 'not this one' : passphrase;
  const { folder, done, server } = await decrypt(formId, given, faults);
  await expect(done).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual([]);
  // Asked once: what breaks an export breaks it every time, and each time the passphrase travels.
  expect(server.requests.filter(({ path }) => path.includes('csv.zip')).length).toBeLessThanOrEqual(1);
});

test('an export whose end says that it failed counts as broken off', async () => {
  const { folder, done, server } = await decrypt('managed_broken', passphrase, [], {
    brokenExport: 'trailer',
  });
  await expect(done).rejects.toMatchObject({ code: 'source.export_cut' });
  expect(readdirSync(folder)).toEqual([]);
  expect(server.requests.filter(({ path }) => path.includes('csv.zip'))).toHaveLength(1);
});

test('a row that an edit on the server has left blank is none with answers', async () => {
  const { done } = await decrypt('managed_edit');
  expect(await done).toMatchObject([{ counted: 1, rows: 1, notDecrypted: 0, withoutData: 1 }]);
});

test('rows that are missing or not decrypted are counted', async () => {
  const { done } = await decrypt('managed_visit', passphrase, [
    {
      at: /Submissions\?%24top=0|Submissions\?\$top=0/,
      kind: 'body',
      text: '{"value":[],"@odata.count":40}',
    },
  ]);
  const [one] = (await done).filter(isDecrypted);
  expect(one?.counted).toBe(40);
  expect(one?.rows).toBeLessThan(40);
  expect(readFileSync(join(one?.folder ?? '', 'ABOUT.txt'), 'utf8')).toMatch(/Rows missing +[1-9]/);
});

test('the hints of the kept keys are told before a passphrase is asked for', async () => {
  const server = await startCentralServer({ data, users: [admin] });
  closing.push(server);
  const hints = (formId: string) =>
    keptKeyHints(
      {
        url: server.url,
        login: { kind: 'password', user: admin.name, password: new Secret(admin.password) },
        clock: systemClock,
        caFile: server.caFile,
        formId,
      },
      signal,
    );
  const [key] = (data.keys['2/managed_visit'] ?? []) as { hint?: string }[];
  expect(key?.hint).toBeTruthy();
  expect(await hints('managed_visit')).toEqual([key?.hint]);
  await expect(hints('selfkey_visit')).rejects.toMatchObject({ code: 'source.no_kept_key' });
  await expect(hints('nowhere')).rejects.toMatchObject({ code: 'usage.form_unknown' });
  expect(server.requests.filter(({ method, path }) => method === 'POST' && path !== '/v1/sessions')).toEqual(
    [],
  );
  expect(server.sessions()).toBe(0);
});

test('files of one name, and one whose name some system refuses, are all kept, and told', async () => {
  const bytes = [Buffer.from('photo of one'), Buffer.from('photo of another'), Buffer.from('third')];
  const names = ['same.jpg', 'same.jpg', 'page"2".jpg'];
  const all = data.submissions.get('2/managed_visit') ?? [];
  const live = all.filter(({ submission }) => submission.deletedAt === null);
  const named = live.map((one, i) => ({
    ...one,
    media: new Map(bytes[i] === undefined ? [] : [[names[i] ?? '', bytes[i]]]),
  }));
  const { done } = await decrypt('managed_visit', passphrase, [], {
    data: { ...data, submissions: new Map([...data.submissions, ['2/managed_visit', named]]) },
  });
  const [one] = (await done).filter(isDecrypted);
  expect(one).toMatchObject({ renamed: 2, rows: live.length, missing: 0 });
  const media = join(one?.folder ?? '', 'media');
  const [odd = ''] = readdirSync(media).filter((name) => name.startsWith('page'));
  expect(odd).toMatch(/^page_2_-[0-9a-f]{8}\.jpg$/);
  const kept = ['same.jpg', 'same (2).jpg', odd].map((name) => readFileSync(join(media, name)));
  expect(kept).toEqual(bytes);
  const about = readFileSync(join(one?.folder ?? '', 'ABOUT.txt'), 'utf8');
  expect(about).toContain('media/same (2).jpg   was sent as media/same.jpg');
  expect(about).toContain(`media/${odd}   was sent as media/page"2".jpg`);
});

test('what one project refuses does not lose what another gave', async () => {
  const keys = data.keys['2/managed_visit'] ?? [];
  const both: CentralData = {
    ...data,
    projects: [...data.projects, { id: 9 }],
    forms: { ...data.forms, 9: (data.forms[2] ?? []).map((form) => ({ ...form, projectId: 9 })) },
    versions: { ...data.versions, '9/managed_visit': data.versions['2/managed_visit'] ?? [] },
    // The sample opens each key that it keeps with the passphrase of that key.
    keys: { ...data.keys, '9/managed_visit': keys.map((key) => ({ ...key, id: 5 })) },
  };
  const { folder, done } = await decrypt('managed_visit', passphrase, [], { data: both });
  expect(
    (await done).map((one) => (isDecrypted(one) ? one.rows > 0 : [one.project, one.problem.code])),
  ).toEqual([true, [9, 'key.passphrase_wrong']]);
  expect(readdirSync(folder)).toEqual(['managed_visit project 2 decrypted by the server']);
});

test('submissions of a key that the form brought are told apart from missing ones', async () => {
  const [current, ...older] = data.versions['2/managed_visit'] ?? [];
  if (current === undefined) throw new Error('no data');
  const form = { ...current.form, version: '2026-B', keyId: 2 };
  const withOwn: CentralData = {
    ...data,
    versions: { ...data.versions, '2/managed_visit': [current, { ...current, form }, ...older] },
    keys: {
      ...data.keys,
      '2/managed_visit': [...(data.keys['2/managed_visit'] ?? []), { id: 2, managed: null }],
    },
    submissions: new Map([
      ...data.submissions,
      ['2/managed_visit', [...(data.submissions.get('2/managed_visit') ?? []), ...ofVersion('2026-B')]],
    ]),
  };
  const { done } = await decrypt('managed_visit', passphrase, [], { data: withOwn });
  const [one] = await done;
  expect(one).toMatchObject({ missing: 0, notDecrypted: ofVersion('2026-B').length });
  expect(ofVersion('2026-B').length).toBeGreaterThan(0);
});

function ofVersion(version: string): readonly CentralSubmission[] {
  const all = data.submissions.get('1/selfkey_visit') ?? [];
  return all.filter(({ xml }) => isEncrypted(xml) && versionOf(xml) === version);
}
