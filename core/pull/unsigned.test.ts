// Covers core/pull/run.ts.

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { RunReport } from '../model/run-report.ts';
import { folderSource } from '../source/folder/folder.ts';
import { addMigrationFunctions } from '../store/migrations/migration-functions.ts';
import { migrations } from '../store/migrations/migrations.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Submissions of ODK Web Forms, which never signs. */
const folder = fileURLToPath(new URL('../../fixtures/encrypters/web-forms/loose', import.meta.url));
const keys = ['2048', '3072', '4096'].map((bits) => testKey(`encrypters/web-forms/TEST-${bits}.pem`));

function take(workspace: Workspace, keepCiphertext: boolean, source = folder): Promise<RunReport> {
  return runLine({
    ...plainRun(),
    workspace,
    source: folderSource({ folder: source }),
    sourceName: `folder:${source}`,
    kind: 'import',
    keys,
    keepCiphertext,
  });
}

const count = (workspace: Workspace, table: string): number =>
  rowsIn<{ n: number }>(workspace, `SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0;

test('unsigned submissions are reported in one line, not as a problem, and their ciphertext is deleted once they are decrypted', async () => {
  await withWorkspace(async (workspace) => {
    const report = await take(workspace, false);
    expect(report).toMatchObject({ outcome: 'complete', problems: {} });
    expect(report.counts).toMatchObject({ fetched: 4, decrypted: 4, unsigned: 4, withProblems: 0 });
    expect(rowsIn(workspace, 'SELECT DISTINCT signature FROM submission')).toEqual([
      { signature: 'unsigned' },
    ]);
    expect([count(workspace, 'ciphertext'), count(workspace, 'problem')]).toEqual([0, 0]);
  });
});

test('their ciphertext is kept where the user keeps it', async () => {
  await withWorkspace(async (workspace) => {
    await take(workspace, true);
    expect(count(workspace, 'ciphertext')).toBeGreaterThan(4);
    await take(workspace, false);
    expect(count(workspace, 'ciphertext')).toBeGreaterThan(4);
  });
});

/** Makes of a workspace what the version before left of it, with one large ciphertext, and brings it to the format of now. */
function asBefore(workspace: Workspace): void {
  const db = testDatabase(workspace.folder);
  db.exec(`UPDATE submission SET signature = 'absent';
    INSERT INTO problem (submission_id, code, params, run_id) SELECT id, 'decrypt.signature_absent', '{}', 1 FROM submission;
    DROP INDEX ciphertext_was_unsigned;
    ALTER TABLE ciphertext DROP COLUMN was_unsigned;
    UPDATE submission SET manifest = CAST(replace(manifest, '<meta', char(10) || '<meta') AS BLOB)
      WHERE id = (SELECT min(id) FROM submission);`);
  addMigrationFunctions(db);
  db.exec(migrations.find((sql) => sql.includes('is_of_no_signer')) ?? '');
  db.close();
}

test.each([false, true])(
  'what was stored before is mended, its ciphertext kept as the user set it (%s)',
  async (isKept) => {
    await withWorkspace(async (workspace) => {
      await take(workspace, true);
      asBefore(workspace);
      const signatures = 'SELECT signature, count(*) AS n FROM submission GROUP BY 1 ORDER BY 1';
      expect(rowsIn(workspace, signatures)).toEqual([
        { signature: 'absent', n: 1 },
        { signature: 'unsigned', n: 3 },
      ]);
      expect(count(workspace, 'problem')).toBe(1);
      const before = count(workspace, 'ciphertext');
      await take(workspace, isKept);
      const after = rowsIn<{ n: number }>(
        workspace,
        "SELECT count(*) AS n FROM ciphertext c JOIN submission s ON s.id = c.submission_id WHERE s.signature = 'unsigned'",
      )[0]?.n;
      if (isKept) expect(count(workspace, 'ciphertext')).toBe(before);
      else expect(after).toBe(0);
      expect(count(workspace, 'ciphertext')).toBeGreaterThan(0);
      // Once it is settled, another choice changes nothing of what is here.
      if (isKept) await take(workspace, false);
      if (isKept) expect(count(workspace, 'ciphertext')).toBe(before);
    });
  },
);
