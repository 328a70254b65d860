// Covers core/export/analysis/analysis-tables.ts, core/export/analysis/block.ts, core/export/analysis/carried.ts, core/export/analysis/choice-blocks.ts, core/export/analysis/column.ts, core/export/analysis/column-maker.ts, core/export/analysis/column-names.ts, core/export/analysis/columns-of.ts, core/export/analysis/fact-columns.ts, core/export/analysis/fields-of.ts, core/export/analysis/form-facts.ts, core/export/analysis/place-blocks.ts, core/export/analysis/plain-blocks.ts, core/export/analysis/position.ts, core/export/analysis/table-cells.ts, core/export/analysis/versions.ts, core/export/submission-facts.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimXml } from '../../ground/xml/xml.ts';
import type { FormModel } from '../../model/form.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import { changedReader } from '../changed-reader.ts';
import { choices, field, form, group, repeat, submitted } from '../testing/forms.ts';
import { MemoryReader, submissionOf } from '../testing/memory-reader.ts';
import { analysisTables } from './analysis-tables.ts';
import { EMPTY, isMissing } from './cell.ts';
import type { AnalysisOptions } from './options.ts';
import type { Target } from './target.ts';
import { cellContext, OWN, shownCell, TARGET, tablesOf } from './testing/tables-of.ts';

/** Returns the rows of a table by column. */
function rowsOf(
  models: readonly FormModel[],
  submissions: readonly ExportSubmission[],
  {
    path = '',
    target = {},
    ...options
  }: Partial<AnalysisOptions> & { path?: string; target?: Partial<Target> } = {},
) {
  const made = tablesOf(models, submissions, options, target);
  const context = cellContext();
  const table = made.tables.find((one) => one.path === path);
  if (table === undefined) throw new Error('no table');
  const rows = submissions.flatMap((submission) =>
    submission.records
      .filter((record) => record.path === path)
      .map((record): Record<string, string | number | null> => {
        const cells = table.cells(record, submission, context, 'file');
        return Object.fromEntries(table.columns.map(({ name }, i) => [name, shownCell(cells[i])]));
      }),
  );
  return { ...made, table, rows, row: rows[0] ?? {}, noted: context.cells.of('other-type') };
}

