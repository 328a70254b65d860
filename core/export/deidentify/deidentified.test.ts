// Covers core/export/deidentify/k-anonymity.ts, core/export/deidentify/pseudonyms.ts,
// core/export/deidentify/rules.ts, core/export/deidentify/treatments.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { ExportSubmission } from '../../model/rows.ts';
import { otherDatabases } from '../../store/other-database.ts';
import { writeExport } from '../export.ts';
import { optionsWith } from '../formats/chosen-options.ts';
import { fileFormatIds } from '../formats/descriptions.ts';
import { choices, field, form, group, repeat, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { wideReader } from '../wide-reader.ts';
import { Deidentified } from './deidentified.ts';
import type { ColumnRule, DeidentifyRules } from './rules.ts';

const model = form([
  group(
    'hh',
    field('hh/name'),
    field('hh/phone'),
    field('hh/district', 'select1', choices('north', 'south')),
    field('hh/gps', 'geopoint'),
    field('hh/age', 'int'),
    field('hh/dob', 'date'),
    field('hh/notes'),
    field('hh/photo', 'binary'),
  ),
  repeat('child', field('child/name'), field('child/weight', 'decimal')),
  group(
    'meta',
    field('meta/audit', 'binary'),
    field('meta/instanceID'),
    field('meta/instanceName'),
    group('meta/entity', field('meta/entity/label')),
  ),
]);
const SECRET = {
  id: 'uuid:0a1b2c3d-secret',
  name: 'Zephyrine Quillfeather',
  phone: '+251911234567',
  gps: '9.03456 38.74689 2355.1 4.2',
  dob: '1987-06-05',
  notes: 'she lives behind the mosque',
  photo: 'zq-1712.jpg',
  child: 'Ignatius Q',
  submitter: 'enumerator-77',
  device: 'imei-356938',
  audit: 'audit-zq.csv',
  entity: '5e3a-entity-secret',
  label: 'Quillfeather household',
} as const;
const XML = `<hh><name>${SECRET.name}</name><phone> ${SECRET.phone} </phone><district>north</district><gps>${SECRET.gps}</gps><age>37</age><dob>${SECRET.dob}</dob><notes>${SECRET.notes}</notes><photo>${SECRET.photo}</photo></hh><child><name>${SECRET.child}</name><weight>3.5</weight></child><child><name>B</name></child><meta><audit>${SECRET.audit}</audit><instanceID>${SECRET.id}</instanceID><instanceName>${SECRET.name}</instanceName><entity dataset="people" id="${SECRET.entity}"><label>${SECRET.label}</label></entity></meta>`;
const GIVEN: Partial<ExportSubmission> = {
  submitter: SECRET.submitter,
  device: SECRET.device,
  keyFingerprint: 'fingerprint-9',
  submissionDate: '2024-03-05T10:11:12.345+03:00',
  editOf: 'uuid:before-secret',
  otherIds: ['uuid:before-secret'],
  attachments: [
    { name: SECRET.photo, path: '/none', md5: null },
    { name: SECRET.audit, path: '/none', md5: null },
  ],
};
const KEY = Buffer.alloc(32, 7);
const COLUMNS: readonly ColumnRule[] = [
  { column: 'name', do: 'leave-out' },
  { column: 'hh/phone', do: 'pseudonymise' },
  { column: 'hh/gps', do: 'grid', size: 0.1 },
  { column: 'hh/age', do: 'band', size: 5 },
  { column: 'dob', do: 'year' },
  { column: 'hh/notes', do: 'blank' },
  { column: 'submission_date', do: 'month' },
];
const RULES: DeidentifyRules = {
  columns: COLUMNS,
  media: false,
  kAnonymity: { columns: ['hh/district', 'age'], k: 2 },
};
const one = submitted(model, SECRET.id, XML, GIVEN);
const reader = new MemoryReader(
  [model],
  [
    one,
    submitted(
      model,
      'uuid:2',
      '<hh><phone>+251911234567</phone><age>39</age><district>north</district></hh>',
    ),
    submitted(model, 'uuid:3', '<hh><age>12</age><gps>somewhere</gps><dob>5 June</dob></hh>'),
  ],
);

function deidentified(
  rules: Partial<DeidentifyRules> = {},
  from = reader,
  links: Map<string, string> | null = null,
): Deidentified {
  return new Deidentified(
    { preset: 'share', rules: { ...RULES, ...rules }, key: KEY, links },
    'form',
    from,
    {},
  );
}

test('nothing that the format gets holds a secret: neither rows, nor models, nor paths', () => {
  const made = deidentified();
  const given = made.reader();
  const all = JSON.stringify([
    [...given.submissions({})],
    given.models,
    [...given.storedPaths({})],
    made.step(),
    made.notes(),
  ]);
  for (const secret of Object.values(SECRET)) expect(all).not.toContain(secret);
  for (const secret of ['fingerprint-9', 'uuid:', 'before-secret', '10:11:12', '2024-03-05'])
    expect(all).not.toContain(secret);
});

test.each(fileFormatIds)('%s: its files hold none of them', async (format) => {
  const folder = temporaryFolder();
  const given = deidentified().reader();
  const options = optionsWith(
    format,
    {},
    {
      folder,
      fileName: 'f',
      excludeMedia: true,
      databases: otherDatabases,
    },
  );
  await writeExport(given, options);
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name), 'latin1');
    for (const secret of [...Object.values(SECRET), 'submitter', 'attachments_expected'])
      expect(bytes, name).not.toContain(secret);
  }
});

