// Covers core/store/moved-copies.ts.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { attache } from '../testing/attache.ts';

/*
 * getodk/briefcase#756 #734: submissions without an instance ID: in Collect's folders, in GeoODK's folders
 * with other names, and loose in one folder. Their paths tell them apart.
 */
const CASE = fileURLToPath(new URL('../../fixtures/field-reports/17-no-instanceid/', import.meta.url));

const take = (workspace: string, folder: string) => attache(['--workspace', workspace, 'import', folder]);
const sites = (workspace: string): unknown[] =>
  rowsIn<{ site: string }>({ folder: workspace }, 'SELECT site FROM birds ORDER BY site').map(
    ({ site }) => site,
  );
const ALL = ['attr', 'emptyel', 'north', 'south', 'south'];

test('five submissions, two of them with the same answers; a second import adds none', async () => {
  const workspace = join(temporaryFolder(), 'workspace');
  expect((await take(workspace, join(CASE, 'odk'))).code).toBe(0);
  expect(sites(workspace)).toEqual(ALL);
  expect((await take(workspace, join(CASE, 'odk'))).code).toBe(0);
  expect(sites(workspace)).toEqual(ALL);
  const keys = rowsIn<{ KEY: string | null }>({ folder: workspace }, 'SELECT KEY FROM birds').map(
    ({ KEY }) => KEY,
  );
  expect(new Set(keys).size).toBe(5);
  expect(keys.every((key) => key !== null && key !== '')).toBe(true);
  const parents = rowsIn<{ PARENT_KEY: string }>(
    { folder: workspace },
    'SELECT PARENT_KEY FROM "birds bird"',
  );
  expect(parents.length).toBe(7);
  for (const { PARENT_KEY } of parents) expect(keys).toContain(PARENT_KEY);
});

test('a storage is recognised after it was moved, or when its parent folder is chosen', async () => {
  const workspace = join(temporaryFolder(), 'workspace');
  const phone = temporaryFolder();
  cpSync(join(CASE, 'odk'), join(phone, 'odk'), { recursive: true });
  await take(workspace, join(phone, 'odk'));
  await take(workspace, phone);
  expect(sites(workspace)).toEqual(ALL);
  const other = temporaryFolder();
  renameSync(join(phone, 'odk'), join(other, 'copy'));
  await take(workspace, join(other, 'copy'));
  expect(sites(workspace)).toEqual(ALL);
  // Another phone has a folder of the same name. Imported together with this one, its submissions are
  // different ones.
  cpSync(join(CASE, 'odk'), join(other, 'second phone'), { recursive: true });
  await take(workspace, other);
  expect(sites(workspace)).toEqual([...ALL, 'north', 'south', 'south'].sort());
});

test.each([
  ['geoodk', ['renamed']],
  ['flat', ['flat a', 'flat b']],
])('%s: files with any name are imported', async (layout, wanted) => {
  const workspace = join(temporaryFolder(), 'workspace');
  await take(workspace, join(CASE, 'odk'));
  const { code } = await take(workspace, join(CASE, layout));
  expect(code).toBe(0);
  expect(sites(workspace)).toEqual([...ALL, ...wanted].sort());
});

test('of several submissions in one folder, each gets the photo that it names', async () => {
  const workspace = join(temporaryFolder(), 'workspace');
  const folder = temporaryFolder();
  cpSync(join(CASE, 'flat'), folder, { recursive: true });
  for (const name of ['a', 'b']) {
    writeFileSync(
      join(folder, `${name}.xml`),
      `<data id="birds"><site>${name}</site><photo>${name}.jpg</photo></data>`,
    );
    writeFileSync(join(folder, `${name}.jpg`), `photo of ${name}`);
  }
  await take(workspace, folder);
  expect(
    rowsIn(
      { folder: workspace },
      `SELECT s.own_name, group_concat(a.name) AS files FROM submission s
      JOIN attachment a ON a.submission_id = s.id GROUP BY 1 ORDER BY 1`,
    ),
  ).toEqual([
    { own_name: 'a.xml', files: 'a.jpg' },
    { own_name: 'b.xml', files: 'b.jpg' },
  ]);
});

test('a folder without usable submissions never prints "0 submissions, no problems"', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'instances', 'Birds 1'), { recursive: true });
  const workspace = join(temporaryFolder(), 'workspace');
  expect((await take(workspace, folder)).code).toBe(0);
  writeFileSync(join(folder, 'instances', 'Birds 1', 'data.json'), '{}');
  const { code, out } = await take(workspace, folder);
  expect([code, out.toString()]).toEqual([3, expect.stringContaining('source.files_not_taken')]);
  const { out: told } = await attache(['--workspace', workspace, 'problems']);
  expect(told.toString()).toContain('instances/Birds 1/data.json');
  rmSync(join(folder, 'instances'), { recursive: true });
});