describe('the kinds of columns', () => {
  const model = form([
    field('note'),
    field('age', 'int'),
    field('weight', 'decimal'),
    field('agrees', 'boolean'),
    field('born', 'date'),
    field('woken', 'time'),
    field('start', 'dateTime'),
    field('photo', 'binary'),
    field('home', 'geopoint'),
    field('path', 'geotrace'),
    field('sex', 'select1', choices('f', 'm')),
  ]);

  it('reads answers of their type', () => {
    const xml =
      '<note> as it is </note><age>41</age><weight>70.50</weight><agrees>true</agrees><born>1899-12-31</born>' +
      '<woken>06:30:00.000+03:00</woken><start>2024-03-01T10:00:00.5+03:00</start><photo>a.jpg</photo>' +
      '<home>-1.28 36.82 1700 4.5</home><path>1 2;3 4</path><sex>m</sex>';
    const photo = { name: 'a.jpg', path: '/a.jpg', md5: null };
    const { row, noted } = rowsOf([model], [submitted(model, 'uuid:1', xml, { attachments: [photo] })]);
    expect(row).toMatchObject({
      key: 'uuid:1',
      submission_date: Date.UTC(2024, 2, 1, 8),
      form_version: '1',
      note: ' as it is ',
      age: 41,
      weight: 70.5,
      agrees: 1,
      born: -25_568,
      woken: 6.5 * 3_600_000,
      start: Date.UTC(2024, 2, 1, 10, 0, 0, 500),
      photo: 'media/a.jpg',
      home_latitude: -1.28,
      home_longitude: 36.82,
      home_altitude: 1700,
      home_accuracy: 4.5,
      path: '1 2;3 4',
      sex: 1,
      encrypted: 1,
      attachments_expected: 1,
    });
    expect(noted).toEqual([]);
    expect(Object.entries(row).filter(([name, cell]) => name.endsWith('_text') && cell !== null)).toEqual([]);
  });

  it('keeps what has another type whole, beside the column, and counts it', () => {
    const texts = {
      age: ['007', '+5', '4.0', 'many', '12345678901234567890'],
      weight: ['0.10000000000000000001', '1e400', ' heavy'],
      agrees: ['perhaps'],
      born: ['999-01-01', '2024-02-30', '2024-01-01T00:00'],
      woken: ['25:00', '10:00:00.1234'],
      start: ['2024-03-01T10:00:00', '2024-03-01'],
      home: ['1 x', '1'],
      sex: ['other', 'F'],
    };
    for (const [name, answers] of Object.entries(texts)) {
      for (const answer of answers) {
        const { row, noted } = rowsOf([model], [submitted(model, 'i', `<${name}>${answer}</${name}>`)]);
        expect(row[`${name}_text`]).toBe(answer);
        expect(row[name === 'home' ? 'home_latitude' : name]).toBe(null);
        expect(noted).toEqual([{ file: 'file', column: name, companion: `${name}_text`, count: 1 }]);
      }
    }
  });

  it('tells what was not asked from what is empty', () => {
    const newer = form([...model.children, field('more')], { version: '2' });
    const { row } = rowsOf([newer, model], [submitted(model, 'i', '<age/><note></note>')]);
    expect(row).toMatchObject({ age: null, age_text: null, note: null, weight: '?', sex: '?', more: '-' });
    const unknown = submitted(null, 'i', '<age/>', { version: '0' });
    expect(rowsOf([newer, model], [unknown]).row).toMatchObject({ age: null, weight: '?', more: '?' });
  });

  it('puts date-times on the clock of a zone, and says the rule', () => {
    const one = submitted(model, 'i', '<start>2024-07-01T23:00:00Z</start>');
    const { row, form: facts } = rowsOf([model], [one], { timeZone: 'Africa/Nairobi', dateTexts: true });
    expect(row).toMatchObject({ start: Date.UTC(2024, 6, 2, 2), start_text: '2024-07-01T23:00:00Z' });
    expect(facts.zoneRule).toContain('Africa/Nairobi');
  });

  it('lets the format say what it cannot hold', () => {
    const one = submitted(model, 'i', '<born>1500-01-01</born><age>5</age>');
    const holds = (kind: string, value: number): boolean => kind !== 'date' || value > -100_000;
    const { row } = rowsOf([model], [one], { target: { holds } });
    expect(row).toMatchObject({ born: null, born_text: '1500-01-01', age: 5 });
  });

  it('gives places as geometries', () => {
    const one = submitted(model, 'i', '<home>95 0 0 0</home><path>1 2 0 3;3 4 0 3</path>');
    const { row } = rowsOf([model], [one], { target: { places: 'geometry' } });
    expect(row).toMatchObject({ home: null, home_text: '95 0 0 0', home_accuracy: null });
    expect(row).toMatchObject({ path: '1 2 0 3;3 4 0 3', path_text: '1 2 0 3;3 4 0 3' });
  });
});

describe('choices', () => {
  const old = form([
    field('likes', 'select', choices('tea', 'milk')),
    field('best', 'rank', choices('a', 'b')),
  ]);
  const model = form(
    [field('likes', 'select', choices('tea', 'honey', 'milk')), field('best', 'rank', choices('a', 'b'))],
    { version: '2' },
  );

  it('has a column for each choice of a select-multiple, and positions of a ranking', () => {
    const rows = [
      submitted(model, 'a', '<likes>milk tea</likes><best>b a</best>'),
      submitted(old, 'b', '<likes>tea wine</likes>'),
      submitted(model, 'c', '<likes/>'),
    ];
    const { rows: made, table } = rowsOf([model, old], rows);
    expect(made[0]).toMatchObject({ likes: 'milk tea', likes_tea: 1, likes_milk: 1, likes_honey: 0 });
    expect(made[0]).toMatchObject({ best: 'b a', best_a: 2, best_b: 1 });
    expect(made[1]).toMatchObject({ likes: 'tea wine', likes_tea: 1, likes_milk: 0, likes_honey: '-' });
    expect(made[2]).toMatchObject({ likes: null, likes_tea: null });
    const tea = table.columns.find(({ name }) => name === 'likes_tea');
    expect(tea).toMatchObject({ original: 'likes/tea', labels: { '': 'likes: TEA' }, choice: 'tea' });
  });

  it('keeps an answer that the columns of choices do not show', () => {
    const rows = [
      submitted(model, 'a', '<likes>tea wine</likes>'),
      submitted(model, 'b', '<likes>tea</likes>'),
    ];
    const { rows: made, table } = rowsOf([model], rows, { selectMultiple: 'columns' });
    expect(table.columns.map(({ name }) => name)).not.toContain('likes');
    expect(made[0]).toMatchObject({ likes_tea: 1, likes_milk: 0, likes_text: 'tea wine' });
    expect(made[1]).toMatchObject({ likes_tea: 1, likes_text: null });
  });

  it('gives questions with the same choices one list, with codes that never change', () => {
    const twice = (version: string, ...values: string[]): FormModel =>
      form([field('x', 'select1', choices(...values)), field('y', 'select1', choices(...values))], {
        version,
      });
    const models = [twice('3', '99', 'other', '1', '2'), twice('2', '1', 'other'), twice('1', '1', '2')];
    const { table } = rowsOf(models, []);
    const [x, y] = table.columns.filter(({ kind }) => kind === 'choice');
    expect(x?.list).toBe(y?.list);
    expect(x?.list?.choices.map(({ value, code }) => [value, code])).toEqual([
      ['1', 1],
      ['2', 2],
      ['other', 3],
      ['99', 99],
    ]);
    expect(x?.list?.isCodedByValue).toBe(false);
  });

  it('takes no answer for a choice without a value', () => {
    const one = form([field('x', 'select1', choices('', 'a'))]);
    expect(rowsOf([one], [submitted(one, 'i', '<x>b</x>')]).row).toMatchObject({ x: null, x_text: 'b' });
  });

  it('writes labels where there are no codes', () => {
    const one = form([field('x', 'select1', choices('a', 'b')), field('y', 'select', choices('a', 'b'))]);
    const rows = [submitted(one, 'i', '<x>a</x><y>b zz</y>')];
    const target: Partial<Target> = { choices: 'texts' };
    expect(rowsOf([one], rows, { target, labels: '' }).row).toMatchObject({ x: 'A', y: 'B; zz', y_b: 1 });
    expect(rowsOf([one], rows, { target, choices: 'both' }).row).toMatchObject({
      x: 'a',
      x_label: 'A',
      y: 'b zz',
      y_label: 'B; zz',
    });
    expect(rowsOf([one], rows, { target, labels: '', choices: 'values' }).row).toMatchObject({ x: 'a' });
  });
});

