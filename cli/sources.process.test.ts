// Covers cli/commands/export.ts, core/store/origins.ts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyForm } from '../fixtures/servers/tiny-data.ts';
import { attache, attacheJson } from './testing/attache.ts';
import { viewsOf } from './testing/views.ts';

/*
 * Several sources fill one form. Lists, exports and views name them, and can show or write only the
 * submissions of one source.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-sources-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const workspace = join(root, 'workspace');
const [north = '', south = ''] = ['north', 'south'].map((name) => join(root, name));
const run = (...args: string[]) => attache(['--workspace', workspace, ...args]);
const json = (...args: string[]) => attacheJson(['--workspace', workspace, ...args]);

/** Makes a Briefcase storage with the form and these submissions. */
function storage(folder: string, ids: readonly string[]): void {
  const form = join(folder, 'ODK Briefcase Storage', 'forms', 'Title of visit');
  for (const id of ids) {
    mkdirSync(join(form, 'instances', `uuid${id}`), { recursive: true });
    writeFileSync(
      join(form, 'instances', `uuid${id}`, 'submission.xml'),
      `<data id="visit" version="7" instanceID="uuid:${id}" submissionDate="2026-01-0${id}T00:00:00.000Z"><name>${id}</name></data>`,
    );
  }
  writeFileSync(join(form, 'Title of visit.xml'), tinyForm('visit', 'data', null));
}

/** Exports into a folder of that name. Returns the rows of the form. */
async function exported(out: string, ...more: string[]): Promise<readonly Record<string, string>[]> {
  const { code, err } = await run('export', '--form', 'visit', '--out', join(root, out), ...more);
  expect([code, err]).toEqual([0, expect.not.stringContaining('rror')]);
  return parse(readFileSync(join(root, out, 'Title of visit.csv')), { columns: true, bom: true });
}

beforeAll(async () => {
  storage(north, ['1', '2']);
  storage(south, ['2', '3']);
  await run('import', north);
});

test('with one source there is no column unless the user asks for it', async () => {
  expect(Object.keys((await exported('one'))[0] ?? {})).not.toContain('submission_source');
  const asked = await exported('one-asked', '--source-column');
  expect(asked.map((row) => row.submission_source)).toEqual([north, north]);
});

test('a second source is reported once, and does not make the exit code 3', async () => {
  const first = await run('import', south);
  expect(first.code).toBe(0);
  expect(first.out.toString()).toContain(`Sources     Submissions of visit also come from ${north}.`);
  const again = await json('import', south);
  expect(again).toMatchObject({ code: 0, json: { notes: [] } });
});

test('both formats: tidy has the column, Briefcase only when the user asks for it', async () => {
  const rows = await exported('two');
  expect(rows.map((row) => row.submission_source)).toEqual([north, `${north}; ${south}`, south]);
  const briefcase = join(root, 'briefcase', 'Title of visit.csv');
  await exported('briefcase', '--profile', 'briefcase');
  expect(readFileSync(briefcase, 'utf8')).not.toContain('ource');
  const asked = await exported('briefcase-asked', '--profile', 'briefcase', '--source-column');
  expect(asked.map((row) => row.submissionSource)).toEqual([north, `${north}; ${south}`, south]);
  expect(Object.keys((await exported('none', '--no-source-column'))[0] ?? {})).not.toContain(
    'submission_source',
  );
});

test('--server selects submissions of one or several sources, in exports and lists', async () => {
  const ids = async (...from: string[]): Promise<unknown[]> =>
    (await exported(`from${from.length}${from[1]?.length}`, ...from)).map(({ key }) => key);
  expect(await ids('--server', south)).toEqual(['uuid:2', 'uuid:3']);
  expect(await ids('--server', north, '--server', south)).toEqual(['uuid:1', 'uuid:2', 'uuid:3']);
  // The columns are those of the form, even if only some submissions are written.
  expect((await exported('columns', '--server', south))[1]).toMatchObject({ submission_source: south });
  const listed = await json('submissions', '--server', north);
  expect(listed.json).toMatchObject([
    { instanceId: 'uuid:1', sources: [north] },
    { instanceId: 'uuid:2', sources: [north, south] },
  ]);
  expect((await json('forms')).json).toMatchObject([{ formId: 'visit', sources: [north, south] }]);
});

test('an unknown source is an error that names the sources of the workspace', async () => {
  for (const command of [['submissions'], ['export', '--form', 'visit', '--out', join(root, 'no')]]) {
    expect(await json(...command, '--server', 'east')).toMatchObject({
      code: 2,
      json: { error: { code: 'usage.source_unknown' } },
      err: expect.stringContaining(`${north}, ${south}`),
    });
  }
});

test('the view of the form names the sources', () => {
  const rows = viewsOf(workspace).get('visit') ?? [];
  expect(rows.map(({ KEY, submission_source: source }) => [KEY, source]).sort()).toEqual([
    ['uuid:1', north],
    ['uuid:2', `${north}; ${south}`],
    ['uuid:3', south],
  ]);
});
