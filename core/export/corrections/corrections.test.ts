// Covers core/export/corrections/correction-rows.ts.
import { expect, test } from 'vitest';
import type { ExportSubmission } from '../../model/rows.ts';
import { changedReader } from '../changed-reader.ts';
import { choices, field, form, group, repeat, submitted } from '../testing/forms.ts';
import { MemoryReader } from '../testing/memory-reader.ts';
import type { Correction } from './correction.ts';
import { correctionsOf } from './correction-rows.ts';
import { Corrections } from './corrections.ts';

const model = form([
  field('name'),
  group('hh', field('hh/name'), field('hh/age', 'int'), field('hh/photo', 'binary')),
  field('many', 'select', choices('a', 'b')),
  repeat('child', field('child/name'), field('child/dob', 'date')),
  group('meta', field('meta/instanceID'), field('meta/instanceName')),
]);
const XML =
  '<name> Abebe </name><hh><name>Bikila</name><age>34</age><photo>p.jpg</photo></hh><child><name>A</name></child><child><name>B</name><dob>2020-01-02</dob></child><meta><instanceID>uuid:1</instanceID></meta>';
const reader = new MemoryReader(
  [model],
  [
    submitted(model, 'uuid:1', XML),
    submitted(model, 'uuid:2', '<name>=1+1</name>'),
    submitted(null, 'uuid:3', '<gone>x</gone>', { version: 'old' }),
  ],
);

type Line = readonly [key: string, variable: string, old: string, now: string];

function applied(...lines: readonly Line[]) {
  const corrections: Correction[] = lines.map(([key, variable, old, now], i) => ({
    line: i + 2,
    key,
    variable,
    old,
    new: now,
  }));
  const made = new Corrections({ file: 'c.csv', sha256: 'ab', corrections });
  const read = [...made.reader(reader).submissions({})];
  const facts = made.step().facts as {
    applied: readonly { line: number }[];
    refused: readonly { line: number; why: string }[];
  };
  return {
    read,
    step: made.step(),
    problems: made.problems(),
    applied: facts.applied.map(({ line }) => line),
    refused: facts.refused.map(({ line, why }) => `${line} ${why}`),
  };
}

function answers(read: readonly ExportSubmission[], key: string): Readonly<Record<string, string>> {
  return read.flatMap(({ records }) => records).find((record) => record.key === key)?.values ?? {};
}

test('an answer of a submission and of a repeat becomes the new one, by path or by name', () => {
  const done = applied(
    ['uuid:1', 'hh/age', '34', '43'],
    ['uuid:1/child[2]', 'dob', '2020-01-02', '2021-01-02'],
    ['uuid:1', 'many', '', 'a b'],
  );
  expect(done.applied).toEqual([2, 3, 4]);
  expect(done.problems).toEqual([]);
  expect(answers(done.read, 'uuid:1')).toMatchObject({ 'hh/age': '43', many: 'a b', 'hh/name': 'Bikila' });
  expect(answers(done.read, 'uuid:1/child[2]')).toMatchObject({ 'child/dob': '2021-01-02' });
  expect(answers(done.read, 'uuid:1/child[1]')).toEqual({ 'child/name': 'A' });
});

test('the stored answers are not touched', () => {
  const before = JSON.stringify([...reader.submissions({})]);
  applied(['uuid:1', 'hh/age', '34', '43']);
  expect(JSON.stringify([...reader.submissions({})])).toBe(before);
});

test.each<readonly [Line, string]>([
  [['uuid:1', 'hh/age', '35', '43'], 'old answer differs'],
  [['uuid:1', 'hh/age', '', '43'], 'old answer differs'],
  [['uuid:9', 'hh/age', '34', '43'], 'key unknown'],
  [['uuid:1/child[3]', 'name', 'A', 'C'], 'key unknown'],
  [['uuid:1', 'weight', '', '43'], 'variable unknown'],
  [['uuid:1', 'dob', '2020-01-02', '43'], 'variable unknown'],
  [['uuid:1', 'photo', 'p.jpg', 'q.jpg'], 'attachment or id'],
  [['uuid:1', 'meta/instanceID', 'uuid:1', 'uuid:7'], 'attachment or id'],
])('%j is refused: %s', (line, why) => {
  const done = applied(line);
  expect(done.refused).toEqual([`2 ${why}`]);
  expect(done.applied).toEqual([]);
  expect(done.read).toEqual([...reader.submissions({})]);
  expect(done.problems).toMatchObject([{ code: 'export.corrections_refused', params: { count: 1 } }]);
});

test('the refused lines are told by their reason, which the window has words for', () => {
  const done = applied(
    ['uuid:9', 'hh/age', '34', '43'],
    ['uuid:1', 'hh/age', '35', '43'],
    ['uuid:8', 'hh/age', '34', '43'],
    ['uuid:1', 'photo', 'p.jpg', 'q.jpg'],
  );
  expect(done.problems.map(({ params }) => params)).toEqual([
    { count: 2, file: expect.anything(), lines: '2, 4', why: 'key' },
    { count: 1, file: expect.anything(), lines: '3', why: 'old' },
    { count: 1, file: expect.anything(), lines: '5', why: 'fixed' },
  ]);
});

