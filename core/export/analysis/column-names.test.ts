// Covers core/export/analysis/naming-order.ts.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FormField, FormModel, FormNode } from '../../model/form.ts';
import type { ArrivedPath } from '../../model/rows.ts';
import { changedReader } from '../changed-reader.ts';
import { choices, field, form, group, repeat } from '../testing/forms.ts';
import { MemoryReader, submissionOf } from '../testing/memory-reader.ts';
import { wideReader } from '../wide-reader.ts';
import { analysisTables } from './analysis-tables.ts';
import { OWN, TARGET, tablesOf } from './testing/tables-of.ts';

const name = fc.constantFrom(
  'name',
  'Name',
  'name_text',
  'a.b',
  'a-b',
  'key',
  'if',
  'home',
  'home_latitude',
  '_x',
  'x_1',
);
const type = fc.constantFrom('string', 'int', 'date', 'geopoint', 'select1', 'select', 'binary');
const values = fc.uniqueArray(fc.constantFrom('a', 'A', 'b', 'text', 'label', '1', 'x y'), {
  minLength: 1,
  maxLength: 4,
});

const fieldNode = fc.tuple(name, type, values).map(([own, kind, some]): FormNode => {
  return field(own, kind as FormField['type'], kind.startsWith('select') ? choices(...some) : {});
});
const nodes = fc.uniqueArray(
  fc.oneof(
    { weight: 4, arbitrary: fieldNode },
    fc
      .tuple(
        fc.constantFrom('g', 'h', 'name'),
        fc.boolean(),
        fc.uniqueArray(fieldNode, { minLength: 1, selector: (node) => node.name }),
      )
      .map(([own, isRepeat, below]): FormNode => (isRepeat ? repeat(own, ...below) : group(own, ...below))),
  ),
  { minLength: 1, maxLength: 8, selector: (node) => node.name },
);

function placed(some: readonly FormNode[], above = ''): FormNode[] {
  return some.map((node): FormNode => {
    const path = above === '' ? node.name : `${above}/${node.name}`;
    return node.kind === 'field'
      ? { ...node, path }
      : { ...node, path, children: placed(node.children, path) };
  });
}

/** The names of all columns, by table, question and what the column is about. */
function namesOf(
  models: readonly FormModel[],
  options: Parameters<typeof tablesOf>[2] = {},
): Map<string, string> {
  return new Map(
    tablesOf(models, [], options).tables.flatMap(({ path, columns }) => {
      const names = columns.map((column) => column.name);
      expect(new Set(names.map((one) => one.toLowerCase())).size).toBe(names.length);
      for (const one of names) expect(one).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,31}$/);
      return columns.map((column): [string, string] => [
        `${path} ${column.question?.path} ${column.original} ${column.role}`,
        column.name,
      ]);
    }),
  );
}

it('names are legal, unique, and stay as they are when the form grows in any place', () => {
  fc.assert(
    fc.property(fc.array(nodes, { minLength: 1, maxLength: 4 }), (versions) => {
      const models = versions.map((some, i) => form(placed(some), { version: String(i) })).reverse();
      const older = models.slice(Math.min(1, models.length - 1));
      const names = namesOf(models);
      for (const [column, own] of namesOf(older)) {
        // A question that changed its type has other columns; those that stay keep their names.
        const now = names.get(column);
        if (now !== undefined) expect(now).toBe(own);
      }
    }),
  );
});

it('names stay as they are when an older version of the form comes later', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(nodes, fc.nat(9)), { minLength: 2, maxLength: 4 }), (versions) => {
      // Versions have any order; they come one after the other.
      const arrived = versions.map(([some, version], arrival) => {
        return form(placed(some), { version: String(version), arrival });
      });
      const byVersion = (models: readonly FormModel[]) =>
        models.toSorted((a, b) => Number(b.version) - Number(a.version));
      const names = namesOf(byVersion(arrived));
      for (const [column, own] of namesOf(byVersion(arrived.slice(0, -1)))) {
        const now = names.get(column);
        if (now !== undefined) expect(now).toBe(own);
      }
    }),
  );
});

