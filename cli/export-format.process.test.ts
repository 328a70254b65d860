// Covers cli/commands/chosen-format.ts, cli/commands/export.ts, cli/commands/preset.ts,
// cli/declared/preset.ts, cli/commands/print-export.ts,
// app/exports/all-forms.ts, app/exports/export-each.ts.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../core/export/testing/temporary.ts';
import { isReport, writtenIn } from '../core/export/testing/written-files.ts';
import { otherDatabases } from '../core/store/other-database.ts';
import { onlyWhere } from '../fixtures/only-where.ts';
import { attache, attacheJson } from './testing/attache.ts';
import { reportFolder } from './testing/field-report.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/workspaces/2026-11', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'attache-format-'));
const workspace = ['--workspace', join(root, 'workspace')];
beforeAll(() => cpSync(FIXTURE, join(root, 'workspace'), { recursive: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const exporting = (...args: readonly string[]) => attache([...workspace, 'export', ...args]);

test('--format and its older name --profile write the same files, and may not differ', async () => {
  const bytes: string[][] = [];
  for (const flag of ['--format', '--profile']) {
    const out = temporaryFolder();
    expect((await exporting('--form', 'household', flag, 'briefcase', '--out', out)).code).toBe(3);
    bytes.push(writtenIn(out).flatMap((name) => [name, readFileSync(join(out, name), 'latin1')]));
  }
  expect(bytes[0]).toEqual(bytes[1]);
  expect(bytes[0]?.length).toBeGreaterThan(2);
  const out = join(root, 'refused');
  const both = ['--form', 'household', '--format', 'sqlite', '--profile', 'tidy', '--out', out];
  const { code, json } = await attacheJson([...workspace, 'export', ...both]);
  expect({ code, json }).toMatchObject({ code: 2, json: { error: { code: 'usage.bad_option' } } });
});

test('a database of a form names its tables, and nothing else is in the folder', async () => {
  const out = temporaryFolder();
  const args = ['export', '--form', 'household', '--format', 'sqlite', '--out', out];
  const { code, json } = await attacheJson([...workspace, ...args]);
  expect(code).toBe(3);
  const path = join(out, 'Household listing.sqlite');
  expect(json).toMatchObject({
    files: [{ path, tables: [{ table: 'household' }, { table: 'household member' }, {}] }],
  });
  expect(writtenIn(out)).toEqual(['Household listing.sqlite']);
  const { submissions } = json as { submissions: number };
  const database = otherDatabases.toRead(path);
  expect([...database.rows('SELECT count(*) FROM household')]).toEqual([[BigInt(submissions)]]);
  database.close();
  const again = await exporting('--form', 'household', '--format', 'sqlite', '--new-only', '--out', out);
  expect(again.out.toString()).toBe('Wrote no files.\n');
  expect(again.err.toString()).toContain('Nothing is new since the last export');
});

test('--all-forms writes every form into a folder of its own', async () => {
  const out = temporaryFolder();
  const args = ['export', '--all-forms', '--format', 'sqlite', '--out', out];
  const { code, json } = await attacheJson([...workspace, ...args]);
  expect(code).toBe(3);
  const { forms } = json as { forms: { formId: string; folder: string; files: { path: string }[] }[] };
  expect(forms.map(({ formId }) => formId)).toContain('household');
  expect(forms.map(({ folder }) => folder).sort()).toEqual(readdirSync(out).map((name) => join(out, name)));
  for (const { folder, files } of forms)
    expect(files.map(({ path }) => path)).toEqual([join(folder, writtenIn(folder)[0] ?? '')]);
});

test('several formats have a folder each, and one that cannot be written does not stop the others', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'briefcase'), 'a file in the place of a folder');
  const formats = ['csv', 'briefcase', 'sqlite'].flatMap((format) => ['--format', format]);
  const args = [...workspace, 'export', '--form', 'household', ...formats, '--out', out];
  const { code, json } = await attacheJson(args);
  expect(code).toBe(3);
  expect(json).toMatchObject({
    formats: [
      { format: 'csv', folder: join(out, 'csv'), files: expect.anything() },
      { format: 'briefcase', error: { code: 'export.folder_unusable' } },
      { format: 'sqlite', files: [{ path: join(out, 'sqlite', 'Household listing.sqlite') }] },
    ],
  });
  const alone = temporaryFolder();
  expect((await exporting('--form', 'household', '--format', 'tidy', '--out', alone)).code).toBe(3);
  const text = (folder: string) => readFileSync(join(folder, 'Household listing.csv'), 'latin1');
  expect(text(join(out, 'csv'))).toBe(text(alone));
  const all = temporaryFolder();
  const both = ['--all-forms', '--format', 'csv', '--format', 'sqlite', '--exclude-media', '--out', all];
  const { json: ofAll } = await attacheJson([...workspace, 'export', ...both]);
  const { forms } = ofAll as { forms: { formId: string; format: string; folder: string }[] };
  expect(readdirSync(all)).toEqual(['csv', 'sqlite']);
  for (const { format, folder } of forms) expect(folder.startsWith(join(all, format))).toBe(true);
  expect(forms.filter(({ formId }) => formId === 'household').map(({ format }) => format)).toEqual([
    'csv',
    'sqlite',
  ]);
});

