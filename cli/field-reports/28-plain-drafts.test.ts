import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { attache, attacheJson } from '../testing/attache.ts';
import { exportReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/* kobotoolbox/docs#125, getodk/docs#842: a draft of a form without encryption lies beside what was sent. */
const CASE = fileURLToPath(new URL('../../fixtures/field-reports/28-plain-drafts/odk/', import.meta.url));

function phone(): { readonly folder: string; readonly workspace: string } {
  const folder = join(temporaryFolder(), 'odk');
  cpSync(CASE, folder, { recursive: true });
  return { folder, workspace: join(temporaryFolder(), 'workspace') };
}
const take = (workspace: string, folder: string, ...more: string[]) =>
  attache(['--workspace', workspace, 'import', folder, ...more]);
const drafts = (workspace: string): unknown[] =>
  rowsIn<{ id: string; is_draft: number }>(
    { folder: workspace },
    'SELECT substr("KEY", -4) AS id, is_draft FROM water ORDER BY 1',
  ).map(({ id, is_draft }) => [id, is_draft]);

test('a draft is counted, named and left out', async () => {
  const { folder, workspace } = phone();
  const { code, out } = await take(workspace, folder);
  expect(code).toBe(0);
  expect(out.toString()).toMatch(/Drafts +1 left out: Water_2024-05-02_10-00-00/);
  expect(drafts(workspace)).toEqual([['2801', 0]]);
  // It stays left out, and nobody is told that it is still to come.
  const { json } = await attacheJson(['--workspace', workspace, 'import', folder]);
  expect(json).toMatchObject({
    counts: { listed: 2, toFetch: 0, leftOut: 1 },
    drafts: { count: 1 },
    problems: {},
  });
});

test('--include-drafts takes it, and a column of the database and of both exports marks it', async () => {
  const { folder, workspace } = phone();
  expect((await take(workspace, folder, '--include-drafts')).code).toBe(0);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 1],
  ]);
  for (const [profile, column] of [
    ['tidy', 'is_draft'],
    ['briefcase', 'isDraft'],
  ] as const) {
    const { folder: exported } = await exportReport(workspace, 'water', profile);
    const rows = pythonRecords(join(exported, 'Water.csv'));
    expect(rows.map((row) => row[column]).sort()).toEqual(['false', 'true']);
  }
  // Finished since: the mark goes, and with it the column.
  const db = new Database(join(folder, 'metadata/instances.db'));
  db.exec("UPDATE instances SET status = 'complete'");
  db.close();
  await take(workspace, folder);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
  const { folder: exported } = await exportReport(workspace, 'water', 'tidy');
  expect(Object.keys(pythonRecords(join(exported, 'Water.csv'))[0] ?? {})).not.toContain('is_draft');
});

test('what was stored before as finished is marked by the next import, and a draft that was finished is taken', async () => {
  const { folder, workspace } = phone();
  const database = join(folder, 'metadata/instances.db');
  const aside = join(temporaryFolder(), 'aside.db');
  copyFileSync(database, aside);
  rmSync(database);
  await take(workspace, folder);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
  copyFileSync(aside, database);
  await take(workspace, folder);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 1],
  ]);

  const other = join(temporaryFolder(), 'workspace');
  await take(other, folder);
  const db = new Database(database);
  db.exec("UPDATE instances SET status = 'submitted'");
  db.close();
  await take(other, folder);
  expect(drafts(other)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
});

test('a database that cannot be read stops nothing, and it is said that drafts cannot be told', async () => {
  const { folder, workspace } = phone();
  writeFileSync(join(folder, 'metadata/instances.db'), 'no database at all'.repeat(1000));
  const { code, out } = await take(workspace, folder);
  expect([code, out.toString()]).toEqual([3, expect.stringContaining('source.drafts_unknown')]);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
});