/** What comes into a workspace: a definition of a version, or answers that no definition names. */
const coming = fc.oneof(
  nodes.map((some) => ({ kind: 'definition', some }) as const),
  fc
    .uniqueArray(fc.constantFrom('name', 'g/name', 'h/name', 'g/Name', 'r/name', 'home', 'x_1'), {
      minLength: 1,
    })
    .chain((paths) =>
      fc.constantFrom('', 'r', 'h').map((place) => ({ kind: 'answers', place, paths }) as const),
    ),
);

it('answers that no definition names keep their names when one comes later', () => {
  fc.assert(
    fc.property(fc.array(coming, { minLength: 2, maxLength: 5 }), fc.boolean(), (events, isWide) => {
      const namesAfter = (count: number): Map<string, string> => {
        const models: FormModel[] = [];
        const arrived: ArrivedPath[] = [];
        const records = new Map<string, Record<string, string>>([['', {}]]);
        for (const [i, event] of events.slice(0, count).entries()) {
          if (event.kind === 'definition')
            models.unshift(form(placed(event.some), { version: String(i), arrival: i + 1 }));
          else
            for (const own of event.paths) {
              const path = event.place === '' ? own : `${event.place}/${own}`;
              const { place } = event;
              if (arrived.some((one) => one.place === place && one.path === path)) continue;
              arrived.push({ place, path, after: models[0]?.arrival ?? 0 });
              records.set(place, { ...records.get(place), [path]: 'x' });
            }
        }
        const submission = submissionOf({
          ...{ instanceId: 'uuid:1', version: 'of no definition' },
          records: [...records].map(([path, values], ordinal) => {
            const key = path === '' ? 'uuid:1' : `uuid:1/${path}`;
            return { path, key, parentKey: path === '' ? null : 'uuid:1', ordinal, values, repeats: {} };
          }),
        });
        const reader = changedReader(new MemoryReader(models, [submission]), { arrivedPaths: () => arrived });
        const rows = isWide ? wideReader(reader, {}) : reader;
        const { tables } = analysisTables(rows, { folder: '/none' }, OWN, TARGET);
        return new Map(
          tables.flatMap(({ path, columns }) => {
            expect(new Set(columns.map(({ name: one }) => one.toLowerCase())).size).toBe(columns.length);
            return columns.map(({ name: one, question, original, role }): [string, string] => [
              `${path} ${question?.path} ${original} ${role}`,
              one,
            ]);
          }),
        );
      };
      const names = namesAfter(events.length);
      for (const [column, own] of namesAfter(events.length - 1)) {
        const now = names.get(column);
        if (now !== undefined) expect(now).toBe(own);
      }
    }),
  );
});

it('a choice keeps its name when the question that offered it becomes one with several answers', () => {
  const question = (type: 'select1' | 'select', ...values: string[]): FormField => ({
    ...field('Name', type),
    ...choices(...values),
  });
  const versions = [question('select1', 'A', 'a'), question('select', 'label'), question('select', 'a')];
  const models = versions.map((one, i) => form([one], { version: String(i) })).reverse();
  const older = namesOf(models.slice(1));
  const names = namesOf(models);
  for (const [column, own] of older) if (names.has(column)) expect(names.get(column)).toBe(own);
});

it('names depend neither on the options nor on the chosen version and columns', () => {
  fc.assert(
    fc.property(fc.array(nodes, { minLength: 1, maxLength: 3 }), (versions) => {
      const models = versions.map((some, i) => form(placed(some), { version: String(i) })).reverse();
      const names = namesOf(models, { selectMultiple: 'both', dateTexts: true });
      const [first] = [...names.keys()].filter((column) => !column.includes('undefined'));
      const chosen = first?.split(' ')[1] ?? '';
      for (const options of [
        { selectMultiple: 'text' },
        { selectMultiple: 'columns' },
        { version: '0' },
        { columns: [chosen] },
      ] as const) {
        for (const [column, own] of namesOf(models, options)) {
          const other = names.get(column);
          if (other !== undefined) expect(own).toBe(other);
        }
      }
    }),
  );
});