test('a name that several questions of the row have is refused; a path is exact', () => {
  expect(applied(['uuid:1', 'hh/name', 'Bikila', 'B']).applied).toEqual([2]);
  // A question at the top has its name for its path.
  expect(answers(applied(['uuid:1', 'name', 'Abebe', 'X']).read, 'uuid:1')).toMatchObject({ name: 'X' });
  const two = form([group('a', field('a/x')), group('b', field('b/x'))]);
  const both = new MemoryReader([two], [submitted(two, 'i', '<a><x>1</x></a><b><x>1</x></b>')]);
  const made = new Corrections({
    file: 'c.csv',
    sha256: '',
    corrections: [{ line: 2, key: 'i', variable: 'x', old: '1', new: '2' }],
  });
  expect([...made.reader(both).submissions({})]).toEqual([...both.submissions({})]);
  expect(made.step().lines.join()).toContain('variable of several questions');
});

test('an ID that several submissions have is refused for each of them', () => {
  const one = submitted(model, 'same', '<name>a</name>');
  const other = submitted(model, 'same', '<name>a</name><many>b</many>');
  const twice = changedReader(new MemoryReader([model], [one, other]), { countOfId: () => 2 });
  const corrections = [{ line: 2, key: 'same', variable: 'name', old: 'a', new: 'c' }];
  const made = new Corrections({ file: 'c.csv', sha256: '', corrections });
  expect([...made.reader(twice).submissions({})].map(({ records }) => records[0]?.values.name)).toEqual([
    'a',
    'a',
  ]);
  expect(made.step().lines.join()).toContain('key of several submissions');
});

test('lines for one answer are made one after the other', () => {
  const done = applied(
    ['uuid:1', 'hh/age', '34', '43'],
    ['uuid:1', 'hh/age', '34', '44'],
    ['uuid:1', 'hh/age', '43', '45'],
  );
  expect(done.applied).toEqual([2, 4]);
  expect(done.refused).toEqual(['3 old answer differs']);
  expect(answers(done.read, 'uuid:1')).toMatchObject({ 'hh/age': '45' });
});

test('white space around an answer, and the apostrophe that an export puts before a formula, do not matter', () => {
  expect(applied(['uuid:1', 'name', 'Abebe', 'x'], ['uuid:2', 'name', "'=1+1", 'two']).applied).toEqual([
    2, 3,
  ]);
});

test('an answer that no definition names can be corrected', () => {
  const done = applied(['uuid:3', 'gone', 'x', 'y']);
  expect(answers(done.read, 'uuid:3')).toEqual({ gone: 'y' });
});

test('the report names lines and variables, and neither an answer nor a key', () => {
  const { step, problems } = applied(
    ['uuid:1', 'hh/age', '34', 'SECRET-NEW'],
    ['uuid:1', 'hh/age', 'SECRET-OLD', 'z'],
    ['uuid:1', 'SECRET in the wrong column', 'a', 'b'],
    ['uuid:of-nobody', 'SECRET too', 'a', 'b'],
  );
  const text = JSON.stringify([step, problems]);
  expect(text).not.toMatch(/SECRET|uuid:1/);
  expect(step.lines).toContain('line 3, hh/age: refused, old answer differs');
  expect(step.lines).toContain('line 4: refused, variable unknown');
  expect(step.lines).toContain('line 5: refused, key unknown');
});

test('each reading counts from the start', () => {
  const corrections = [{ line: 2, key: 'uuid:1', variable: 'hh/age', old: '34', new: '43' }];
  const made = new Corrections({ file: 'c.csv', sha256: '', corrections });
  const corrected = made.reader(reader);
  for (let i = 0; i < 2; i += 1) {
    expect(answers([...corrected.submissions({})], 'uuid:1')['hh/age']).toBe('43');
    expect(made.problems()).toEqual([]);
  }
});

test('columns come in any order; who and why are for people', () => {
  const rows = [
    { line: 1, cells: ['Why', ' NEW ', 'old', 'Variable', 'key'] },
    { line: 2, cells: ['typing error', '43', '34', 'age', "'=uuid"] },
    { line: 3, cells: ['', '', '', '', ''] },
    { line: 4, cells: ['x', '44'] },
  ];
  expect(correctionsOf(rows, 'c.csv')).toEqual([
    { line: 2, key: '=uuid', variable: 'age', old: '34', new: '43' },
    { line: 4, key: '', variable: '', old: '', new: '44' },
  ]);
  for (const [cells, columns] of [
    [['key', 'variable', 'old'], 'new'],
    [['key', 'key', 'variable', 'old', 'new'], 'key'],
  ] as const)
    expect(() => correctionsOf([{ line: 1, cells }], 'c.csv')).toThrow(
      expect.objectContaining({
        code: 'export.corrections_unreadable',
        params: { file: 'c.csv', why: 'columns', columns },
      }),
    );
});