test.each([
  ['codebook', { codebookFormat: 'html' }, 'f-codebook.html'],
  ['codebook', { codebookFormat: 'csv' }, 'f-codebook.csv'],
  ['codebook', { codebookFormat: 'json', repeats: 'wide' }, 'f-codebook.json'],
  ['ddi', {}, 'f-ddi.xml'],
  ['ddi', {}, 'datapackage.json'],
] as const)(
  '%s %o: what goes with the files says what was done, with the counts',
  async (format, chosen, file) => {
    const folder = temporaryFolder();
    const made = deidentified().reader();
    const given = 'repeats' in chosen ? wideReader(made, {}) : made;
    const more = { folder, fileName: 'f', excludeMedia: true, databases: otherDatabases };
    await writeExport(given, optionsWith(format, chosen, more));
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain('By hh/district, hh/age: 3 rows in 2 groups, the smallest has 1.');
    expect(text).toContain('1 row is in a group of fewer than 2.');
    expect(text).toContain('Attachments are left out.');
  },
);

test('repeats as columns come after it, and hold no more', () => {
  const given = wideReader(deidentified().reader(), {});
  const wide = [...given.submissions({})];
  expect(wide.every(({ records }) => records.length === 1)).toBe(true);
  expect(given.isDeidentified).toBe(true);
  const all = JSON.stringify([wide, given.models, [...given.storedPaths({})]]);
  for (const secret of Object.values(SECRET)) expect(all).not.toContain(secret);
  expect(all).toContain('child/weight_1');
});

test('each treatment does what it says, and the types follow', async () => {
  const folder = temporaryFolder();
  await writeExport(
    deidentified().reader(),
    optionsWith('tidy', {}, { folder, fileName: 'f', excludeMedia: true }),
  );
  const all = parse(readFileSync(join(folder, 'f.csv')), { columns: true }) as Record<string, string>[];
  const [row, other] = all.filter((cells) => cells['hh/phone'] !== '');
  const treated = [row, other].find((cells) => cells?.['hh/dob'] === '1987');
  expect(treated).toMatchObject({
    submission_date: '2024-03-01T12:00:00.000Z',
    'hh/phone': expect.stringMatching(/^p[0-9a-f]{20}$/),
    'hh/gps_latitude': '9.050',
    'hh/gps_longitude': '38.750',
    'hh/gps_altitude': '',
    'hh/age': '35-39',
    'hh/dob': '1987',
    'hh/notes': '',
    'hh/district': 'north',
  });
  for (const gone of ['hh/name', 'hh/photo', 'meta/audit', 'meta/instanceName', 'device', 'key_fingerprint'])
    expect(treated).not.toHaveProperty([gone]);
  // The same number has the same pseudonym, without the white space around it.
  expect(row?.['hh/phone']).toBe(other?.['hh/phone']);
});

