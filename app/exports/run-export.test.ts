// Covers app/exports/changed-rows.ts, app/exports/deidentify.ts, app/exports/export-form.ts, app/exports/export-jobs.ts, app/exports/linking-table.ts, app/exports/plan-export.ts,
// app/exports/nothing-new.ts, app/exports/planned-files.ts.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { descriptionOf, fileFormatIds } from '../../core/export/formats/descriptions.ts';
import { previewFile } from '../../core/export/preview.ts';
import { writtenIn } from '../../core/export/testing/written-files.ts';
import { systemClock } from '../../core/ground/clock.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { exportForm } from './export-form.ts';
import { ExportJobs } from './export-jobs.ts';
import type { ExportRequest } from './export-request.ts';
import { filesThere, planJob } from './plan-export.ts';
import { refuseExisting, runExport } from './run-export.ts';

const FORM = 'household';
const spaces = new TestWorkspaces();
let workspace: Workspace;
let jobs: ExportJobs;
let number = 0;

beforeAll(async () => {
  workspace = spaces.open();
  // Without the newer key, so that some submissions cannot be read.
  await spaces.fill(workspace, [testKey('sample-project/keys/TEST-key-2023.pem')], 100);
  jobs = new ExportJobs({ workspace, clock: systemClock });
});
afterAll(() => spaces.close());

function request(changes: Partial<ExportRequest> = {}): ExportRequest {
  number += 1;
  const folder = join(spaces.root, `out-${number}`);
  return { formId: FORM, format: 'tidy', chosen: {}, existing: 'ask', folder, ...changes };
}

async function run(asked: ExportRequest) {
  const job = await jobs.make(asked);
  if (asked.existing === 'ask') refuseExisting(job);
  return runExport({ workspace, clock: systemClock }, job, {});
}

const keysIn = (path: string): string[] =>
  parse(readFileSync(path))
    .slice(1)
    .map(([key]: string[]) => key ?? '');

test.each(fileFormatIds)('as %s: the plan says beforehand what is written', async (format) => {
  const asked = request({ format });
  const job = await jobs.make(asked);
  const plan = planJob(workspace, job, await jobs.counts(job));
  expect(plan.problem).toBeNull();
  expect(plan.here).toBe(sampleProject(100).all.filter(({ formId }) => formId === FORM).length);
  expect(plan.here).toBe(plan.exported + plan.notReadable + plan.filteredOut);
  expect(plan.notReadable).toBeGreaterThan(0);
  const report = await run(asked);
  expect(report.submissions).toBe(plan.exported);
  expect(report.files.map(({ path, rows }) => [path, rows])).toEqual(
    plan.files.map(({ file, rows }) => [join(asked.folder, file), rows]),
  );
  const written = writtenIn(asked.folder).filter((name) => name !== 'media');
  expect(written.sort()).toEqual(plan.files.map(({ file }) => file).sort());
});