describe('tables and names', () => {
  it('has keys that lead from a repeat to its parent', () => {
    const model = form([repeat('kid', field('kid/name'), repeat('kid/shot', field('kid/shot/day', 'date')))]);
    const one = submitted(
      model,
      'i',
      '<kid><name>a</name></kid><kid><name>b</name><shot><day>2024-01-01</day></shot></kid>',
    );
    const kids = rowsOf([model], [one], { path: 'kid' });
    expect(kids.rows.map(({ key, parent_key, position }) => [key, parent_key, position])).toEqual([
      ['i/kid[1]', 'i', 1],
      ['i/kid[2]', 'i', 2],
    ]);
    const shots = rowsOf([model], [one], { path: 'kid/shot' });
    expect(shots.table.parent).toEqual({ path: 'kid', column: 'key' });
    expect(shots.row).toMatchObject({ parent_key: 'i/kid[2]', position: 1, day: 19_723 });
  });

  it('carries answers of the submission and of outer repeats along', () => {
    const model = form([
      field('district', 'select1', choices('north', 'south')),
      group('head', field('head/name')),
      field('visited', 'date'),
      repeat('kid', field('kid/name'), repeat('kid/shot', field('kid/shot/day', 'date'))),
    ]);
    const xml =
      '<district>south</district><head><name>h</name></head><visited>soon</visited>' +
      '<kid><name>a</name></kid><kid><name>b</name><shot><day>2024-01-01</day></shot></kid>';
    const one = submitted(model, 'i', xml);
    const carry = ['district', 'head/name', 'visited', 'kid/name'];
    const { row, table } = rowsOf([model], [one], { path: 'kid/shot', carry });
    expect(row).toMatchObject({ district: 1, name: 'h', visited: null, visited_text: 'soon', kid_name: 'b' });
    expect(table.columns.find(({ name }) => name === 'district')?.role).toBe('carried');
    const kid = rowsOf([model], [one], { path: 'kid', carry });
    expect(kid.rows.map(({ district, head_name, name }) => [district, head_name, name])).toEqual([
      [1, 'h', 'a'],
      [1, 'h', 'b'],
    ]);
    expect(() => rowsOf([model], [one], { carry: ['name'] })).toThrow(/several questions called name/);
    expect(() => rowsOf([model], [one], { carry: ['day'] })).toThrow(/no question day/);
  });

  it('names columns by their last names, which later questions cannot take', () => {
    const model = form([
      group('a', field('a/name'), field('a/if'), field('a/Name')),
      group('b', field('b/name'), field('b/key')),
      field('x.y'),
      field('name_text'),
      field(`very_${'long_'.repeat(8)}name`),
    ]);
    const { table } = rowsOf([model], []);
    const names = table.columns.filter(({ role }) => role === 'answer').map(({ name }) => name);
    expect(names.slice(0, 7)).toEqual(['name', 'if_', 'a_Name', 'b_name', 'b_key', 'x_y', 'name_text']);
    expect(names[7]).toMatch(/^very_long_long_long_long_lo_[0-9a-f]{4}$/);
  });

  it('says what was done to answers before they were written', () => {
    const model = form([field('a'), field('b')]);
    const reader = changedReader(new MemoryReader([model], []), {
      treatments: new Map([['a', 'left empty']]),
    });
    const made = analysisTables(reader, { folder: '' }, OWN, TARGET);
    const asked = made.tables[0]?.columns.flatMap(({ question }) => question ?? []);
    expect(asked?.map(({ path, treatment }) => [path, treatment])).toEqual([
      ['a', 'left empty'],
      ['b', undefined],
    ]);
  });

  it('names the columns of a chosen version as those of all', () => {
    const first = form([group('a', field('a/name'))]);
    const second = form([group('b', field('b/name', 'int')), group('a', field('a/name'))], { version: '2' });
    const { table } = rowsOf([second, first], [], { version: '2', columns: ['b/name'] });
    expect(table.columns.filter(({ question }) => question !== null).map(({ name }) => name)).toEqual([
      'b_name',
      'b_name_text',
    ]);
  });
});