test('keys are replaced in the same way everywhere, so that repeats still join', () => {
  const [treated] = [...deidentified().reader().submissions({})].filter(
    ({ records }) => records.length === 3,
  );
  const [main, ...children] = treated?.records ?? [];
  expect(main?.key).toMatch(/^p[0-9a-f]{20}$/);
  expect(treated?.instanceId).toBe(main?.key);
  expect(main?.values['meta/instanceID']).toBe(main?.key);
  expect(children.map(({ key, parentKey }) => [key, parentKey])).toEqual([
    [`${main?.key}/child[1]`, main?.key],
    [`${main?.key}/child[2]`, main?.key],
  ]);
  const again = [...deidentified().reader().submissions({})];
  expect(again.map(({ instanceId }) => instanceId)).toContain(main?.key);
  const otherKey = new Deidentified(
    { preset: 's', rules: RULES, key: Buffer.alloc(32, 8), links: null },
    'form',
    reader,
    {},
  );
  expect([...otherKey.reader().submissions({})].map(({ instanceId }) => instanceId)).not.toContain(main?.key);
});

test('an answer that its treatment does not fit is left empty and counted', () => {
  const made = deidentified();
  const all = [...made.reader().submissions({})];
  expect(JSON.stringify(all)).not.toMatch(/somewhere|5 June/);
  expect(made.notes()).toContainEqual(
    expect.objectContaining({
      code: 'export.deidentify_unfit',
      params: expect.objectContaining({ count: 2 }),
    }),
  );
});

test('counts how many rows share the chosen answers, as they are exported', () => {
  const made = deidentified();
  expect([...made.reader().submissions({})]).toHaveLength(3);
  const facts = made.step().facts as { kAnonymity: object };
  // 37 and 39 in the north are one band; 12 is alone.
  expect(facts.kAnonymity).toEqual({
    columns: ['hh/district', 'hh/age'],
    k: 2,
    rows: 3,
    groups: 2,
    smallest: 1,
    below: 1,
  });
  expect([...made.reader().submissions({})]).toHaveLength(3);
  expect(made.step().facts).toEqual(facts);
});

test('a rule for a column that the form does not have stops the export; one for another form does not', () => {
  expect(() => deidentified({ columns: [{ column: 'nmae', do: 'leave-out' }] })).toThrow(
    expect.objectContaining({ code: 'export.deidentify_unknown', params: { column: 'nmae', form: 'form' } }),
  );
  expect(() => deidentified({ columns: [{ column: 'nmae', form: 'other', do: 'leave-out' }] })).not.toThrow();
  expect(() => deidentified({ kAnonymity: { columns: ['name'], k: 2 } })).not.toThrow();
  expect(() => deidentified({ kAnonymity: { columns: ['weight'], k: 2 } })).toThrow(
    expect.objectContaining({ code: 'export.deidentify_unknown' }),
  );
});

test('a rule for a group is for all questions in it, a name for all that have it, and none brings back an ID', () => {
  const [treated] = [
    ...deidentified({ columns: [{ column: 'hh', do: 'blank' }], kAnonymity: null })
      .reader()
      .submissions({}),
  ].filter(({ records }) => records.length === 3);
  expect(
    Object.entries(treated?.records[0]?.values ?? {}).filter(([path]) => path.startsWith('hh/')),
  ).toEqual(['name', 'phone', 'district', 'gps', 'age', 'dob', 'notes'].map((name) => [`hh/${name}`, '']));
  const keep = deidentified({
    columns: [
      { column: 'meta', do: 'keep' },
      { column: 'photo', do: 'keep' },
    ],
  });
  const all = JSON.stringify([...keep.reader().submissions({})]);
  expect(all).not.toContain(SECRET.id);
  expect(all).not.toContain(SECRET.photo);
});

