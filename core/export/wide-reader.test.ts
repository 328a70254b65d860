// Covers core/export/wide-reader.ts, core/export/wide-paths.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormModel, FormNode } from '../model/form.ts';
import type { ExportSubmission } from '../model/rows.ts';
import { changedReader } from './changed-reader.ts';
import { mergedTables } from './form-tables.ts';
import { rawRecords } from './testing/csv-records.ts';
import { tidy } from './testing/export-to.ts';
import { choices, field, form, group, repeat, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';
import { wideReader } from './wide-reader.ts';

const model = form([
  field('village'),
  repeat(
    'kid',
    field('kid/name'),
    group('kid/body', field('kid/body/weight', 'decimal')),
    repeat('kid/shot', field('kid/shot/vaccine', 'select1', choices('bcg', 'opv'))),
  ),
]);
const two = submitted(
  model,
  'a',
  '<village>v</village><kid><name>Ann</name><body><weight>3.5</weight></body>' +
    '<shot><vaccine>bcg</vaccine></shot><shot><vaccine>opv</vaccine></shot></kid><kid><name>Bo</name></kid>',
);
const none = submitted(model, 'b', '<village>w</village>');

describe('a reader with one row for each submission', () => {
  it('numbers the questions of repeats, and of repeats in repeats', async () => {
    const wide = wideReader(new MemoryReader([model], [two, none]), {});
    const { files } = await tidy(wide, {});
    expect(Object.keys(files)).toEqual(['export.csv']);
    const [header = [], ...rows] = rawRecords(files['export.csv'] ?? '');
    const answers = header.slice(3, header.indexOf('encrypted'));
    expect(answers).toEqual([
      'village',
      'kid/name_1',
      'kid/body/weight_1',
      'kid/shot/vaccine_1_1',
      'kid/shot/vaccine_1_2',
      'kid/name_2',
      'kid/body/weight_2',
      'kid/shot/vaccine_2_1',
      'kid/shot/vaccine_2_2',
    ]);
    expect(rows[0]?.slice(3, 3 + answers.length)).toEqual([
      'v',
      'Ann',
      '3.5',
      'bcg',
      'opv',
      'Bo',
      '',
      '',
      '',
    ]);
    expect(rows[1]?.slice(3, 3 + answers.length)).toEqual(['w', ...answers.slice(1).map(() => '')]);
  });

  it('merges versions as it merges their repeats', () => {
    const older = form([repeat('kid', field('kid/name'), group('kid/body', field('kid/body/height')))], {
      version: '0',
    });
    const wide = wideReader(new MemoryReader([model, older], [two]), {});
    const [table] = mergedTables(wide, { folder: '' }).tables;
    const paths = table?.columns.map(({ path }) => path);
    expect(paths?.slice(1, 4)).toEqual(['kid/name_1', 'kid/body/height_1', 'kid/body/weight_1']);
    expect(new Set(paths).size).toBe(paths?.length);
  });

  it('keeps answers that no definition names', () => {
    const unknown = submitted(null, 'c', '<kid><x>1</x></kid><kid><x>2</x></kid>', { version: '9' });
    const wide = wideReader(new MemoryReader([], [unknown]), {});
    expect(wide.storedPaths({}).get('')).toEqual(['kid/x_1', 'kid/x_2']);
    const [one] = wide.submissions({});
    expect(one?.records).toEqual([
      { ...unknown.records[0], values: { 'kid/x_1': '1', 'kid/x_2': '2' }, repeats: {} },
    ]);
  });

  it('writes the chosen answers of every row', async () => {
    const wide = wideReader(new MemoryReader([model], [two]), {});
    const { files } = await tidy(wide, { columns: ['village', 'kid/name', 'kid/shot/vaccine'] });
    const [header = []] = rawRecords(files['export.csv'] ?? '');
    expect(header.slice(3, header.indexOf('encrypted'))).toEqual([
      'village',
      ...['kid/name_1', 'kid/shot/vaccine_1_1', 'kid/shot/vaccine_1_2'],
      ...['kid/name_2', 'kid/shot/vaccine_2_1', 'kid/shot/vaccine_2_2'],
    ]);
  });

  it('says of each column what was done to the question', () => {
    const treatments = new Map([['kid/name', 'left empty']]);
    const wide = wideReader(changedReader(new MemoryReader([model], [two]), { treatments }), {});
    expect([...(wide.treatments ?? [])]).toEqual([
      ['kid/name_1', 'left empty'],
      ['kid/name_2', 'left empty'],
    ]);
  });

  it('refuses what no file could hold, and rows that came in later', () => {
    const huge = new Map([['kid', 60_000]]);
    const reader = Object.assign(new MemoryReader([model], []), { mostRows: () => huge });
    expect(() => wideReader(reader, {})).toThrow(/120001 columns/);
    const late = Object.assign(new MemoryReader([model], [two]), { mostRows: () => new Map([['kid', 1]]) });
    expect(() => [...wideReader(late, {}).submissions({})]).toThrow(/more rows/);
  });
});

const name = fc.constantFrom('a', 'b', 'a_1', 'a_1_1', 'c');
const nodes: fc.Memo<readonly FormNode[]> = fc.memo((depth) =>
  fc.uniqueArray(
    fc.oneof(
      name.map((own): FormNode => field(own)),
      ...(depth > 1
        ? [
            fc.tuple(name, nodes(depth - 1)).map(([own, below]): FormNode => repeat(own, ...below)),
            fc.tuple(name, nodes(depth - 1)).map(([own, below]): FormNode => group(own, ...below)),
          ]
        : []),
    ),
    { minLength: 1, maxLength: 4, selector: (node) => node.name },
  ),
);

/** Gives nodes their paths. */
function placed(some: readonly FormNode[], above = ''): FormNode[] {
  return some.map((node): FormNode => {
    const path = above === '' ? node.name : `${above}/${node.name}`;
    return node.kind === 'field'
      ? { ...node, path }
      : { ...node, path, children: placed(node.children, path) };
  });
}

/** Returns a submission of the nodes with two rows of each repeat. Each answer is another number. */
function filled(some: readonly FormNode[], next: { answer: number }): string {
  const once = (node: FormNode): string => {
    if (node.kind !== 'field') return `<${node.name}>${filled(node.children, next)}</${node.name}>`;
    next.answer += 1;
    return `<${node.name}>${next.answer}</${node.name}>`;
  };
  return some.map((node) => once(node) + (node.kind === 'repeat' ? once(node) : '')).join('');
}

it('loses no answer of any form, and mixes none up', () => {
  fc.assert(
    fc.property(fc.array(nodes(4), { minLength: 1, maxLength: 3 }), fc.boolean(), (all, isUnknown) => {
      const models = all.map((some, i) => form(placed(some), { version: String(i) }));
      const next = { answer: 0 };
      const submissions = models.map((own: FormModel, i): ExportSubmission => {
        return submitted(own, `i${i}`, filled(own.children, next));
      });
      const reader = new MemoryReader(isUnknown ? models.slice(1) : models, submissions);
      const wide = wideReader(reader, {});
      const { tables } = mergedTables(wide, { folder: '' });
      expect(tables.map(({ path }) => path)).toEqual(['']);
      const paths = tables[0]?.columns.map(({ path }) => path) ?? [];
      for (const submission of submissions) {
        const answers = submission.records.flatMap(({ values }) => Object.values(values)).filter(Boolean);
        const [made] = [...wide.submissions({})].filter(
          ({ instanceId }) => instanceId === submission.instanceId,
        );
        const values = made?.records[0]?.values ?? {};
        expect(made?.records.length).toBe(1);
        expect(
          paths
            .map((path) => values[path] ?? '')
            .filter(Boolean)
            .sort(),
        ).toEqual(answers.sort());
      }
    }),
  );
});