onlyWhere('sha256sum')(
  'a report beside the files says what is in them, with checksums that other programs confirm',
  async () => {
    const out = temporaryFolder();
    const args = [...workspace, 'export', '--form', 'household', '--labels', 'English (en)', '--out', out];
    const { json } = await attacheJson(args);
    const { exportReport, files, submissions, unopened } = json as {
      exportReport: { text: string; json: string };
      files: { path: string; rows: number }[];
      submissions: number;
      unopened: number;
    };
    expect(exportReport).toEqual({
      text: join(out, 'Household listing-export-report.txt'),
      json: join(out, 'Household listing-export-report.json'),
    });
    const report = JSON.parse(readFileSync(exportReport.json, 'utf8'));
    expect(report).toMatchObject({
      format: 'csv',
      form: { id: 'household', title: 'Household listing' },
      options: { labels: 'English (en)' },
      submissions: { written: submissions, notReadable: unopened, filteredOut: 0 },
    });
    expect(report.files.map(({ rows }: { rows: number }) => rows)).toEqual(files.map(({ rows }) => rows));
    const sums = report.files
      .map((one: { file: string; sha256: string }) => `${one.sha256}  ${one.file}\n`)
      .join('');
    const checked = spawnSync('sha256sum', ['--check', '--strict', '-'], { cwd: out, input: sums });
    expect(checked.status).toBe(0);
    expect(readFileSync(exportReport.text, 'utf8')).toContain(`${submissions} written`);
  },
);

test('a preset is suggested, imported, and makes an export de-identified', async () => {
  const file = join(root, 'share.json');
  const { json: suggested } = await attacheJson([...workspace, 'preset', 'suggest', '--form', 'household']);
  const { deidentify } = suggested as { deidentify: { columns: { column: string; do: string }[] } };
  expect(deidentify.columns.length).toBeGreaterThan(2);
  writeFileSync(file, JSON.stringify({ name: 'share', deidentify }));
  expect((await attache([...workspace, 'preset', 'import', file])).code).toBe(0);
  const { json: printed } = await attacheJson([...workspace, 'preset', 'export', 'share']);
  expect(printed).toMatchObject({ name: 'share', formats: ['csv'], deidentify });
  expect((await attache([...workspace, 'preset', 'list'])).out.toString()).toMatch(/share +csv +\d+ rules/);
  const out = temporaryFolder();
  const link = temporaryFolder();
  const args = [
    'export',
    '--form',
    'household',
    '--deidentify',
    'share',
    '--out',
    out,
    '--linking-table',
    link,
  ];
  const { json } = await attacheJson([...workspace, ...args]);
  const { files, linkingTable } = json as { files: { path: string }[]; linkingTable: string };
  expect(linkingTable.startsWith(link)).toBe(true);
  expect(readdirSync(out)).not.toContain('media');
  const [header = '', ...lines] = readFileSync(files[0]?.path ?? '', 'utf8')
    .trimEnd()
    .split('\n');
  expect(header).not.toMatch(/device|submitter/);
  for (const line of lines) expect(line).toMatch(/^p[0-9a-f]{20},/);
  const inside = ['--linking-table', join(out, 'x')];
  const refused = await attacheJson([...workspace, ...args.slice(0, 7), ...inside]);
  expect(refused).toMatchObject({ code: 9, json: { error: { code: 'export.linking_inside' } } });
  const alone = await attacheJson([...workspace, 'export', '--form', 'household', '--out', out, ...inside]);
  expect(alone).toMatchObject({ code: 2, json: { error: { code: 'usage.bad_option' } } });
  expect((await attache([...workspace, 'preset', 'remove', 'share'])).code).toBe(0);
  const gone = await attacheJson([...workspace, ...args]);
  expect(gone).toMatchObject({ json: { error: { code: 'export.profile_unknown' } } });
});