test('corrections come before repeats become columns, and the report says what became of each', async () => {
  const [first] = [...workspace.rows(FORM).submissions({})].filter(({ records }) => records.length > 2);
  const row = first?.records[2];
  const [path = '', old = ''] = Object.entries(row?.values ?? {}).find(([, answer]) => answer !== '') ?? [];
  const line = { line: 2, key: row?.key ?? '', variable: path, old, new: 'corrected' };
  const corrections = [line, { ...line, line: 3, old: 'not this' }];
  const asked = request({
    chosen: { repeats: 'wide' },
    corrections: { file: 'c.csv', sha256: 'ab', corrections },
  });
  const done = await run(asked);
  expect(done.files).toHaveLength(1);
  const [main = ''] = done.files.map((file) => file.path);
  const rows = parse(readFileSync(main), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(done.submissions);
  const answers = Object.entries(rows.find(({ key }) => key === first?.instanceId) ?? {});
  expect(answers.filter(([, answer]) => answer === 'corrected').map(([name]) => name)).toEqual([
    expect.stringMatching(/_\d+$/),
  ]);
  expect(done.problems).toMatchObject([{ code: 'export.corrections_refused', params: { count: 1 } }]);
  const report = JSON.parse(readFileSync(done.exportReport?.json ?? '', 'utf8'));
  expect(report.steps).toMatchObject([
    { step: 'Corrections', facts: { applied: [{ line: 2 }], refused: [{ line: 3 }] } },
  ]);
  expect(JSON.stringify(report)).not.toContain('not this');
});

test('a de-identified export has pseudonyms, and another folder has what they stand for', async () => {
  const rules = { columns: [{ column: 'member', do: 'blank' } as const], media: false, kAnonymity: null };
  const folder = join(spaces.root, 'given away');
  const linkingFolder = join(spaces.root, 'kept');
  const asked = request({ folder, existing: 'own', deidentify: { preset: 'p', rules, linkingFolder } });
  const done = await run(asked);
  const linked = parse(readFileSync(done.linkingTable ?? '')) as string[][];
  const originals = new Map(linked.slice(1).map(([pseudonym = '', original = '']) => [pseudonym, original]));
  const ids = [...workspace.rows(FORM).submissions({})].map(({ instanceId }) => instanceId);
  const keys = keysIn(done.files[0]?.path ?? '');
  expect(keys.map((key) => originals.get(key))).toEqual(ids);
  for (const { path } of done.files)
    for (const id of ids) expect(readFileSync(path, 'latin1')).not.toContain(id);
  expect(readFileSync(done.exportReport?.text ?? '', 'latin1')).not.toMatch(
    new RegExp(ids.slice(0, 20).join('|')),
  );
  const again = await run(asked);
  expect(keysIn(again.files[0]?.path ?? '')).toEqual(keys);
  // What waited for the table is gone.
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
  expect(again.linkingTable).toBe(done.linkingTable);
  writeFileSync(done.linkingTable ?? '', 'my own');
  expect((await run(asked)).linkingTable).toMatch(/-linking-table-2\.csv$/);
  expect(readFileSync(done.linkingTable ?? '', 'utf8')).toBe('my own');
});

test('a plan of an export with a linking table leaves no originals in the workspace', async () => {
  const rules = { columns: [{ column: 'member', do: 'blank' } as const], media: false, kAnonymity: null };
  const linkingFolder = join(spaces.root, 'kept');
  const job = await jobs.make(request({ deidentify: { preset: 'p', rules, linkingFolder } }));
  expect(planJob(workspace, job, await jobs.counts(job)).problem).toBeNull();
  expect(previewFile(job.reader, job.options, null, 5)).not.toBeNull();
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
});

test('a linking table is refused where it would be given away or mistaken for the workspace', async () => {
  const rules = { columns: [], media: false, kAnonymity: null };
  const folder = join(spaces.root, 'out of links');
  for (const [linkingFolder, code] of [
    [folder, 'export.linking_inside'],
    [join(folder, 'below'), 'export.linking_inside'],
    [join(folder, '..', 'out of links'), 'export.linking_inside'],
    [join(workspace.folder, 'x'), 'export.folder_inside'],
  ] as const) {
    const asked = request({ folder, deidentify: { preset: 'p', rules, linkingFolder } });
    await expect(jobs.make(asked), linkingFolder).rejects.toMatchObject({ code });
  }
});

test('a file that is there is not replaced before the user agrees', async () => {
  const asked = request();
  const { files } = await run(asked);
  const job = await jobs.make(asked);
  expect(filesThere(job)).toHaveLength(files.length);
  await expect(run(asked)).rejects.toMatchObject({
    code: 'export.files_exist',
    params: { count: files.length },
  });
  expect((await run({ ...asked, existing: 'own' })).files).toHaveLength(files.length);
});

test('what this folder has been given before is left out, and each submission is written once', async () => {
  const asked = request({ existing: 'append', onlyNew: 'below' });
  const first = await run(asked);
  const again = await run(asked);
  expect(again.submissions).toBe(0);
  const [main = ''] = first.files.map(({ path }) => path);
  const keys = keysIn(main);
  expect(keys).toHaveLength(first.submissions);
  expect(new Set(keys).size).toBe(keys.length);
});

const withAnswers = fileFormatIds.filter((format) => descriptionOf(format).hasNoAnswers !== true);

test.each(withAnswers)('as %s: when nothing is new, no file is written or replaced', async (format) => {
  const asked = request({ format, existing: 'replace', onlyNew: 'below', excludeMedia: true });
  const first = await run(asked);
  expect(first.submissions).toBeGreaterThan(0);
  const bytes = (): unknown =>
    readdirSync(asked.folder).map((name) => [name, readFileSync(join(asked.folder, name), 'latin1')]);
  const before = bytes();
  for (const changes of [{}, { existing: 'number', onlyNew: 'apart' }, { existing: 'own' }] as const) {
    const job = await jobs.make({ ...asked, ...changes });
    const plan = planJob(workspace, job, await jobs.counts(job));
    expect(plan).toMatchObject({ files: [], exported: 0, problem: null });
    const again = await run({ ...asked, ...changes });
    expect(again).toMatchObject({ files: [], submissions: 0, notes: [{ code: 'export.nothing_new' }] });
    expect(bytes()).toEqual(before);
  }
});

test('an export of new submissions into another folder writes all of them', async () => {
  const asked = request({ existing: 'replace', onlyNew: 'below' });
  const { submissions } = await run(asked);
  expect((await run(request({ existing: 'replace', onlyNew: 'below' }))).submissions).toBe(submissions);
});

test('only the submissions that a screen shows are written, in the order of an export', async () => {
  const all = await run(request());
  const ids = [...workspace.rows(FORM).submissions({})].slice(3, 8).map(({ rowId }) => rowId);
  const some = await run(request({ shown: { key: 'five', ids: () => [...ids].reverse() } }));
  expect(some.submissions).toBe(5);
  const keys = keysIn(some.files[0]?.path ?? '');
  expect(keysIn(all.files[0]?.path ?? '').filter((key) => keys.includes(key))).toEqual(keys);
});

test('a folder that takes no files is the problem of the plan, and its counts stay', async () => {
  const asked = request();
  writeFileSync(asked.folder, 'a file');
  const job = await jobs.make(asked);
  const plan = planJob(workspace, job, await jobs.counts(job));
  expect(plan.problem).toMatchObject({ code: 'export.folder_unusable', params: { reason: 'file' } });
  expect(plan.exported).toBeGreaterThan(0);
  await expect(run(asked)).rejects.toMatchObject({ code: 'export.folder_unusable' });
});

test('a form that is not here is refused by name', async () => {
  await expect(jobs.make(request({ formId: 'nowhere' }))).rejects.toMatchObject({
    code: 'export.form_unknown',
    params: { formId: 'nowhere' },
  });
  expect(() => exportForm(workspace, 'nowhere', null)).toThrow(
    expect.objectContaining({ code: 'export.form_unknown' }),
  );
});

test('what of a form can be chosen has its labels in the language that is asked for', () => {
  const form = exportForm(workspace, FORM, 'English (en)');
  expect(form.languages).toContain('English (en)');
  expect(form.tables.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['', 'member', 'member/vaccination']),
  );
  const { columns = [] } = form.tables[0] ?? {};
  expect(columns.length).toBeGreaterThan(5);
  expect(columns.some(({ path, label }) => label !== path)).toBe(true);
});

