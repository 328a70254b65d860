// Covers core/pull/run.ts.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CentralData,
  readRecordedCentral,
  recordedCentral,
} from '../../fixtures/servers/central-data.ts';
import { type CentralServer, startCentralServer } from '../../fixtures/servers/central-server.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { readPrivateKeys } from '../../keys/read-key.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { RunReport } from '../model/run-report.ts';
import { centralSource } from '../source/central/central.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/*
 * The whole line from the recorded Central: what is stored in the end is what was encrypted in the beginning, for keys
 * of the forms' own and for those that the server keeps, opened by their records.
 */
interface Plain {
  readonly formId: string;
  readonly instanceId: string;
  readonly xml: string;
  readonly deleted?: boolean;
  readonly tamper?: unknown;
  readonly missing?: readonly string[];
}

const admin = { name: 'admin@example.test', password: 'throwaway-Central-9931' };
const root = mkdtempSync(join(tmpdir(), 'attache-central-line-'));
const data = readRecordedCentral();
let server: CentralServer;
let workspace: Workspace;
let keys: readonly UnlockedKey[];

beforeAll(async () => {
  server = await startCentralServer({ data, users: [admin] });
  workspace = testWorkspace(join(root, 'workspace'));
  const folder = join(recordedCentral, 'keys');
  const own = ['TEST-selfkey-A.pem', 'TEST-selfkey-B.pem'].map((file) =>
    readPrivateKeys(readFileSync(join(folder, file)), { file }),
  );
  const recorded = JSON.parse(readFileSync(join(folder, 'TEST-managed-keys.json'), 'utf8')) as {
    keys: object[];
  };
  const managed = ['correct horse battery throwaway', 'пароль-ключ-密码-é-throwaway'].map((passphrase, i) =>
    readPrivateKeys(Buffer.from(JSON.stringify(recorded.keys[i])), {
      file: 'record.json',
      passphrase: new Secret(passphrase),
    }),
  );
  keys = (await Promise.all([...own, ...managed])).flat();
});
afterAll(async () => {
  workspace.close();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

async function pull(at = { server, workspace, keys }): Promise<RunReport> {
  const source = centralSource({
    url: at.server.url,
    login: { kind: 'password', user: admin.name, password: new Secret(admin.password) },
    clock: systemClock,
    caFile: at.server.caFile,
  });
  try {
    return await runLine({
      ...plainRun(),
      workspace: at.workspace,
      source,
      sourceName: 'central',
      keys: at.keys,
      connections: 4,
    });
  } finally {
    await source.close();
  }
}

const rows = <T>(sql: string, of = workspace) => rowsIn<T>(of, sql);

test('what was encrypted is what is stored', async () => {
  const report = await pull();
  expect(report.counts.notFetched).toBe(0);
  // What the list said of each is kept beside it until it is sure: no row of it is asked for again.
  expect(server.requests.filter(({ path }) => path.includes("Submissions('"))).toEqual([]);
  expect(
    rows<{ n: number }>('SELECT count(*) AS n FROM listed WHERE note IS NOT NULL AND doubt IS NULL'),
  ).toEqual([{ n: 0 }]);
  const stored = new Map(
    rows<{ id: string; xml: Uint8Array | null; state: string }>(
      "SELECT form_id || ' ' || instance_id AS id, xml, state FROM submission",
    ).map(({ id, xml, state }) => [id, { state, xml: xml === null ? null : Buffer.from(xml).toString() }]),
  );
  const served = new Set([...data.submissions.values()].flat().map(({ xml }) => xml));
  let compared = 0;
  for (const file of readdirSync(join(recordedCentral, 'plaintext'))) {
    const text = readFileSync(join(recordedCentral, 'plaintext', file), 'utf8');
    for (const line of text.split('\n').filter(Boolean)) {
      const plain = JSON.parse(line) as Plain;
      const isServed = [...served].some((xml) => xml.includes(plain.instanceId));
      const isWhole = plain.tamper == null && plain.missing?.includes('submission.xml.enc') !== true;
      const found = stored.get(`${plain.formId} ${plain.instanceId}`);
      if (plain.deleted === true || !isServed || !isWhole || found === undefined) continue;
      expect(found.xml, plain.instanceId).toBe(plain.xml);
      compared += 1;
    }
  }
  const readable = [...stored.values()].filter(({ xml }) => xml !== null).length;
  expect(compared).toBeGreaterThan(290);
  expect(readable).toBeGreaterThanOrEqual(compared);
});

test('a second pull of what has not changed asks for lists only', async () => {
  // What looks damaged comes once more, and is so.
  const suspects = rows<{ n: number }>("SELECT count(*) AS n FROM listed WHERE doubt = 'suspect'");
  expect((await pull()).counts).toMatchObject({ toFetch: suspects[0]?.n, unchanged: suspects[0]?.n });
  const before = server.requests.length;
  const report = await pull();
  expect(report.counts.toFetch).toBe(0);
  const asked = server.requests.slice(before).filter(({ method }) => method === 'GET');
  expect(asked.filter(({ path }) => /\.xml$|attachments/.test(path))).toEqual([]);
});

test('a review is taken over, a late file completes, a deletion is noted and nothing is lost', async () => {
  const key = '1/selfkey_visit';
  const of = (id: string) =>
    `SELECT review_state AS review, state FROM submission WHERE instance_id = '${id}'`;
  const reviewed = 'uuid:1b942d4f-f837-47a4-b308-efee07fdc4ef';
  const late = 'uuid:cb05cec5-d617-4cf1-bf52-237f5ba76834';
  const gone = 'uuid:c76028a0-920c-43a4-8373-f8c879dc3d6e';
  expect(rows(of(late))).toEqual([{ review: null, state: 'incomplete' }]);
  const all = rows<{ n: number }>('SELECT count(*) AS n FROM submission')[0]?.n;
  const submissions = new Map(data.submissions);
  submissions.set(
    key,
    (data.submissions.get(key) ?? []).flatMap((one) => {
      const { instanceId } = one.submission;
      if (instanceId === gone) return [];
      if (instanceId === reviewed)
        return { ...one, submission: { ...one.submission, reviewState: 'approved' } };
      if (instanceId !== late) return one;
      // Any whole file of that submission serves for the one that never came.
      const files = new Map(one.files).set(
        'never-sent.jpg.enc',
        one.files.get('sent.amr.enc') ?? Buffer.alloc(0),
      );
      return { ...one, files, attachments: one.attachments.map(({ name }) => ({ name, exists: true })) };
    }),
  );
  const next: CentralData = { ...data, submissions };
  server.serve(next);
  const before = server.requests.length;
  const report = await pull();
  expect(report.counts.toFetch).toBe(2);
  // Of the submission that was not whole, only the file that was not there travels.
  const files = server.requests
    .slice(before)
    .filter(({ path }) => path.includes(`${encodeURIComponent(late)}/attachments/`));
  expect(new Map(files.map(({ path, status }) => [path.split('/').at(-1), status]))).toEqual(
    new Map([
      ['submission.xml.enc', 304],
      ['sent.amr.enc', 304],
      ['never-sent.jpg.enc', 200],
    ]),
  );
  expect(rows(of(reviewed))).toEqual([{ review: 'approved', state: 'decrypted' }]);
  expect(rows<{ n: number }>('SELECT count(*) AS n FROM submission')[0]?.n).toBe(all);
  expect(
    rows(`SELECT l.is_gone AS gone FROM listed l JOIN submission s ON s.id = l.submission_id
      WHERE s.instance_id = '${gone}'`),
  ).toEqual([{ gone: 1 }]);
  const missing = rows<{
    code: string;
  }>(`SELECT p.code FROM problem p JOIN submission s ON s.id = p.submission_id
    WHERE s.instance_id = '${late}'`);
  expect(missing.map(({ code }) => code)).not.toContain('submission.attachment_missing');
});

test('answers that were sent in plain to a form whose key the server keeps are told', async () => {
  const key = '2/managed_visit';
  const all = data.submissions.get(key) ?? [];
  const version = data.forms['2']?.find(({ xmlFormId }) => xmlFormId === 'managed_visit')?.version ?? '';
  const plain = all.find(({ xml }) => !xml.includes('encrypted="yes"'));
  if (plain === undefined || version === '') throw new Error('no data');
  const id = 'uuid:00000000-plain-in-encrypted';
  const xml = plain.xml
    .replaceAll(plain.submission.instanceId, id)
    .replace(/version="[^"]*"/, `version="${version}"`);
  const sent = { ...plain, xml, submission: { ...plain.submission, instanceId: id } };
  server.serve({ ...data, submissions: new Map(data.submissions).set(key, [sent, ...all]) });
  await pull();
  const problems = `SELECT p.code FROM problem p JOIN submission s ON s.id = p.submission_id
    WHERE s.instance_id = '${id}'`;
  expect(rows(problems)).toEqual([{ code: 'submission.not_encrypted' }]);
});

test('"the server keeps the key" is reported only for keys that the server keeps', async () => {
  const kept = data.keys['2/managed_visit'] ?? [];
  const own = data.keys['2/managed_ownkey'] ?? [];
  const mixed = { ...data, keys: { ...data.keys, '2/managed_ownkey': [...own, ...kept] } };
  const other = await startCentralServer({ data: mixed, users: [admin] });
  const locked = testWorkspace(join(root, 'locked'));
  try {
    await pull({ server: other, workspace: locked, keys: [] });
    const told = rows<{ form: string; code: string }>(
      `SELECT DISTINCT form_id AS form, code FROM problem
       WHERE form_id IN ('managed_ownkey', 'managed_visit') AND code LIKE 'key.%' ORDER BY form_id`,
      locked,
    );
    expect(told).toEqual([
      { form: 'managed_ownkey', code: 'key.none_fits' },
      { form: 'managed_visit', code: 'key.kept_by_server' },
    ]);
  } finally {
    locked.close();
    await other.close();
  }
});
