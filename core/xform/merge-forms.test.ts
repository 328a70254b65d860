import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FormField, FormModel, FormNode } from '../model/form.ts';
import { mergeForms } from './merge-forms.ts';

function field(path: string, more: Partial<FormField> = {}): FormField {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const base = { kind: 'field', name, path, labels: {}, type: 'string', bindType: '' } as const;
  return { ...base, choices: null, mediaType: null, ...more };
}

function container(kind: 'group' | 'repeat', path: string, children: readonly FormNode[]): FormNode {
  return { kind, name: path.slice(path.lastIndexOf('/') + 1), path, labels: {}, children };
}

function form(version: string, children: readonly FormNode[], languages: readonly string[] = []): FormModel {
  return {
    formId: 'f',
    version,
    title: 'F',
    rootName: 'data',
    publicKey: null,
    languages,
    choiceFiles: [],
    children,
  };
}

const fields = (names: string): FormField[] => [...names].map((name) => field(name));
const names = (model: FormModel): string => model.children.map(({ name }) => name).join('');

test('a node that only older versions have follows the sibling that it followed there', () => {
  const merge = (...versions: string[]) => names(mergeForms(versions.map((v) => form(v, fields(v)))));
  expect(merge('ac', 'abc')).toBe('abc');
  expect(merge('bc', 'abc')).toBe('abc');
  expect(merge('ab', 'abxy')).toBe('abxy');
  expect(merge('ba', 'axby')).toBe('byax');
  expect(merge('ad', 'acd', 'abcd')).toBe('abcd');
  expect(merge('', 'xy')).toBe('xy');
});

test('so does a node inside a group or repeat', () => {
  const merged = mergeForms([
    form('2', [container('repeat', 'r', [field('r/a'), field('r/c')])]),
    form('1', [container('repeat', 'r', [field('r/a'), field('r/b'), field('r/c')])]),
  ]);
  expect(merged.children).toEqual([container('repeat', 'r', [field('r/a'), field('r/b'), field('r/c')])]);
});

test('a path that changed its kind is in the merge in both kinds, the newer first', () => {
  const group = container('group', 'p', [field('p/x')]);
  const repeat = container('repeat', 'p', [field('p/x')]);
  const merge = (...kinds: FormNode[]) =>
    mergeForms(kinds.map((node, i) => form(`${i}`, [field('a'), node, field('z')]))).children;
  expect(merge(field('p'), group)).toEqual([field('a'), field('p'), group, field('z')]);
  expect(merge(group, field('p'))).toEqual([field('a'), group, field('p'), field('z')]);
  expect(merge(repeat, group, field('p'))).toHaveLength(5);
  expect(merge(repeat, group, repeat)).toHaveLength(4);
});

test('the newest field wins; older labels, languages and choices fill its gaps', () => {
  const choice = (value: string, labels = {}) => ({ value, labels });
  const newer = field('q', {
    type: 'int',
    labels: { en: 'New' },
    choices: [choice('b', { en: 'B' }), choice('c')],
  });
  const older = field('q', {
    labels: { en: 'Old', fr: 'Vieux' },
    choices: [choice('a', { fr: 'A' }), choice('b', { en: 'b', fr: 'Bé' })],
  });
  const merged = mergeForms([form('2', [newer], ['en']), form('1', [older], ['fr', 'en'])]);
  expect(merged.version).toBe('2');
  expect(merged.languages).toEqual(['en', 'fr']);
  expect(merged.children).toEqual([
    field('q', {
      type: 'int',
      labels: { en: 'New', fr: 'Vieux' },
      choices: [choice('b', { en: 'B', fr: 'Bé' }), choice('c'), choice('a', { fr: 'A' })],
    }),
  ]);
});

test('a list that is not known stays unknown', () => {
  const older = field('q', { choices: [{ value: 'a', labels: {} }] });
  expect(mergeForms([form('2', [field('q')]), form('1', [older])]).children).toEqual([field('q')]);
  expect(mergeForms([form('2', [older]), form('1', [field('q')])]).children).toEqual([older]);
});

test('choices that were visible in one version are visible in the merge', () => {
  const of = (all: string, visible: string | null) =>
    field('q', {
      choices: [...all].map((value) => ({ value, labels: {} })),
      ...(visible === null ? {} : { unansweredChoices: [...visible] }),
    });
  const merge = (newer: FormField, older: FormField) =>
    mergeForms([form('2', [newer]), form('1', [older])]).children[0];
  expect(merge(of('abc', 'a'), of('cd', 'd'))).toMatchObject({ unansweredChoices: ['a', 'd'] });
  expect(merge(of('abc', null), of('cd', 'd'))).not.toHaveProperty('unansweredChoices');
  expect(merge(of('ab', null), of('cd', 'd'))).toMatchObject({ unansweredChoices: ['a', 'b', 'd'] });
});