test('second elements and attributes are treated as their question is, also of versions without a definition', () => {
  const odd = submitted(null, 'uuid:9', '<hh><name>x</name></hh>', {
    version: 'gone',
    records: [
      {
        ...(one.records[0] ?? { path: '', key: 'uuid:9', parentKey: null, ordinal: 0, repeats: {} }),
        values: {
          'hh/name': 'SECRET1',
          'hh[2]/name': 'SECRET2',
          'hh/name[2]': 'SECRET3',
          'hh/name/@spelling': 'SECRET4',
          'person/name': 'SECRET5',
          'hh[2]/phone': 'SECRET6',
        },
      },
    ],
  });
  const from = new MemoryReader([model], [odd]);
  const made = deidentified({}, from);
  const all = JSON.stringify([[...made.reader().submissions({})], [...made.reader().storedPaths({})]]);
  expect(all).not.toContain('SECRET');
});

test('a rule for a question is for what is inside of its answer too; answers that no definition names are named', () => {
  const [main = { path: '', key: 'uuid:9', parentKey: null, ordinal: 0, repeats: {} }] = one.records;
  const odd = submitted(null, 'uuid:9', '', {
    version: 'gone',
    records: [
      {
        ...main,
        values: {
          'hh/phone/tel': 'SECRET1',
          'hh[2]/phone/tel[2]': 'SECRET2',
          'hh/name/first': 'SECRET3',
          lost: 'x',
        },
      },
    ],
  });
  const made = deidentified({}, new MemoryReader([model], [odd]));
  const all = JSON.stringify([[...made.reader().submissions({})], [...made.reader().storedPaths({})]]);
  expect(all).not.toContain('SECRET');
  expect(made.notes()).toContainEqual(
    expect.objectContaining({
      code: 'export.deidentify_unmarked',
      params: { count: 1, columns: 'lost' },
    }),
  );
});

test('with media, only attachments that answers still name are there, and no audit log', () => {
  const [treated] = [...deidentified({ media: true }).reader().submissions({})].filter(
    ({ records }) => records.length === 3,
  );
  expect(treated?.attachments.map(({ name }) => name)).toEqual([SECRET.photo]);
  const without = [
    ...deidentified({ media: true, columns: [{ column: 'photo', do: 'leave-out' }] })
      .reader()
      .submissions({}),
  ];
  expect(without.flatMap(({ attachments }) => attachments)).toEqual([]);
});

test('the originals of all pseudonyms can be had', () => {
  const linked = new Map([['p0', 'of an earlier reading']]);
  const all = [...deidentified({}, reader, linked).reader().submissions({})];
  expect(linked.has('p0')).toBe(false);
  expect(linked.get(all.find(({ records }) => records.length === 3)?.instanceId ?? '')).toBe(SECRET.id);
  expect([...linked.values()]).toContain(SECRET.phone);
  expect([...linked.values()]).not.toContain(SECRET.name);
});

test('columns that may identify people and have no rule are named; "keep" says that they were looked at', () => {
  const unmarked = (columns: readonly ColumnRule[]) =>
    (deidentified({ columns, kAnonymity: null }).step().facts as { unmarked: string[] }).unmarked;
  expect(unmarked([{ column: 'hh/phone', do: 'keep' }])).toEqual([
    'hh/name',
    'hh/gps',
    'hh/age',
    'hh/dob',
    'hh/notes',
    'child/name',
  ]);
  expect(unmarked(COLUMNS)).toEqual([]);
});

test('the list of what has no row has pseudonyms too', () => {
  const left = {
    formId: 'form',
    version: null,
    instanceId: SECRET.id,
    submissionDate: '2024-03-05T10:11:12.345+03:00',
    storedAt: '2024-03-06T00:00:00.000Z',
    codes: [],
  };
  const from = Object.assign(new MemoryReader([model], [one]), { leftOut: () => [left] });
  const [treated] = deidentified({}, from).reader().leftOut?.({}) ?? [];
  expect(treated).toMatchObject({ submissionDate: '2024-03-01T12:00:00.000Z' });
  expect(treated?.instanceId).toMatch(/^p[0-9a-f]{20}$/);
});
