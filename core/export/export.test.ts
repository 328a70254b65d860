// Covers core/export/export-notes.ts, core/export/rows-there.ts.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endedPid } from '../../fixtures/ended-process.ts';
import { isHere, onlyWhere } from '../../fixtures/only-where.ts';
import type { ExportSubmission, RowFilter } from '../model/rows.ts';
import { writeExport } from './export.ts';
import { briefcase, csvFiles, tidy } from './testing/export-to.ts';
import { choices, field, form, group, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { temporaryFolder } from './testing/temporary.ts';

const model = form([field('a'), repeat('r', field('r/b'))]);
const two = [
  submitted(model, 'i1', '<a>1</a><r><b>x</b></r><r><b>y</b></r>'),
  submitted(model, 'i2', '<a>2</a>', { submissionDate: '2024-03-05T23:30:00.000-05:00' }),
];
const reader = new MemoryReader([model], two, 3);

/** A reader that calls `before` when it has read that many submissions. */
class InterruptedReader extends MemoryReader {
  readonly #after: number;
  readonly #before: () => void;

  constructor(submissions: readonly ExportSubmission[], after: number, before: () => void) {
    super([model], submissions);
    this.#after = after;
    this.#before = before;
  }

  override *submissions(filter: RowFilter): Iterable<ExportSubmission> {
    let read = 0;
    for (const submission of super.submissions(filter)) {
      if (read === this.#after) this.#before();
      read += 1;
      yield submission;
    }
  }
}

test('the report counts files, rows, submissions, and submissions that could not be read', async () => {
  const seen: number[][] = [];
  const { folder, report } = await briefcase(reader, {}, { exported: (rowIds) => seen.push([...rowIds]) });
  expect(report).toEqual({
    base: 'export',
    files: [
      { path: join(folder, 'export.csv'), rows: 2 },
      { path: join(folder, 'export-r.csv'), rows: 2 },
    ],
    submissions: 2,
    rows: 4,
    alreadyThere: 0,
    failed: 0,
    unopened: 3,
    deletedLeftOut: 0,
    mediaCopied: 0,
    media: { files: 0, bytes: 0 },
    named: {},
    problems: [],
    notes: [],
    cells: [],
  });
  expect(seen).toEqual([two.map((submission) => submission.rowId)]);
});

test('nothing but the files is left', async () => {
  const { folder } = await tidy(reader);
  expect(readdirSync(folder)).toEqual(['export-r.csv', 'export.csv']);
});

onlyWhere('modes')('files are for their owner only', async () => {
  const { folder } = await tidy(reader);
  expect(statSync(join(folder, 'export.csv')).mode & 0o777).toBe(0o600);
});

test('the date range is inclusive and goes by the local day of the submission', async () => {
  const rows = async (from?: string, to?: string) =>
    (await briefcase(reader, { from, to })).report.submissions;
  expect(await rows('2024-03-05', '2024-03-05')).toBe(1);
  expect(await rows('2024-03-06')).toBe(0);
  expect(await rows(undefined, '2024-03-01')).toBe(1);
});

test.each([
  [{ from: '5 March' }, 'export.day_invalid'],
  [{ to: '2024-02-30' }, 'export.day_invalid'],
  [{ from: '2024-03-02', to: '2024-03-01' }, 'export.range_reversed'],
  [{ timeZone: 'Mars' }, 'export.time_zone_unknown'],
])('options %j are refused before anything is written', async (options, code) => {
  const folder = join(temporaryFolder(), 'out');
  await expect(briefcase(reader, { folder, ...options })).rejects.toMatchObject({ code });
  expect(existsSync(folder)).toBe(false);
});

test('a separator must be one character that is not part of words', async () => {
  for (const separator of ['', ',,', '"', '\n', 'a', '1']) {
    await expect(tidy(reader, { separator })).rejects.toMatchObject({ code: 'export.separator_invalid' });
  }
});

test('a cancelled export leaves the files that were there, and no others', async () => {
  const { folder, files } = await briefcase(reader);
  const cancel = new AbortController();
  const many = Array.from({ length: 400 }, (_, n) =>
    submitted(model, `j${n}`, '<a>new</a><r><b>new</b></r>'),
  );
  const slow = new InterruptedReader(many, 300, () => {
    cancel.abort(new Error('cancelled'));
    // So long that other work gets its turn, in which the export looks at the signal.
    const until = performance.now() + 60;
    while (performance.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  });
  let exported = false;
  const hooks = {
    signal: cancel.signal,
    exported: () => {
      exported = true;
    },
  };
  await expect(briefcase(slow, { folder }, hooks)).rejects.toThrow('cancelled');
  expect(csvFiles(folder)).toEqual(files);
  expect(readdirSync(folder)).toEqual(Object.keys(files));
  expect(exported).toBe(false);
});

test('an export that fails leaves no folder that it made, and keeps one with something in it', async () => {
  const top = temporaryFolder();
  const folder = join(top, 'made', 'too');
  const failing = new InterruptedReader(two, 1, () => {
    throw new Error('broken');
  });
  await expect(tidy(failing, { folder })).rejects.toThrow('broken');
  expect(readdirSync(top)).toEqual([]);
  mkdirSync(join(top, 'made'));
  writeFileSync(join(top, 'made', 'mine'), '');
  await expect(tidy(failing, { folder })).rejects.toThrow('broken');
  expect(readdirSync(join(top, 'made'))).toEqual(['mine']);
});

test('an export without any row says which files had rows before', async () => {
  const { folder } = await tidy(reader);
  const empty = await tidy(reader, { folder, overwrite: true, from: '2030-01-01' });
  expect(empty.report).toMatchObject({
    rows: 0,
    notes: [{ code: 'export.now_empty', params: { count: 2, files: 'export.csv, export-r.csv' } }],
  });
  const again = await tidy(reader, { folder, overwrite: true, from: '2030-01-01' });
  expect(again.report.notes).toEqual([]);
  expect((await tidy(reader, { folder, overwrite: true })).report.notes).toEqual([]);
});

test('a reader that fails leaves the files that were there', async () => {
  const { folder, files } = await briefcase(reader);
  const failing = new InterruptedReader(two, 1, () => {
    throw new Error('the database has gone');
  });
  await expect(briefcase(failing, { folder })).rejects.toThrow('the database has gone');
  expect(readdirSync(folder)).toEqual(Object.keys(files));
  expect(csvFiles(folder)).toEqual(files);
});

test('the next export removes what a killed export has left', async () => {
  const folder = temporaryFolder();
  const old = join(folder, `.attache-${process.pid}-0123456789ab.part`);
  writeFileSync(join(folder, `.attache-${endedPid}-0123456789ab.part`), 'an answer');
  writeFileSync(old, 'an answer');
  utimesSync(old, 0, 0);
  const running = `.attache-${process.pid}-ba9876543210.part`;
  writeFileSync(join(folder, running), '');
  await briefcase(reader, { folder });
  expect(readdirSync(folder)).toEqual([running, 'export-r.csv', 'export.csv']);
});

test('files with the same header are replaced: all, or none when one has another header', async () => {
  const { folder, files } = await briefcase(reader);
  await briefcase(reader, { folder });
  expect(csvFiles(folder)).toEqual(files);
  writeFileSync(join(folder, 'export-r.csv'), 'theirs\n1\n');
  const before = csvFiles(folder);
  await expect(briefcase(reader, { folder })).rejects.toMatchObject({
    code: 'export.file_differs',
    params: { file: 'export-r.csv' },
  });
  expect(csvFiles(folder)).toEqual(before);
  await briefcase(reader, { folder, overwrite: true });
  expect(csvFiles(folder)).toEqual(files);
});

test('appending adds rows below the same header, and a line end where one is missing', async () => {
  const { folder, files } = await briefcase(reader);
  const path = join(folder, 'export.csv');
  const text = files['export.csv'] ?? '';
  const header = text.slice(0, text.indexOf('\n') + 1);
  // The rows of other submissions.
  const others = text.slice(header.length).replaceAll(/\bi([12])\b/g, 'other$1');
  writeFileSync(path, (header + others).slice(0, -1));
  chmodSync(path, 0o640);
  await briefcase(reader, { folder, overwrite: false });
  expect(readFileSync(path, 'utf8')).toBe(header + others + text.slice(header.length));
  if (isHere('modes')) expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('an empty file counts as no file', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'export.csv'), '');
  const { files } = await briefcase(reader, { folder, overwrite: false });
  expect(files['export.csv']?.startsWith('SubmissionDate,')).toBe(true);
});

onlyWhere('links')('a link in the place of a file is neither followed nor replaced', async () => {
  const folder = temporaryFolder();
  const elsewhere = join(temporaryFolder(), 'elsewhere.csv');
  writeFileSync(elsewhere, 'theirs');
  symlinkSync(elsewhere, join(folder, 'export-r.csv'));
  for (const overwrite of [undefined, true, false]) {
    await expect(briefcase(reader, { folder, overwrite })).rejects.toMatchObject({
      code: 'export.file_in_the_way',
    });
  }
  expect(readFileSync(elsewhere, 'utf8')).toBe('theirs');
  expect(readdirSync(folder)).toEqual(['export-r.csv']);
});

test('a folder in the place of a file is not replaced', async () => {
  const other = temporaryFolder();
  mkdirSync(join(other, 'export.csv'));
  await expect(briefcase(reader, { folder: other })).rejects.toMatchObject({
    code: 'export.file_in_the_way',
  });
});

test('attachments that cannot be read are counted, and the rows are written', async () => {
  const pictures = form([field('p', 'binary')]);
  const gone = { name: 'a.jpg', path: join(temporaryFolder(), 'gone'), md5: null };
  const submissions = ['i', 'j'].map((id) =>
    submitted(pictures, id, '<p>a.jpg</p>', { attachments: [gone] }),
  );
  const { files, report } = await briefcase(new MemoryReader([pictures], submissions));
  expect(files['export.csv']).toContain(',media/a.jpg,i,');
  expect(report.problems).toEqual([{ code: 'export.media_failed', params: { count: 2, instanceId: 'i' } }]);
});

test('no problem carries an answer', async () => {
  const all = form([field('p', 'binary'), field('d', 'date'), field('t', 'dateTime')]);
  const xml = '<p>../canary</p><d>canary</d><t>canary</t><zz>canary</zz>';
  const canary = new MemoryReader([all], [submitted(all, 'i', xml)]);
  for (const { report } of [await briefcase(canary), await tidy(canary)]) {
    expect(report.problems.length).toBeGreaterThan(2);
    expect(JSON.stringify(report.problems)).not.toContain('canary');
  }
});

test('answers that are not in the form are reported when they have no column', async () => {
  const odd = new MemoryReader([model], [submitted(model, 'i', '<a>1</a><extra>2</extra><r><c>3</c></r>')]);
  const { report } = await briefcase(odd);
  expect(report.problems).toEqual([
    { code: 'export.answers_left_out', params: { count: 2, first: 'extra' } },
  ]);
});

test('without a definition the answers name the columns', async () => {
  const none = new MemoryReader([], [submitted(null, 'i', '<g><a>1</a></g><r><b>x</b></r><r><b>y</b></r>')]);
  const { files, report } = await briefcase(none);
  expect(files).toEqual({
    'export-r.csv': 'b,PARENT_KEY,KEY,SET-OF-r\nx,i,i/r[1],i/r\ny,i,i/r[2],i/r\n',
    'export.csv': 'SubmissionDate,g-a,SET-OF-r,KEY,isValidated\n"Mar 1, 2024 8:00:00 AM",1,i/r,i,true\n',
  });
  expect(report.problems.map((problem) => problem.code)).toEqual(['export.no_definition']);
});

test('the formula guard is off in the Briefcase format and can be turned on', async () => {
  const formula = new MemoryReader([model], [submitted(model, 'i', '<a>=1+1</a>')]);
  expect((await briefcase(formula)).files['export.csv']).toContain(',=1+1,');
  expect((await briefcase(formula, { formulaGuard: true })).files['export.csv']).toContain(",'=1+1,");
});

test('isValidated is only there when the form or a submission is encrypted', async () => {
  const open = form([field('a')], { publicKey: null });
  const header = async (encrypted: boolean) => {
    const one = new MemoryReader([open], [submitted(open, 'i', '<a/>', { encrypted })]);
    return (await briefcase(one)).files['export.csv']?.split('\n')[0];
  };
  expect(await header(false)).toBe('SubmissionDate,a,KEY');
  expect(await header(true)).toBe('SubmissionDate,a,KEY,isValidated');
});

test('without a file name the files have the name of the form', async () => {
  const titled = form([group('meta', field('meta/audit', 'binary')), repeat('r', field('r/a'))], {
    title: 'My form: v1',
  });
  const none = new MemoryReader([titled], []);
  const folder = temporaryFolder();
  await writeExport(none, { format: 'briefcase', folder });
  expect(readdirSync(folder).sort()).toEqual([
    'My form_ v1 - audit.csv',
    'My form_ v1-r.csv',
    'My form_ v1.csv',
  ]);
  const other = temporaryFolder();
  await writeExport(none, { format: 'briefcase', folder: other, fileName: '../my-data.v2.csv' });
  expect(readdirSync(other).sort()).toEqual([
    'My form_ v1 - audit.csv',
    '___my_data_v2-r.csv',
    '___my_data_v2.csv',
  ]);
});

test('audit logs are collected with and without media', async () => {
  const audited = form([group('meta', field('meta/audit', 'binary'))]);
  const path = join(temporaryFolder(), 'audit.csv');
  writeFileSync(path, 'event,node,start,end\r\nform start,,1,\r\n\r\nq,"/a\nb",2,3\r\n');
  const one = new MemoryReader(
    [audited],
    [
      submitted(audited, 'uuid:a-b', '<meta><audit>audit.csv</audit></meta>', {
        attachments: [{ name: 'audit.csv', path, md5: null }],
      }),
      submitted(audited, 'uuid:c', '<meta><audit>audit.csv</audit></meta>'),
    ],
  );
  const lines = 'uuid:a-b,form start,,1,\nuuid:a-b,\nuuid:a-b,q,"/a\nuuid:a-b,b",2,3\n';
  const log = `instance ID, event, node, start, end\n${lines}`;
  const copied = await briefcase(one);
  expect(copied.files['A form - audit.csv']).toBe(log);
  expect(copied.files['export.csv']).toContain(',media/audit-uuid_a_b.csv,uuid:a-b,');
  expect(copied.files['export.csv']).toContain(',media/audit.csv,uuid:c,');
  expect(readFileSync(join(copied.folder, 'media', 'audit-uuid_a_b.csv'))).toEqual(readFileSync(path));
  expect(copied.report.files.at(-1)?.rows).toBe(4);
  const bare = await briefcase(one, { excludeMedia: true });
  expect(bare.files['A form - audit.csv']).toBe(log);
  expect(bare.files['export.csv']).toContain(',audit.csv,uuid:a-b,');
  expect(existsSync(join(bare.folder, 'media'))).toBe(false);
});

test('progress is reported at least at the end, with the total', async () => {
  const seen: unknown[] = [];
  await briefcase(reader, {}, { progress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({
    submissions: 2,
    total: 2,
    files: [
      { file: 'export.csv', rows: 2 },
      { file: 'export-r.csv', rows: 2 },
    ],
  });
});

test('Briefcase splits by the choices that are visible without answers', async () => {
  const filtered = form([
    field('m', 'select', { ...choices('a', 'b', 'c'), unansweredChoices: ['a', 'c'] }),
    field('none', 'select'),
  ]);
  const one = new MemoryReader([filtered], [submitted(filtered, 'i', '<m>b a</m>')]);
  const { files } = await briefcase(one, { selectMultiple: 'both' });
  expect(files['export.csv']).toBe(
    'SubmissionDate,m,m/a,m/c,none,KEY,isValidated\n"Mar 1, 2024 8:00:00 AM",b a,1,0,"",i,true\n',
  );
});

test('a submission that meets a bug has no row in any file, and is named; all others have their rows', async () => {
  const [first, second] = two;
  const broken = submitted(model, 'i3', '<a>3</a><r><b>z</b></r>');
  const [main, ...rows] = broken.records;
  // Its last row cannot be read.
  const records = [main, ...rows].map((record, i) =>
    i === 0
      ? record
      : new Proxy(record ?? {}, {
          get: (target, name) => {
            if (name === 'values') throw new TypeError('a bug');
            return Reflect.get(target, name);
          },
        }),
  ) as unknown as ExportSubmission['records'];
  const all = [first, { ...broken, records }, second].filter((one) => one !== undefined);
  const bad = new (class extends MemoryReader {
    override storedPaths() {
      return new Map();
    }
  })([model], all);
  const exported: number[] = [];
  const { files, report } = await tidy(bad, {}, { exported: (ids) => exported.push(...ids) });
  expect(report.problems).toContainEqual({
    code: 'export.submission_failed',
    params: { count: 1, instanceId: 'i3' },
  });
  expect(report.submissions).toBe(2);
  expect(exported).toEqual([first?.rowId, second?.rowId]);
  expect(Object.values(files).join('')).not.toContain('i3');
  expect(Object.values(files).join('')).toContain('i2');
});