test('merging none is a bug', () => {
  expect(() => mergeForms([])).toThrow(RangeError);
});

interface Plan {
  readonly name: string;
  readonly kind: FormNode['kind'];
  readonly below: readonly Plan[];
}

const tree = fc
  .letrec<{ nodes: readonly Plan[] }>((tie) => ({
    nodes: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...'abcdefgh', 'constructor', '__proto__'),
        kind: fc.constantFrom<FormNode['kind']>('field', 'field', 'group', 'repeat'),
        below: fc.oneof({ maxDepth: 3 }, fc.constant([]), tie('nodes')),
      }),
      { selector: ({ name }) => name, maxLength: 7 },
    ),
  }))
  .nodes.map((nodes) => place(nodes, ''));

function place(nodes: readonly Plan[], parent: string): readonly FormNode[] {
  return nodes.map((node) => {
    const path = parent === '' ? node.name : `${parent}/${node.name}`;
    return node.kind === 'field' ? field(path) : container(node.kind, path, place(node.below, path));
  });
}

function flat(nodes: readonly FormNode[], above = ''): string[] {
  return nodes.flatMap((node) => {
    const id = `${above} ${node.kind}:${node.path}`;
    return node.kind === 'field' ? [id] : [id, ...flat(node.children, id)];
  });
}

test('every node of every version is in the merge once, and the newest keeps its order', () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (versions) => {
      const merged = flat(mergeForms(versions.map((children, i) => form(`${i}`, children))).children);
      const wanted = new Set(versions.flatMap((children) => flat(children)));
      expect(merged).toHaveLength(wanted.size);
      expect(new Set(merged)).toEqual(wanted);
      const newest = flat(versions[0] ?? []);
      const known = new Set(newest);
      expect(merged.filter((id) => known.has(id))).toEqual(newest);
    }),
  );
});

test('ten thousand fields in ten versions take no time', () => {
  const versions = Array.from({ length: 10 }, (_, v) =>
    form(
      `${v}`,
      Array.from({ length: 10_000 }, (_, i) => field(`q${i}_${i % 10 === 0 ? v : ''}`)),
    ),
  );
  expect(mergeForms(versions).children).toHaveLength(19_000);
});

test('what a version says about answers comes from the newest version that says it', () => {
  const oldest = field('q', {
    relevant: 'old',
    constraint: '. > 0',
    constraintMessage: { en: 'Above 0', fr: 'Plus de 0' },
    required: 'true()',
    readonly: 'true()',
    isCalculated: true,
    hints: { en: 'Old hint', fr: 'Vieux' },
  });
  const middle = field('q', { relevant: 'new', constraint: '. > 1', required: 'false()' });
  const newest = field('q', { hints: { en: 'New hint' } });
  expect(mergeForms([newest, middle, oldest].map((q, i) => form(`${i}`, [q]))).children).toEqual([
    field('q', {
      relevant: 'new',
      // The message of another constraint would be wrong.
      constraint: '. > 1',
      required: 'false()',
      readonly: 'true()',
      isCalculated: true,
      hints: { en: 'New hint', fr: 'Vieux' },
    }),
  ]);
  const group = (more: object) => ({ ...container('group', 'g', [field('g/x')]), ...more });
  const repeat = (more: object) => ({ ...container('repeat', 'r', [field('r/x')]), ...more });
  const merged = mergeForms([
    form('2', [group({}), repeat({ relevant: 'b' })]),
    form('1', [group({ relevant: 'a' }), repeat({ relevant: 'x' })]),
  ]);
  expect(merged.children).toEqual([group({ relevant: 'a' }), repeat({ relevant: 'b' })]);
});

test('a list keeps its name; a question that is a text now has none', () => {
  const choices = [{ value: 'a', labels: {} }];
  const merge = (newer: FormField, older: FormField) =>
    mergeForms([form('2', [newer]), form('1', [older])]).children[0];
  const listed = field('q', { choices, listName: 'towns' });
  expect(merge(field('q', { choices }), listed)).toMatchObject({ listName: 'towns' });
  expect(merge(field('q', { choices, listName: 'cities' }), listed)).toMatchObject({ listName: 'cities' });
  expect(merge(field('q'), listed)).not.toHaveProperty('listName');
});
