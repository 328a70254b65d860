// Covers core/export/formats/postgres/update.ts, core/export/formats/postgres/mark.ts.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { Secret } from '../../../ground/secret.ts';
import type { LeftOutSubmission, RowReader } from '../../../model/rows.ts';
import { type ExportReport, writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { canServe, PostgresServer } from './testing/postgres-server.ts';

/* Which rows stay in a table when submissions are gone. A real server keeps them. */

const test = onlyWhere('postgres');
let server: PostgresServer;
beforeAll(async () => {
  if (canServe()) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

const FORM = form(
  [
    field('name'),
    field('age', 'int'),
    repeat('member', field('member/name'), repeat('member/visit', field('member/visit/on'))),
  ],
  { formId: 'survey' },
);
const one = (key: string, more: Parameters<typeof submitted>[3] = {}) =>
  submitted(FORM, key, `<name>${key}</name><member><name>m</name><visit><on>v</on></visit></member>`, more);

function exported(
  schema: string,
  reader: RowReader,
  options: Partial<OptionsFor<'postgres'>> = {},
): Promise<ExportReport> {
  return writeExport(reader, {
    folder: '',
    postgres: server.url(),
    secret: new Secret(PostgresServer.password),
    schema,
    mode: 'update',
    writer: () => 'this workspace',
    ...options,
    format: 'postgres',
  });
}

const keys = (schema: string, table = 'survey', key = 'key') =>
  (parse(server.psql(`SELECT ${key} FROM ${schema}.${table} ORDER BY 1`)) as string[][]).map(
    ([text]) => text,
  );
const told = ({ notes }: ExportReport, code: string) => notes.filter((note) => note.code === code);
const reader = (...submissions: ReturnType<typeof one>[]) => new MemoryReader([FORM], submissions);

test('an export of everything removes what the workspace has no more, with its repeats, and says so', async () => {
  await exported('gone', reader(one('uuid:1'), one('uuid:2'), one('uuid:3')));
  const report = await exported('gone', reader(one('uuid:1')));
  expect(keys('gone')).toEqual(['uuid:1']);
  expect(keys('gone', 'survey_member', 'parent_key')).toEqual(['uuid:1']);
  expect(keys('gone', 'survey_visit', 'parent_key')).toEqual(['uuid:1/member[1]']);
  expect(told(report, 'export.postgres_removed')).toEqual([
    { code: 'export.postgres_removed', params: { count: 2, table: 'survey' } },
  ]);
  const again = await exported('gone', reader(one('uuid:1')));
  expect(told(again, 'export.postgres_removed')).toEqual([]);
});

test('an export of some submissions removes none', async () => {
  const day = { submissionDate: '2024-05-01T08:00:00.000Z' };
  const all = reader(one('uuid:1'), one('uuid:2', day));
  await exported('part', all);
  const filters = [
    { from: '2024-05-01' },
    { to: '2024-03-31' },
    { version: '1' },
    { sources: ['a server'] },
    { newSince: 'before' },
    { ids: [1] },
  ];
  for (const filter of filters) {
    const report = await exported('part', reader(one('uuid:1')), filter);
    expect(keys('part'), JSON.stringify(filter)).toEqual(['uuid:1', 'uuid:2']);
    expect(told(report, 'export.postgres_removed')).toEqual([]);
  }
  await exported('part', reader(one('uuid:1')), { withoutDeleted: true });
  expect(keys('part')).toEqual(['uuid:1']);
});

test('the row of a submission that cannot be read or written now stays', async () => {
  await exported('kept', reader(one('uuid:1'), one('uuid:sealed'), one('uuid:bug'), one('uuid:gone')));
  const bug = one('uuid:bug');
  const broken = {
    ...bug,
    records: bug.records.map((record) =>
      Object.defineProperty({ ...record }, 'values', {
        get: () => {
          throw new TypeError('a bug');
        },
      }),
    ),
  };
  const now = reader(one('uuid:1'), broken);
  const sealed: LeftOutSubmission = {
    formId: 'survey',
    version: '1',
    instanceId: 'uuid:sealed',
    submissionDate: null,
    storedAt: '',
    codes: [],
  };
  now.storedPaths = () => new Map();
  const report = await exported('kept', Object.assign(now, { leftOut: () => [sealed] }));
  expect(report.failed).toBe(1);
  expect(keys('kept')).toEqual(['uuid:1', 'uuid:bug', 'uuid:sealed']);
  expect(keys('kept', 'survey_visit', 'parent_key')).toHaveLength(3);
});

test('rows of another workspace stay, and whoever writes to the table hears of them', async () => {
  await exported('shared', reader(one('uuid:1'), one('uuid:old')));
  const theirs = { writer: () => 'another workspace' };
  const joined = await exported('shared', reader(one('uuid:2')), theirs);
  const expected = (count: number) => [
    { code: 'export.postgres_others', params: { count, table: 'survey' } },
  ];
  expect(told(joined, 'export.postgres_others')).toEqual(expected(2));
  const back = await exported('shared', reader(one('uuid:1')));
  expect(told(back, 'export.postgres_others')).toEqual(expected(2));
  expect(keys('shared')).toEqual(['uuid:1', 'uuid:2', 'uuid:old']);
  const replaced = await exported('shared', reader(one('uuid:1')), { mode: 'replace' });
  expect(told(replaced, 'export.postgres_replaced')).toHaveLength(1);
  expect(keys('shared')).toEqual(['uuid:1']);
  expect(told(await exported('shared', reader(one('uuid:1'))), 'export.postgres_others')).toEqual([]);
  // Without a workspace, nothing is known to be its own.
  await exported('nobody', reader(one('uuid:1'), one('uuid:2')), { writer: undefined });
  await exported('nobody', reader(one('uuid:1')), { writer: undefined });
  expect(keys('nobody')).toEqual(['uuid:1', 'uuid:2']);
});

test('repeats are replaced whole, also where a row that leads nowhere keeps references from being made', async () => {
  const astray = one('uuid:2');
  const lost = astray.records.filter(({ path }) => path !== 'member');
  await exported('astray', reader(one('uuid:1'), { ...astray, records: lost }));
  expect(keys('astray', 'survey_visit', 'parent_key')).toEqual(['uuid:1/member[1]', 'uuid:2/member[1]']);
  const edited = submitted(FORM, 'uuid:1', '<name>new</name>');
  await exported('astray', reader(edited, { ...astray, records: lost }), { from: '2020-01-01' });
  expect(keys('astray', 'survey_member')).toEqual([]);
  expect(keys('astray', 'survey_visit', 'parent_key')).toEqual(['uuid:2/member[1]']);
  await exported('astray', reader(edited));
  expect(keys('astray', 'survey_visit')).toEqual([]);
  // An edit takes the place of the version before it, with its repeats.
  await exported('astray', reader(one('uuid:3', { otherIds: ['uuid:1'] })), { from: '2020-01-01' });
  expect(keys('astray')).toEqual(['uuid:3']);
});
