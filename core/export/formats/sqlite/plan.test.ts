// Covers core/export/formats/sqlite/attachments.ts, core/export/formats/sqlite/audit.ts,
// core/export/formats/sqlite/columns.ts, core/export/formats/sqlite/database-file.ts,
// core/export/formats/sqlite/description.ts, core/export/formats/sqlite/facts.ts,
// core/export/formats/sqlite/format.ts, core/export/formats/sqlite/layout.ts,
// core/export/formats/sqlite/output.ts, core/export/formats/sqlite/sql.ts,
// core/export/formats/sqlite/tables.ts.
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OtherDatabases } from '../../../model/other-database.ts';
import type { ExportAttachment, RowReader } from '../../../model/rows.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import { type ExportReport, writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { preview, previewFile } from '../../preview.ts';
import { choices, field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

type Options = Partial<OptionsFor<'sqlite'>>;
type Row = Readonly<Record<string, unknown>>;

async function exported(
  reader: RowReader,
  options: Options = {},
): Promise<{ readonly path: string; readonly report: ExportReport }> {
  const folder = options.folder ?? temporaryFolder();
  const given = {
    folder,
    fileName: 'copy',
    databases: otherDatabases,
    ...options,
    format: 'sqlite',
  } as const;
  const report = await writeExport(reader, given);
  return { path: join(folder, 'copy.sqlite'), report };
}

/** Returns the columns and rows of a query, as our own SQLite reads them. */
function query(path: string, sql: string): Row[] {
  const database = otherDatabases.toRead(path);
  try {
    const names = [...database.rows(`SELECT name FROM pragma_table_info('${sql.replaceAll("'", "''")}')`)];
    return [...database.rows(`SELECT * FROM "${sql.replaceAll('"', '""')}"`)].map((row) =>
      Object.fromEntries(row.map((value, i) => [String(names[i]?.[0]), value])),
    );
  } finally {
    database.close();
  }
}

function tables(path: string): string[] {
  const database = otherDatabases.toRead(path);
  try {
    const found = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid");
    return [...found].map(([name]) => String(name));
  } finally {
    database.close();
  }
}

const SURVEY = form(
  [
    field('name'),
    field('age', 'int'),
    field('height', 'decimal'),
    field('crops', 'select', choices('maize', 'teff')),
    field('sex', 'select1', choices('f', 'm')),
    field('photo', 'binary'),
    group('mother', field('mother/name')),
    repeat('member', field('member/name'), repeat('member/visit', field('member/visit/on', 'date'))),
  ],
  { formId: 'survey', title: 'A survey' },
);
const XML =
  '<name> Almaz </name><age>41</age><height>1.5</height><crops>teff maize</crops><sex>f</sex>' +
  '<mother><name>Saba</name></mother>' +
  '<member><name>One</name><visit><on>2024-02-29</on></visit></member><member><name>Two</name></member>';
const one = submitted(SURVEY, 'uuid:1', XML);

test('a table for the form and for each repeat, with the columns and values of the views', async () => {
  const reader = new MemoryReader([SURVEY], [{ ...one, sources: () => ['central, North', 'ona'] }]);
  const { path, report } = await exported(reader);
  expect(tables(path)).toEqual(['survey', 'survey member', 'survey member visit', 'attachment']);
  expect(query(path, 'survey')).toEqual([
    {
      KEY: 'uuid:1',
      submission_date: '2024-03-01T08:00:00.000Z',
      form_version: '1',
      signature: one.signature,
      is_draft: 0n,
      submission_source: 'central, North; ona',
      name: ' Almaz ',
      age: 41n,
      height: 1.5,
      crops: 'teff maize',
      sex: 'f',
      photo: null,
      mother_name: 'Saba',
    },
  ]);
  const [first, second] = query(path, 'survey member');
  expect([first, second]).toMatchObject([
    { PARENT_KEY: 'uuid:1', name: 'One' },
    { PARENT_KEY: 'uuid:1', name: 'Two' },
  ]);
  expect(query(path, 'survey member visit')).toMatchObject([{ PARENT_KEY: first?.KEY, on: '2024-02-29' }]);
  expect(report.files).toMatchObject([
    { path, rows: 4, tables: [{ table: 'survey', rows: 1 }, { rows: 2 }, { rows: 1 }] },
  ]);
  expect(report.rows).toBe(4);
});

test('labels and one column for each choice, where the user asks for them', async () => {
  const { path } = await exported(new MemoryReader([SURVEY], [one]), {
    labels: '',
    selectMultiple: 'both',
  });
  expect(query(path, 'survey')).toMatchObject([
    { crops: 'TEFF; MAIZE', 'crops/maize': 1n, 'crops/teff': 1n, sex: 'F' },
  ]);
});

test('a column has the same name whichever columns are chosen, and every answer has a column', async () => {
  const more = submitted(SURVEY, 'uuid:2', `${XML}<other><name>kept</name></other><Name>too</Name>`);
  const reader = new MemoryReader([SURVEY], [one, more]);
  const { path } = await exported(reader, { columns: ['mother/name', 'other/name', 'member/visit/on'] });
  expect(Object.keys(query(path, 'survey')[0] ?? {}).slice(6)).toEqual(['mother_name', 'other_name']);
  expect(Object.keys(query(path, 'survey member')[0] ?? {})).toEqual(['KEY', 'PARENT_KEY']);
  const all = await exported(reader);
  expect(query(all.path, 'survey')[1]).toMatchObject({ name: ' Almaz ', other_name: 'kept', Name_2: 'too' });
});

test('names that differ only by case, words of SQL, and names of our own columns each have a column', async () => {
  const names = ['select', 'SELECT', 'order', 'KEY', 'key', 'signature', 'a"b', 'rowid', 'is_current', 'ዘጌ'];
  const model = form(
    names.map((name) => field(name)),
    { formId: 'sqlite_stat1' },
  );
  const values = Object.fromEntries(names.map((name, i) => [name, `answer ${i}`]));
  const record = { path: '', key: 'i', parentKey: null, ordinal: 0, values, repeats: {} };
  const reader = new MemoryReader([model], [{ ...submitted(model, 'i', ''), records: [record] }]);
  const { path } = await exported(reader, { allVersions: true });
  expect(tables(path)).toEqual(['_sqlite_stat1', 'attachment']);
  const [row = {}] = query(path, '_sqlite_stat1');
  expect(Object.values(row).slice(-names.length)).toEqual(names.map((_name, i) => `answer ${i}`));
  expect(Object.keys(row)).toEqual(
    expect.arrayContaining(['select', 'SELECT_2', 'KEY_2', 'signature_2', 'is_current', 'is_current_2']),
  );
  expect(row).toMatchObject({ KEY: 'i', is_current: 'answer 8', is_current_2: 1n });
});

test('a form of 4,000 questions continues in further tables, and a list of 2,500 choices with it', async () => {
  const wide = form(
    Array.from({ length: 4000 }, (_, i) => field(`q${i}`)),
    { formId: 'wide' },
  );
  const xml = Array.from({ length: 4000 }, (_, i) => `<q${i}>${i}</q${i}>`).join('');
  const reader = new MemoryReader([wide], [submitted(wide, 'i', xml)]);
  const { path, report } = await exported(reader);
  expect(tables(path)).toEqual(['wide', 'wide 2', 'wide 3', 'attachment']);
  const rows = ['wide', 'wide 2', 'wide 3'].map((name) => query(path, name)[0] ?? {});
  expect(rows.map(({ KEY }) => KEY)).toEqual(['i', 'i', 'i']);
  expect(rows.flatMap((row) => Object.entries(row).filter(([name]) => /^q\d/.test(name)))).toEqual(
    Array.from({ length: 4000 }, (_, i) => [`q${i}`, `${i}`]),
  );
  expect(report.files).toMatchObject([{ rows: 1 }]);
  const [shown] = preview(reader, { folder: '', format: 'sqlite' }, 5);
  expect(shown?.columns).toHaveLength(4006);
  expect(shown?.columns.at(-1)).toBe('wide 3.q3999');
  expect(shown?.rows[0]?.at(-1)).toBe('3999');

  const many = Array.from({ length: 2500 }, (_, i) => `c${i}`);
  const long = form([field('many', 'select', choices(...many))], { formId: 'long' });
  const split = new MemoryReader([long], [submitted(long, 'i', '<many>c1 c2400</many>')]);
  const copy = await exported(split, { selectMultiple: 'both' });
  expect(query(copy.path, 'long')[0]).toMatchObject({ many: 'c1 c2400', 'many/c0': 0n, 'many/c1': 1n });
  expect(query(copy.path, 'long 2')[0]).toMatchObject({ 'many/c2400': 1n, 'many/c2499': 0n });
});

const file = (name: string, text: string | null): ExportAttachment => {
  if (text === null) return { name, path: null, md5: null };
  const path = join(mkdtempSync(join(tmpdir(), 'attache-media-')), name);
  writeFileSync(path, text);
  return { name, path, md5: null };
};

test('files are in media, and a table says where each of them is', async () => {
  const audited = form([field('photo', 'binary'), field('meta/audit', 'binary')], { formId: 'survey' });
  const log = 'event,node,start,end\nform start,,1,\nquestion,/data/photo,2,3\n';
  const submission = (id: string, photo: string) =>
    submitted(audited, id, '<photo>a.jpg</photo><meta><audit>audit.csv</audit></meta>', {
      attachments: [file('a.jpg', photo), file('audit.csv', log), file('b.jpg', null), file('c.jpg', 'c')],
    });
  const unknown = submitted(null, 'uuid:3', '<photo>a.jpg</photo>', {
    version: 'other',
    attachments: [file('d.jpg', 'd')],
  });
  const reader = new MemoryReader(
    [audited],
    [submission('uuid:1', 'one'), submission('uuid:2', 'two'), unknown],
  );
  const { path, report } = await exported(reader);
  expect(query(path, 'survey').map(({ photo }) => photo)).toEqual([
    'media/a.jpg',
    'media/a-2.jpg',
    'media/a.jpg',
  ]);
  expect(query(path, 'attachment').map(({ KEY, name, state, file }) => [KEY, name, state, file])).toEqual([
    ['uuid:1', 'a.jpg', 'present', 'media/a.jpg'],
    ['uuid:1', 'audit.csv', 'present', 'media/audit-uuid_1.csv'],
    ['uuid:1', 'b.jpg', 'missing', null],
    ['uuid:1', 'c.jpg', 'present', null],
    ['uuid:2', 'a.jpg', 'present', 'media/a-2.jpg'],
    ['uuid:2', 'audit.csv', 'present', 'media/audit-uuid_2.csv'],
    ['uuid:2', 'b.jpg', 'missing', null],
    ['uuid:2', 'c.jpg', 'present', null],
    ['uuid:3', 'd.jpg', 'present', 'media/d.jpg'],
  ]);
  expect(query(path, 'audit')).toMatchObject([
    { KEY: 'uuid:1', event: 'form start', node: null },
    { KEY: 'uuid:1', event: 'question', node: '/data/photo', end: '3' },
    { KEY: 'uuid:2' },
    { KEY: 'uuid:2' },
  ]);
  expect(report.files[0]?.tables?.at(-1)).toEqual({ table: 'audit', rows: 4 });
  expect(report.files[0]?.rows).toBe(3);
  const bare = await exported(reader, { excludeMedia: true });
  expect(query(bare.path, 'survey')[0]).toMatchObject({ photo: 'a.jpg' });
  expect(query(bare.path, 'attachment').map((row) => row.file)).toEqual(Array(9).fill(null));
});

test('the preview shows each table, also the one of audit logs', () => {
  const reader = new MemoryReader([SURVEY], [one]);
  const options = { folder: '', format: 'sqlite', fileName: 'copy' } as const;
  expect(preview(reader, options, 3).map(({ file, table }) => [file, table])).toEqual([
    ['copy.sqlite', 'survey'],
    ['copy.sqlite', 'survey member'],
    ['copy.sqlite', 'survey member visit'],
  ]);
  const shown = previewFile(reader, options, 'copy.sqlite', 3, 'survey member');
  expect(shown).toMatchObject({ table: 'survey member', columns: ['KEY', 'PARENT_KEY', 'name'] });
  expect(shown?.rows.map((row) => row.at(-1))).toEqual(['One', 'Two']);
});

test('rows are added to a copy with the same tables, each submission once', async () => {
  const folder = temporaryFolder();
  const two = submitted(SURVEY, 'uuid:2', XML);
  await exported(new MemoryReader([SURVEY], [one]), { folder });
  const { path, report } = await exported(new MemoryReader([SURVEY], [one, two]), {
    folder,
    overwrite: false,
  });
  expect(report.submissions).toBe(1);
  expect(query(path, 'survey').map(({ KEY }) => KEY)).toEqual(['uuid:1', 'uuid:2']);
  expect(query(path, 'survey member')).toHaveLength(4);
  const grown = form([...SURVEY.children, field('more')], { formId: 'survey', version: '2' });
  await expect(
    exported(new MemoryReader([grown, SURVEY], [one]), { folder, overwrite: false }),
  ).rejects.toMatchObject({ code: 'export.file_differs' });
  expect(query(path, 'survey')).toHaveLength(2);
});

test('a copy that another program is changing is neither replaced nor added to', async () => {
  const folder = temporaryFolder();
  const reader = new MemoryReader([SURVEY], [one]);
  const { path } = await exported(reader, { folder });
  const before = readFileSync(path);
  for (const behind of ['-journal', '-wal']) {
    writeFileSync(`${path}${behind}`, 'what another program has not finished');
    for (const overwrite of [true, false, undefined]) {
      await expect(exported(reader, { folder, overwrite })).rejects.toMatchObject({
        code: 'export.file_busy',
        params: { file: 'copy.sqlite' },
      });
    }
    writeFileSync(`${path}${behind}`, '');
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  await exported(reader, { folder, overwrite: true });
});

test('a disk that is full from the beginning is a problem, and leaves nothing', async () => {
  const folder = temporaryFolder();
  const full: OtherDatabases = {
    ...otherDatabases,
    toFill: (path) => {
      const database = otherDatabases.toFill(path);
      database.run('PRAGMA max_page_count = 2');
      return database;
    },
  };
  await expect(
    exported(new MemoryReader([SURVEY], [one]), { folder, databases: full }),
  ).rejects.toMatchObject({ code: 'store.disk_full', params: { folder } });
  expect(readdirSync(folder)).toEqual([]);
});

test('an export that fails leaves nothing, and what was there stays', async () => {
  const folder = temporaryFolder();
  const { path } = await exported(new MemoryReader([SURVEY], [one]), { folder });
  const before = readFileSync(path);
  const failing: RowReader = Object.assign(new MemoryReader([SURVEY], []), {
    *submissions() {
      for (let n = 0; n < 5000; n += 1) yield one;
      throw new Error('the disk is gone');
    },
  });
  await expect(exported(failing, { folder, overwrite: true })).rejects.toThrow('the disk is gone');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['copy.sqlite']);
  expect(existsSync(`${path}-journal`)).toBe(false);
});
