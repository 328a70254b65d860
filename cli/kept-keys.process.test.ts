// Covers cli/available-keys.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readRecordedCentral } from '../fixtures/servers/central-data.ts';
import { startCentralServer } from '../fixtures/servers/central-server.ts';
import { attache, attacheJson } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-kept-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const record = fileURLToPath(new URL('../fixtures/central/keys/TEST-record.json', import.meta.url));
const secrets = {
  CENTRAL_PASSWORD: 'throwaway-Central-9931',
  RECORD_PASSPHRASE: 'correct horse battery throwaway',
};

test('a form whose key the server keeps is reported before its submissions are pulled', async () => {
  const admin = { name: 'admin@example.test', password: secrets.CENTRAL_PASSWORD };
  const server = await startCentralServer({ data: readRecordedCentral(), users: [admin] });
  const run = (...args: string[]) => attache(['--workspace', join(root, 'workspace'), ...args], secrets);
  try {
    const add = ['servers', 'add', 'c', '--kind', 'central', '--url', `${server.origin}/#/projects/2`];
    const login = ['--user', admin.name, '--password-env', 'CENTRAL_PASSWORD', '--ca-file', server.caFile];
    expect((await run(...add, ...login)).code).toBe(0);
    const tested = await attacheJson(
      ['--workspace', join(root, 'workspace'), 'servers', 'test', 'c'],
      secrets,
    );
    const { forms } = tested.json as { forms: { formId: string; keyKeptByServer: boolean }[] };
    expect(forms.filter(({ keyKeptByServer }) => !keyKeptByServer).map(({ formId }) => formId)).toEqual([
      'managed_ownkey',
    ]);

    const pulled = await run('pull', '--server', 'c', '--form', 'managed_visit', 'managed_ownkey');
    expect(pulled.err).toMatch(/^c keeps the private key of these forms.*: managed_visit\. /m);
    const withRecord = ['--key', record, '--passphrase-env', 'RECORD_PASSPHRASE'];
    const open = await run(...withRecord, 'pull', '--server', 'c', '--form', 'managed_visit');
    expect(open.err).not.toContain('keeps the private key');
  } finally {
    await server.close();
  }
});