const TYPES = [
  ...(['string', 'barcode', 'int', 'decimal', 'boolean', 'date', 'time', 'dateTime', 'geopoint'] as const),
  ...(['geotrace', 'geoshape', 'binary', 'select1', 'select', 'rank'] as const),
];

const answer = fc.oneof(
  fc.constantFrom('1', '0', '-5', '007', '1.5', 'true', '2024-02-29', '2024-02-30', '10:00:00.000+03:00'),
  fc.constantFrom(
    '2024-02-29T10:00:00Z',
    '1 2',
    '1 2 3 4',
    '1 2;3 4',
    '0 0;0 1;1 1;0 0',
    'a',
    'a b',
    'b c',
    ' a ',
  ),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

describe.each(['codes', 'texts'] as const)('any answer to a question of any type, with %s', (how) => {
  const model = form(
    TYPES.map((type) => field(type, type, /select|rank/.test(type) ? choices('a', 'b') : {})),
  );
  const older = form(
    TYPES.map((type, i) => field(type, TYPES[(i + 3) % TYPES.length], choices('b', 'c'))),
    { version: '0' },
  );
  const wasFile = (type: string): boolean => {
    return older.children.some(
      (node) => node.name === type && node.kind === 'field' && node.type === 'binary',
    );
  };
  it.each(['numbers', 'geometry'] as const)(
    'is in one place only, and makes nothing throw (%s)',
    (places) => {
      const property = fc.property(
        fc.constantFrom('1', '0', '9'),
        fc.constantFrom('text', 'columns', 'both'),
        fc.tuple(...TYPES.map(() => answer)),
        (version, selectMultiple, answers) => {
          const values = Object.fromEntries(TYPES.map((type, i) => [type, answers[i] ?? '']));
          const record = { path: '', key: 'i', parentKey: null, ordinal: 0, values, repeats: {} };
          const submission = submissionOf({ instanceId: 'i', version, records: [record] });
          const made = tablesOf([model, older], [submission], { selectMultiple }, { choices: how, places });
          const [table] = made.tables;
          const cells = table?.cells(record, submission, cellContext(), 'file') ?? [];
          expect(cells.length).toBe(table?.columns.length);
          for (const type of TYPES) {
            const own = (table?.columns ?? []).flatMap((column, i) =>
              column.question?.path === type ? [{ column, cell: cells[i] ?? EMPTY }] : [],
            );
            const text = own.find(({ column }) => column.role === 'text')?.cell ?? EMPTY;
            const typed = own.filter(({ column }) => column.role !== 'text').map(({ cell }) => cell);
            const written = values[type] ?? '';
            for (const { column, cell } of own) {
              if (!isMissing(cell)) expect(typeof cell).toBe(TEXTS.has(column.kind) ? 'string' : 'number');
            }
            if (trimXml(written) === '') {
              if (type !== 'string' && type !== 'barcode')
                expect([text, ...typed].every(isMissing)).toBe(true);
            } else if (isMissing(text)) expect(typed.some((cell) => !isMissing(cell))).toBe(true);
            else {
              const name = trimXml(written);
              if (version === '0' && wasFile(type)) expect([name, `media/${name}`]).toContain(text);
              else expect(text).toBe(written);
              const isPartly = /select|rank/.test(type) || (places === 'geometry' && type.startsWith('geo'));
              if (!isPartly) expect(typed.every(isMissing)).toBe(true);
            }
          }
        },
      );
      fc.assert(property, { numRuns: 300 });
    },
  );
});

const TEXTS: ReadonlySet<string> = new Set(['text', 'geometry']);