test('an option that the format does not have is refused before anything is written', async () => {
  const out = join(root, 'not made');
  const args = ['export', '--form', 'household', '--format', 'sqlite', '--columns', 'leaf', '--out', out];
  const { code, json } = await attacheJson([...workspace, ...args]);
  expect(code).toBe(2);
  expect(json).toMatchObject({ error: { code: 'usage.option_of_other_format' } });
  expect(readdirSync(root)).not.toContain('not made');
});

test('a sheet of one submission has that one, and other formats do not take one alone', async () => {
  const all = temporaryFolder();
  const { json } = await attacheJson([...workspace, 'submissions', '--form', 'household']);
  const readable = (json as { instanceId: string; state: string }[]).filter(
    ({ state }) => state === 'decrypted',
  );
  const [one, other] = readable.map(({ instanceId }) => instanceId);
  const args = ['export', '--form', 'household', '--submission', one ?? '', '--out', all];
  const done = await attacheJson([...workspace, ...args, '--format', 'sheets', '--exclude-media']);
  const { files, submissions } = done.json as { files: { path: string }[]; submissions: number };
  expect({ code: done.code === 2, submissions }).toEqual({ code: false, submissions: 1 });
  const page = readFileSync(files[0]?.path ?? '', 'utf8');
  expect(page).toContain(one);
  expect(page).not.toContain(other);
  const refused = await attacheJson([...workspace, ...args, '--format', 'csv']);
  expect(refused).toMatchObject({ code: 2, json: { error: { code: 'usage.option_of_other_format' } } });
  const unknown = await attacheJson([...workspace, ...args.with(4, 'uuid:none'), '--format', 'sheets']);
  expect(unknown).toMatchObject({ json: { error: { code: 'usage.submission_unknown' } } });
});

interface Became {
  readonly formId: string;
  readonly folder: string;
  readonly leftOut?: { readonly code: string };
  readonly files?: readonly object[];
}

test('forms without a location are left out of maps of all forms, and refused alone', async () => {
  const out = temporaryFolder();
  const all = await attacheJson([...workspace, 'export', '--all-forms', '--format', 'geojson', '--out', out]);
  const { forms } = all.json as { forms: Became[] };
  const left = forms.filter(({ leftOut }) => leftOut?.code === 'export.no_location');
  expect(left.length).toBeGreaterThan(0);
  expect(forms.filter(({ files }) => files !== undefined).length).toBeGreaterThan(0);
  expect(all.code).not.toBe(9);
  for (const { formId } of left) expect(all.err).toContain(`${formId}: None of the exported questions`);
  const written = forms.flatMap(({ files, folder }) => (files === undefined ? [] : [folder]));
  expect(readdirSync(out).map((name) => join(out, name))).toEqual(written.sort());
  const [{ formId } = { formId: '' }] = left;
  const alone = await exporting('--form', formId, '--format', 'geojson', '--out', out);
  expect(alone.code).toBe(9);
});

test('a form, or all forms, must be named, and not both', async () => {
  for (const which of [[], ['--form', 'household', '--all-forms']]) {
    const { code, err } = await exporting(...which, '--out', join(root, 'refused'));
    expect(code).toBe(2);
    expect(err).toMatch(/--form/);
  }
  expect(readdirSync(root)).not.toContain('refused');
});

test('an encrypted workspace gives the database that a plain one gives, byte for byte', async () => {
  const env = { ATTACHE_TEST_PASSPHRASE: 'nine short words for a test' };
  const unlock = ['--workspace-passphrase-env', 'ATTACHE_TEST_PASSPHRASE'];
  const copies: Record<string, string>[] = [];
  for (const kind of ['plain', 'encrypted']) {
    const out = temporaryFolder();
    const options = ['--workspace', join(root, kind), ...(kind === 'plain' ? [] : unlock)];
    if (kind === 'encrypted')
      expect((await attache([...options, 'workspace', 'create', '--encrypt'], env)).code).toBe(0);
    const key = join(reportFolder('.'), 'TEST-key.pem');
    expect((await attache([...options, 'import', reportFolder('08-audit'), '--key', key], env)).code).toBe(0);
    const exporting = ['export', '--form', 'audit_t', '--format', 'sqlite', '--out', out];
    expect((await attache([...options, ...exporting], env)).code).toBe(0);
    const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter(
      (one) => one.isFile() && !isReport(one.name),
    );
    copies.push(
      Object.fromEntries(
        names.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'latin1')]),
      ),
    );
  }
  const [plain, encrypted] = copies;
  expect(Object.keys(plain ?? {}).length).toBeGreaterThan(5);
  expect(encrypted).toEqual(plain);
});
