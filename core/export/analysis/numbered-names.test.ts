import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormField, FormModel, FormNode } from '../../model/form.ts';
import { choices, field, form, group, repeat } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import { wideReader } from '../wide-reader.ts';
import { analysisTables } from './analysis-tables.ts';
import type { NameRules } from './target.ts';
import { OWN, TARGET } from './testing/tables-of.ts';

/** Returns the names of all columns of a wide export, by what they hold. Takes the most rows of each repeat. */
function namesOf(
  models: readonly FormModel[],
  most: ReadonlyMap<string, number>,
  rules: Partial<NameRules> = {},
): Map<string, string> {
  const reader = wideReader(Object.assign(new MemoryReader(models, []), { mostRows: () => most }), {});
  const target = { ...TARGET, mostColumns: Infinity, names: { ...TARGET.names, ...rules } };
  const [table] = analysisTables(reader, { folder: '', repeats: 'wide' }, OWN, target).tables;
  const columns = table?.columns ?? [];
  const seen = columns.map(({ name }) => (target.names.isCaseBlind ? name.toLowerCase() : name));
  expect(new Set(seen).size).toBe(columns.length);
  for (const { name } of columns) {
    expect(name.length).toBeLessThanOrEqual(target.names.most);
    if (target.names.characters === 'ascii') expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  }
  return new Map(
    columns.map(({ name, question, role, choice, original }) => {
      const own = reader.unrolled?.questionOf(question?.path ?? '');
      const place = own == null ? question?.path : `${own.path} ${own.row.join('.')}`;
      return [
        [place ?? original, role, choice, role === 'part' ? original.split('/').at(-1) : ''].join(' '),
        name,
      ];
    }),
  );
}

describe('the numbered names of a growing form', () => {
  const kid = repeat('kid', field('kid/name'), field('kid/dose', 'select', choices('1', 'x')));
  const pet = repeat('pet', field('pet/name'));
  const older = form([kid, pet], { version: '1' });

  it('a question that is called like the third row does not take its name', () => {
    const newer = form([field('name_3', 'int'), kid, pet], { version: '2' });
    const now = namesOf([newer, older], new Map([['kid', 2]]));
    expect(now.get('name_3 answer  ')).toBe('v2c7c_name_3');
    const later = namesOf([newer, older], new Map([['kid', 3]]));
    expect(later.get('kid/name 3 answer  ')).toBe('name_3');
    for (const [column, own] of now) expect(later.get(column)).toBe(own);
  });

  it('a question that was there first keeps its name', () => {
    const first = form([field('name_3')], { version: '0' });
    const names = namesOf([older, first], new Map([['kid', 3]]));
    expect(names.get('name_3 answer  ')).toBe('name_3');
    expect([1, 2, 3].map((row) => names.get(`kid/name ${row} answer  `))).toEqual(
      ['kid_name_1', 'kid_name_2', 'kid_name_3'], // not `name_1`, since `name_3` is another question
    );
  });

  it('more rows of one repeat do not rename those of another', () => {
    const few = namesOf(
      [older],
      new Map([
        ['kid', 1],
        ['pet', 2],
      ]),
    );
    expect([few.get('kid/name 1 answer  '), few.get('pet/name 2 answer  ')]).toEqual([
      'name_1',
      'pet_name_2',
    ]);
    const more = namesOf(
      [older],
      new Map([
        ['kid', 2],
        ['pet', 2],
      ]),
    );
    for (const [column, own] of few) expect(more.get(column)).toBe(own);
    expect(more.get('kid/dose 2 choice 1 ')).toBe('dose_2_1');
  });

  it('names that are too long are cut, and end in a hash', () => {
    const long = `q${'a'.repeat(40)}`;
    const names = namesOf([form([repeat('r', field(`r/${long}`, 'geopoint'))])], new Map([['r', 2]]));
    expect(names.get(`r/${long} 2 part  latitude`)).toMatch(/^qa{10,}_2_[0-9a-f]{12}$/);
  });
});

const name = fc.constantFrom(
  'name',
  'Name',
  'name_1',
  'name_2',
  'name_1_1',
  'name_3_text',
  'x',
  'x_1',
  'a-1',
  'key',
);
const type = fc.constantFrom('string', 'int', 'geopoint', 'select1', 'select');
const values = fc.uniqueArray(fc.constantFrom('1', '2', '1_1', 'text', 'latitude', 'a'), {
  minLength: 1,
  maxLength: 3,
});
const question = fc.tuple(name, type, values).map(([own, kind, some]): FormNode => {
  return field(own, kind as FormField['type'], kind.startsWith('select') ? choices(...some) : {});
});
const nodes: fc.Memo<readonly FormNode[]> = fc.memo((depth) =>
  fc.uniqueArray(
    depth <= 1
      ? question
      : fc.oneof(
          { weight: 3, arbitrary: question },
          fc
            .tuple(fc.constantFrom('g', 'h', 'name'), fc.boolean(), nodes(depth - 1))
            .map(
              ([own, isRepeat, below]): FormNode => (isRepeat ? repeat(own, ...below) : group(own, ...below)),
            ),
        ),
    { minLength: 1, maxLength: 4, selector: (node) => node.name },
  ),
);

function placed(some: readonly FormNode[], above = ''): FormNode[] {
  return some.map((node): FormNode => {
    const path = above === '' ? node.name : `${above}/${node.name}`;
    return node.kind === 'field'
      ? { ...node, path }
      : { ...node, path, children: placed(node.children, path) };
  });
}

function repeatsOf(some: readonly FormNode[]): string[] {
  return some.flatMap((node) =>
    node.kind === 'field'
      ? []
      : [...(node.kind === 'repeat' ? [node.path] : []), ...repeatsOf(node.children)],
  );
}

it.each<[string, Partial<NameRules>]>([
  ['32 characters', {}],
  ['short names', { most: 20 }],
  ['any text', { most: 255, isCaseBlind: false, characters: 'any' }],
])('no name changes when the form, its versions or its rows grow: %s', (_name, rules) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(nodes(3), fc.nat(3)), { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.nat(3)),
      fc.infiniteStream(fc.nat(2)),
      (versions, rows, moreRows) => {
        const arrived = versions.map(([some, version], arrival) => {
          return form(placed(some), { version: String(version), arrival });
        });
        const byVersion = (models: readonly FormModel[]) =>
          models.toSorted((a, b) => Number(b.version) - Number(a.version));
        const repeats = [...new Set(arrived.flatMap(({ children }) => repeatsOf(children)))];
        const few = new Map(repeats.map((path) => [path, rows.next().value]));
        const more = new Map([...few].map(([path, count]) => [path, count + moreRows.next().value]));
        const names = namesOf(byVersion(arrived), more, rules);
        const before = namesOf(byVersion(arrived.slice(0, Math.max(1, arrived.length - 1))), few, rules);
        for (const [column, own] of before) {
          const now = names.get(column);
          if (now !== undefined) expect(now).toBe(own);
        }
      },
    ),
  );
});
