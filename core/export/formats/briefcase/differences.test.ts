// Covers core/export/formats/briefcase/.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportAttachment } from '../../../model/rows.ts';
import { type DifferenceId, differences } from '../../testing/briefcase-differences.ts';
import { corpusReader } from '../../testing/corpus.ts';
import { briefcase } from '../../testing/export-to.ts';
import { field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { type GivenForm, MemoryHome } from '../../testing/memory-home.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

/** The document lists exactly the differences in the table. A test for each shows what Attaché does. */
test('the document names every difference', () => {
  const text = readFileSync(new URL('../../../../docs/briefcase-differences.md', import.meta.url), 'utf8');
  const ids = [...text.matchAll(/^## `([a-z-]+)`/gm)].map((match) => match[1]);
  expect(ids).toEqual(differences.map((difference) => difference.id));
});

const body = (files: Readonly<Record<string, string>>, file = 'export.csv') =>
  files[file]?.split('\n').slice(1, -1);

const attachment = (name: string, content: string): ExportAttachment => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'stored');
  writeFileSync(path, content);
  return { name, path, md5: null };
};

const shown: Readonly<Record<DifferenceId, () => Promise<void>>> = {
  lookup: async () => {
    const model = form([group('child', field('child/name')), field('name')]);
    const reader = new MemoryReader(
      [model],
      [submitted(model, 'i', '<child><name>C</name></child><name>R</name>')],
    );
    expect(body((await briefcase(reader)).files)).toEqual(['"Mar 1, 2024 8:00:00 AM",C,R,i,true']);
  },

  'set-of': async () => {
    const model = form([repeat('h', group('h/g', repeat('h/g/p', field('h/g/p/q'))))]);
    const reader = new MemoryReader([model], [submitted(model, 'i', '<h/><h><g><p><q>1</q></p></g></h>')]);
    const { files } = await briefcase(reader);
    expect(files['export-h.csv']).toBe(
      'SET-OF-g-p,PARENT_KEY,KEY,SET-OF-h\n,i,i/h[1],i/h\ni/h[2]/p,i,i/h[2],i/h\n',
    );
    expect(files['export-p.csv']).toBe('q,PARENT_KEY,KEY,SET-OF-p\n1,i/h[2],i/h[2]/p[1],i/h[2]/p\n');
  },

  references: async () => {
    const model = form([field('a')]);
    for (const [written, printed] of [
      ['x&#x1F600;y', 'x\u{1F600}y'],
      ['&#55357;&#56832;', '\u{1F600}'],
      ['a&#0;b&#55357;', 'a\ufffdb\ufffd'],
    ]) {
      const reader = new MemoryReader([model], [submitted(model, 'i', `<a>${written}</a>`)]);
      expect(body((await briefcase(reader)).files)).toEqual([`"Mar 1, 2024 8:00:00 AM",${printed},i,true`]);
    }
  },

  cdata: async () => {
    const model = form([field('a')]);
    const reader = new MemoryReader([model], [submitted(model, 'i', '<a>one <![CDATA[<two>]]> three</a>')]);
    expect(body((await briefcase(reader)).files)).toEqual([
      '"Mar 1, 2024 8:00:00 AM",one <two> three,i,true',
    ]);
  },

  'absent-audit': async () => {
    const model = form([group('meta', field('meta/audit', 'binary'), field('meta/instanceID')), field('z')]);
    const reader = new MemoryReader(
      [model],
      [submitted(model, 'i', '<meta><instanceID>i</instanceID></meta><z>1</z>')],
    );
    expect(body((await briefcase(reader)).files)).toEqual(['"Mar 1, 2024 8:00:00 AM",,i,1,i,true']);
  },

  'media-numbers': async () => {
    const model = form([field('p', 'binary')]);
    const all = ['one', 'two', 'one', 'two', 'three'].map((content, n) =>
      submitted(model, `i${n}`, '<p>a.jpg</p>', { attachments: [attachment('a.jpg', content)] }),
    );
    const first = await briefcase(new MemoryReader([model], all));
    const cells = (files: Readonly<Record<string, string>>) => body(files)?.map((line) => line.split(',')[2]);
    const expected = ['media/a.jpg', 'media/a-2.jpg', 'media/a.jpg', 'media/a-2.jpg', 'media/a-3.jpg'];
    expect(cells(first.files)).toEqual(expected);
    expect(first.report.mediaCopied).toBe(3);
    const again = await briefcase(new MemoryReader([model], all), { folder: first.folder });
    expect(cells(again.files)).toEqual(expected);
    expect(again.report.mediaCopied).toBe(0);
    expect(readdirSync(join(first.folder, 'media')).sort()).toEqual(['a-2.jpg', 'a-3.jpg', 'a.jpg']);
  },

  'missing-media': async () => {
    const model = form([field('a'), field('p', 'binary')]);
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'i', '<a>1</a><p>a.jpg</p>', {
          attachments: [{ name: 'a.jpg', path: null, md5: null }],
        }),
      ],
    );
    const { files, report } = await briefcase(reader);
    expect(body(files)).toEqual(['"Mar 1, 2024 8:00:00 AM",1,media/a.jpg,i,true']);
    expect(report.problems.map((problem) => problem.code)).toEqual(['export.media_missing']);
  },

  'unsafe-names': async () => {
    const folder = temporaryFolder();
    const reader = corpusReader('b15-answer-path-traversal', folder);
    const { files, report, folder: out } = await briefcase(reader);
    expect(body(files)).toHaveLength(2);
    expect(files['export.csv']).toContain(',../../../../pwned-by-answer.jpg,');
    expect(files['export.csv']).not.toContain('media/');
    expect(report.problems.map((problem) => problem.code)).toContain('export.media_unsafe');
    expect(readdirSync(out)).toEqual(['export.csv']);
  },

  'bad-records': async () => {
    const { files, report } = await briefcase(
      corpusReader('b05a-truncated-xml-mid-block', temporaryFolder()),
    );
    expect(body(files)?.length).toBeGreaterThan(0);
    expect(report.unopened).toBe(1);
  },

  dates: async () => {
    const model = form([field('d', 'date'), field('t', 'time'), field('dt', 'dateTime')]);
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'i', '<d>31 March</d><t>noon</t><dt>2024-01-01 10:00</dt>', {
          submissionDate: 'today',
        }),
        submitted(model, 'j', '<d>2024-02-30</d><t>7:05</t><dt>2024-05-05T10:00:00+0300</dt>'),
      ],
    );
    const { files, report } = await briefcase(reader);
    expect(body(files)).toEqual([
      'today,31 March,noon,2024-01-01 10:00,i,true',
      '"Mar 1, 2024 8:00:00 AM",2024-02-30,7:05,"May 5, 2024 7:00:00 AM",j,true',
    ]);
    expect(report.problems).toContainEqual({
      code: 'export.dates_unreadable',
      params: { count: 2, file: 'export.csv', column: 'd' },
    });
    expect(report.problems).toHaveLength(4);
  },

  choices: async () => {
    const values = ['za munda', 'za', 'x'].map((value) => ({ value, labels: {} }));
    const model = form([field('sp', 'select', { choices: values })]);
    const reader = new MemoryReader(
      [model],
      ['za munda x', 'za', 'za mundo'].map((answer, n) => submitted(model, `i${n}`, `<sp>${answer}</sp>`)),
    );
    const { files, report } = await briefcase(reader, { selectMultiple: 'both' });
    expect(body(files)?.map((line) => line.split(',').slice(2, 6))).toEqual([
      ['za munda x', '1', '1', '1'],
      ['za', '0', '1', '0'],
      ['za mundo', '0', '1', '0'],
    ]);
    expect(report.notes).toMatchObject([{ code: 'export.answers_not_split', params: { count: 1 } }]);
  },

  types: async () => {
    const model = form([field('g', 'geopoint')]);
    const reader = new MemoryReader(
      [model],
      ['behind the school', '1 2'].map((answer, n) => submitted(model, `i${n}`, `<g>${answer}</g>`)),
    );
    const { files, report } = await briefcase(reader);
    expect(body(files)?.map((line) => line.split(',').slice(2, 6))).toEqual([
      ['behind the school', '', '', ''],
      ['1', '2', '', ''],
    ]);
    expect(report.notes).toMatchObject([{ code: 'export.answers_of_other_type', params: { count: 1 } }]);
  },

  machine: async () => {
    const model = form([field('at', 'dateTime'), field('p', 'binary')]);
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'i', '<at>2024-09-08T21:30:00.000-03:00</at><p>a.jpg</p>', {
          attachments: [attachment('a.jpg', 'x')],
        }),
      ],
    );
    const { files } = await briefcase(reader);
    expect(files['export.csv']).toBe(
      'SubmissionDate,at,p,KEY,isValidated\n"Mar 1, 2024 8:00:00 AM","Sep 9, 2024 12:30:00 AM",media/a.jpg,i,true\n',
    );
    const there = await briefcase(reader, { timeZone: 'Africa/Addis_Ababa' });
    expect(there.files['export.csv']).toContain('"Mar 1, 2024 11:00:00 AM","Sep 9, 2024 3:30:00 AM"');
  },

  validated: async () => {
    const model = form([field('a')]);
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'i1', '<a/>', { signature: 'valid', repaired: 'iv-overflow' }),
        submitted(model, 'i2', '<a/>', { signature: 'mismatch' }),
        submitted(model, 'i3', '<a/>', { signature: 'absent' }),
        submitted(model, 'i4', '<a/>', { signature: 'not-checkable' }),
        submitted(model, 'i5', '<a/>', { signature: 'absent', encrypted: false }),
      ],
    );
    const last = body((await briefcase(reader)).files)?.map((line) => line.split(',').at(-1));
    expect(last).toEqual(['true', 'false', 'false', 'false', 'false']);
  },

  versions: async () => {
    const newer = form([field('b'), field('a'), repeat('r', field('r/y'))], { version: '2' });
    const older = form([
      field('a'),
      field('gone', 'date'),
      repeat('r', field('r/x'), field('r/y')),
      repeat('s', field('s/z')),
    ]);
    const reader = new MemoryReader(
      [newer, older],
      [
        submitted(newer, 'i2', '<b>B</b><a>A</a><r><y>Y</y></r>'),
        submitted(older, 'i1', '<a>a</a><gone>2024-01-02</gone><r><x>x</x><y>y</y></r><s><z>z</z></s>'),
        submitted(null, 'i0', '<a>0</a><lost>L</lost>', { version: '0' }),
      ],
    );
    const { files } = await briefcase(reader);
    expect(files).toEqual({
      'export.csv': [
        'SubmissionDate,b,a,SET-OF-r,gone,SET-OF-s,lost,KEY,isValidated',
        '"Mar 1, 2024 8:00:00 AM","",0,"",,"",L,i0,true',
        '"Mar 1, 2024 8:00:00 AM","",a,i1/r,"Jan 2, 2024",i1/s,"",i1,true',
        '"Mar 1, 2024 8:00:00 AM",B,A,i2/r,,"","",i2,true',
        '',
      ].join('\n'),
      'export-r.csv': 'y,x,PARENT_KEY,KEY,SET-OF-r\ny,x,i1,i1/r[1],i1/r\nY,"",i2,i2/r[1],i2/r\n',
      'export-s.csv': 'z,PARENT_KEY,KEY,SET-OF-s\nz,i1,i1/s[1],i1/s\n',
    });
    const one = await briefcase(reader, { version: '1' });
    expect(one.files['export.csv']?.split('\n')[0]).toBe(
      'SubmissionDate,a,gone,SET-OF-r,SET-OF-s,KEY,isValidated',
    );
  },

  quoting: async () => {
    const model = form([
      field('m', 'select', { choices: [{ value: 'a,b', labels: {} }] }),
      group('meta', field('meta/audit', 'binary')),
    ]);
    const audit = attachment('audit.csv', 'event\nstart\n');
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'i,"1"', '<m>a,b</m><meta><audit>audit.csv</audit></meta>', {
          attachments: [audit],
        }),
      ],
    );
    const { files } = await briefcase(reader, { selectMultiple: 'both' });
    expect(files['export.csv']).toBe(
      'SubmissionDate,m,"m/a,b",meta-audit,KEY,isValidated\n' +
        '"Mar 1, 2024 8:00:00 AM","a,b",1,media/audit-i__1_.csv,"i,""1""",true\n',
    );
    expect(body(files, 'A form - audit.csv')).toEqual(['"i,""1""",start']);

    const text = form([field('a')]);
    const lone = new MemoryReader([text], [submitted(text, 'i', '<a>a&#13;b</a>')]);
    expect((await briefcase(lone)).files['export.csv']).toContain(',"a\rb",i,true');
  },

  'file-names': async () => {
    const model = form([
      repeat('Child', field('Child/a')),
      repeat('child', field('child/a')),
      group('g', repeat('g/x-y', field('g/x-y/a'))),
      repeat('x_y', field('x_y/a')),
    ]);
    const { files } = await briefcase(new MemoryReader([model], []));
    expect(Object.keys(files)).toEqual([
      'export-Child~1.csv',
      'export-child~2.csv',
      'export-x_y~1.csv',
      'export-x_y~2.csv',
      'export.csv',
    ]);

    const forms: GivenForm[] = [
      ['health_a', 'Health: 2024'],
      ['health_b', 'Health_ 2024'],
    ];
    const health = form([field('q')], { formId: 'health_a', title: 'Health: 2024' });
    const home = new MemoryHome('health_a', forms);
    const one = await briefcase(new MemoryReader([health], []), { home, fileName: undefined });
    expect(Object.keys(one.files)).toEqual(['Health_ 2024 (health_a).csv']);
  },

  'row-order': async () => {
    const model = form([repeat('r', field('r/a'))]);
    const reader = new MemoryReader(
      [model],
      [
        submitted(model, 'z', '<r><a>3</a></r>', { submissionDate: '2024-01-03T00:00:00.000+03:00' }),
        submitted(model, 'b', '<r><a>2</a></r>', { submissionDate: '2024-01-02T00:00:00.000Z' }),
        submitted(model, 'a', '<r><a>1</a></r>', { submissionDate: '2024-01-02T00:00:00.000Z' }),
        submitted(model, 'n', '<r><a>0</a></r>', { submissionDate: null }),
      ],
    );
    const { files } = await briefcase(reader);
    const keys = body(files)?.map((line) => line.split(',').at(-2));
    expect(keys).toEqual(['n', 'a', 'b', 'z']);
    expect(body(files, 'export-r.csv')?.map((line) => line[0])).toEqual(['0', '1', '2', '3']);
  },

  append: async () => {
    const model = form([field('a')]);
    const first = new MemoryReader([model], [submitted(model, 'i', '<a>1</a>')]);
    const { folder } = await briefcase(first);
    const more = await briefcase(new MemoryReader([model], [submitted(model, 'j', '<a>2</a>')]), {
      folder,
      overwrite: false,
    });
    expect(body(more.files)?.map((line) => line.split(',')[2])).toEqual(['1', '2']);
    const changed = form([field('b'), field('a')]);
    const other = new MemoryReader([changed], [submitted(changed, 'k', '<b>3</b>')]);
    await expect(briefcase(other, { folder, overwrite: false })).rejects.toMatchObject({
      code: 'export.file_differs',
    });
    expect(readFileSync(join(folder, 'export.csv'), 'utf8')).toBe(more.files['export.csv']);
  },

  drafts: async () => {
    const model = form([field('a')]);
    const finished = submitted(model, 'i', '<a>1</a>');
    const without = new MemoryReader([model], [finished]);
    expect((await briefcase(without)).files['export.csv']).not.toContain('isDraft');
    const reader = new MemoryReader(
      [model],
      [finished, submitted(model, 'j', '<a>2</a>', { isDraft: true })],
    );
    const { files } = await briefcase(reader);
    expect(files['export.csv']?.split('\n').map((line) => line.split(',').at(-1))).toEqual([
      'isDraft',
      'false',
      'true',
      '',
    ]);
  },

  'new-since': async () => {
    const model = form([field('a')]);
    const early = submitted(model, 'i', '<a>1</a>');
    const late = submitted(model, 'j', '<a>2</a>', { submissionDate: '2020-01-01T00:00:00.000Z' });
    const reader = new MemoryReader([model], [early]);
    const { folder } = await briefcase(reader, { newSince: 'weekly' });
    const after = new MemoryReader([model], [early, late]);
    after.written.set('weekly', new Set(['i']));
    const { files, report } = await briefcase(after, { folder, newSince: 'weekly' });
    expect(report.submissions).toBe(1);
    expect(body(files)?.map((line) => line.split(',').at(-2))).toEqual(['i', 'j']);
  },

  edits: async () => {
    const model = form([field('a')]);
    const first = submitted(model, 'i', '<a>1</a>');
    const { folder, files } = await briefcase(new MemoryReader([model], [first]));
    // What has its row there has no second one, and what was edited since would have.
    const again = new MemoryReader([model], [first, submitted(model, 'j', '<a>2</a>')]);
    const more = await briefcase(again, { folder, overwrite: false });
    expect(body(more.files)?.map((line) => line.split(',').at(-2))).toEqual(['i', 'j']);
    expect(more.report.notes).toMatchObject([{ code: 'export.rows_there', params: { count: 1 } }]);
    const edit = { ...submitted(model, 'k', '<a>3</a>'), editOf: 'i', otherIds: ['i'] };
    const edited = new MemoryReader([model], [edit]);
    for (const how of [{ overwrite: false }, { newSince: 'weekly' }]) {
      await expect(briefcase(edited, { folder, ...how })).rejects.toMatchObject({
        code: 'export.edited_since',
        data: { params: { count: 1, file: 'export.csv', instanceId: 'k' } },
      });
    }
    expect(readFileSync(join(folder, 'export.csv'), 'utf8')).toBe(more.files['export.csv']);
    const whole = await briefcase(edited, { folder, overwrite: true });
    expect(body(whole.files)?.map((line) => line.split(',').at(-2))).toEqual(['k']);
    expect(body(files)).toHaveLength(1);
  },
};

test.each(differences.map((difference) => difference.id))('difference: %s', async (id) => {
  await shown[id]();
});
