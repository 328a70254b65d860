// Covers core/store/collect-instances.ts.
import { createPublicKey } from 'node:crypto';
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { connect } from '../../core/store/connect.ts';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { attache, attacheJson } from '../testing/attache.ts';
import { exportReport } from '../testing/field-report.ts';
import { pythonRecords } from '../testing/python-csv.ts';

/*
 * kobotoolbox/docs#125, getodk/docs#842: a draft of a form without encryption is beside submissions that were
 * sent.
 */
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
  // It stays left out, and the command does not announce it as still to come.
  const { json } = await attacheJson(['--workspace', workspace, 'import', folder]);
  expect(json).toMatchObject({
    counts: { listed: 2, toFetch: 0, leftOut: 1 },
    drafts: { count: 1 },
    problems: {},
  });
});

onlyWhere('python3')(
  '--include-drafts imports the draft, and a column in the database and in both exports marks it',
  async () => {
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
    // The draft was finalized: its mark goes, and with it the column.
    const db = connect(join(folder, 'metadata/instances.db'), { key: null });
    db.exec("UPDATE instances SET status = 'complete'");
    db.close();
    await take(workspace, folder);
    expect(drafts(workspace)).toEqual([
      ['2801', 0],
      ['2802', 0],
    ]);
    const { folder: exported } = await exportReport(workspace, 'water', 'tidy');
    expect(Object.keys(pythonRecords(join(exported, 'Water.csv'))[0] ?? {})).not.toContain('is_draft');
  },
);

onlyWhere('python3')(
  'an imported draft that is finalized with other answers is one row; the draft is its earlier version',
  async () => {
    const { folder, workspace } = phone();
    const file = join(folder, 'instances/Water_2024-05-02_10-00-00/Water_2024-05-02_10-00-00.xml');
    const change = (q: string, status: string): void => {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/<a>[^<]*/, `<a>${q}`));
      const db = connect(join(folder, 'metadata/instances.db'), { key: null });
      db.exec(`UPDATE instances SET status = '${status}' WHERE instanceFilePath LIKE '%05-02%'`);
      db.close();
    };
    await take(workspace, folder, '--include-drafts');
    change('changed and still a draft', 'invalid');
    await take(workspace, folder, '--include-drafts');
    expect(drafts(workspace)).toEqual([
      ['2801', 0],
      ['2802', 1],
    ]);
    change('finished', 'complete');
    const { code, json } = await attacheJson(['--workspace', workspace, 'import', folder]);
    expect([code, (json as { problems: unknown }).problems]).toEqual([0, {}]);
    expect(drafts(workspace)).toEqual([
      ['2801', 0],
      ['2802', 0],
    ]);
    const { folder: exported } = await exportReport(workspace, 'water', 'tidy');
    const rows = pythonRecords(join(exported, 'Water.csv'));
    expect(rows.map((row) => Object.values(row).includes('finished'))).toEqual([false, true]);
    // Nothing is lost: the two drafts are versions, and are marked as drafts.
    const all = await exportReport(workspace, 'water', 'tidy', ['--all-versions']);
    expect(
      pythonRecords(join(all.folder, 'Water.csv'))
        .map((row) => row.is_draft)
        .sort(),
    ).toEqual(['false', 'false', 'true', 'true']);
  },
);

test('a draft of an encrypted form is not encrypted yet, and causes no problem', async () => {
  const { folder, workspace } = phone();
  const form = join(folder, 'forms/Water.xml');
  const key = createPublicKey(readFileSync(join(CASE, '../../TEST-key.pem'))).export({
    type: 'spki',
    format: 'der',
  });
  writeFileSync(
    form,
    readFileSync(form, 'utf8').replace(
      '</model>',
      `<submission base64RsaPublicKey="${key.toString('base64')}"/></model>`,
    ),
  );
  const { json } = await attacheJson(['--workspace', workspace, 'import', folder, '--include-drafts']);
  expect((json as { problems: unknown }).problems).toEqual({ 'submission.not_encrypted': 1 });
});

test('the next import marks drafts that were stored as finished, and imports a draft that was finalized', async () => {
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
  const db = connect(database, { key: null });
  db.exec("UPDATE instances SET status = 'submitted'");
  db.close();
  await take(other, folder);
  expect(drafts(other)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
});

test('an unreadable database stops nothing, and a problem tells that drafts cannot be recognised', async () => {
  const { folder, workspace } = phone();
  writeFileSync(join(folder, 'metadata/instances.db'), 'no database at all'.repeat(1000));
  const { code, out } = await take(workspace, folder);
  expect([code, out.toString()]).toEqual([3, expect.stringContaining('source.drafts_unknown')]);
  expect(drafts(workspace)).toEqual([
    ['2801', 0],
    ['2802', 0],
  ]);
});