test('a second form in the folder of the first: what describes both is never mixed up', async () => {
  const other = workspace.forms.faces().find(({ formId }) => formId !== FORM)?.formId ?? '';
  const { folder } = request();
  const contents = () =>
    new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  await run(request({ format: 'codebook', folder }));
  await run(request({ format: 'ddi', folder, existing: 'own' }));
  const before = contents();
  // A folder has one data package. It has no rows and no columns, whoever has written it.
  const refused = { code: 'export.file_differs', params: { file: 'datapackage.json', kind: 'whole' } };
  const again = (formId: string) => run(request({ formId, format: 'ddi', folder, existing: 'own' }));
  await expect(again(other)).rejects.toMatchObject(refused);
  expect(contents()).toEqual(before);
  const described = join(folder, 'datapackage.json');
  appendFileSync(described, '\n');
  for (const formId of [other, FORM]) await expect(again(formId)).rejects.toMatchObject(refused);
  writeFileSync(described, before.get('datapackage.json') ?? '');
  await run(request({ formId: other, format: 'codebook', folder, existing: 'own' }));
  const { files } = await run(request({ formId: other, format: 'ddi', folder, existing: 'number' }));
  const after = contents();
  for (const [name, text] of before) expect(after.get(name)).toBe(text);
  const names = files.map(({ path }) => basename(path));
  const dataPackage = JSON.parse(after.get(names.find((name) => name.startsWith('datapackage')) ?? '') ?? '');
  expect(names).toContain('datapackage (2).json');
  for (const { path } of dataPackage.resources) expect(names).toContain(path);
  const ddi = after.get(names.find((name) => name.endsWith('.xml')) ?? '') ?? '';
  for (const [, file] of ddi.matchAll(/<fileName>([^<]*)</g)) expect(names).toContain(file);
});
