import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { centralSource } from '../../core/source/central/central.ts';
import { readRecordedCentral, recordedCentral } from '../../fixtures/servers/central-data.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { readPrivateKeys } from '../../keys/read-key.ts';
import { keyHint } from './key-hint.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-hint-'));
const workspace = testWorkspace(root);
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

/** Returns the problem of reading a file without a passphrase. */
async function missing(bytes: Uint8Array): Promise<ProblemData> {
  const error = await readPrivateKeys(bytes, { file: 'record.json' }).catch((thrown: unknown) => thrown);
  if (!isProblem(error)) throw new Error('it was read');
  return error.data;
}

test('a key record has the hint that its server sent with the list of forms', async () => {
  const record = readFileSync(join(recordedCentral, 'keys', 'TEST-record.json'));
  const problem = await missing(record);
  expect(problem.code).toBe('key.passphrase_missing');
  expect(keyHint(workspace, problem)).toBeNull();

  const data = readRecordedCentral();
  const user = { name: 'amina', password: 'TEST-password' };
  const server = await startCentralServer({ data, users: [user] });
  const source = centralSource({
    url: server.url,
    login: { kind: 'password', user: user.name, password: new Secret(user.password) },
    clock: systemClock,
    caFile: server.caFile,
  });
  try {
    const forms = await source.listForms(new AbortController().signal);
    workspace.transaction(() => workspace.sourceForms.putList('c', forms));
  } finally {
    await source.close();
    await server.close();
  }
  const [kept] = (data.keys['2/managed_visit'] ?? []) as { hint?: string }[];
  expect(kept?.hint).toBeTruthy();
  expect(keyHint(workspace, problem)).toBe(kept?.hint);
  // In a table of the database too, with the row around it.
  const table = ` id | private \n----+----\n  3 | ${JSON.stringify(JSON.parse(record.toString()))}\n(1 row)\n`;
  expect(keyHint(workspace, await missing(Buffer.from(table)))).toBe(kept?.hint);
});

test('any other key has no hint', () => {
  expect(keyHint(workspace, { code: 'key.passphrase_missing', params: { file: 'a.pem' } })).toBeNull();
});
