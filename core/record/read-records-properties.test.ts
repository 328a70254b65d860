// Covers core/record/read-records.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseXml } from '../ground/xml/xml.ts';
import type { SubmissionRecord } from '../model/record.ts';
import { readRecords } from './read-records.ts';

interface Tree {
  readonly name: string;
  readonly below: readonly Tree[];
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__', 'toString', 'valueOf');
const { trees } = fc.letrec<{ trees: readonly Tree[] }>((tie) => ({
  trees: fc.array(fc.record({ name, below: fc.oneof({ maxDepth: 4 }, fc.constant([]), tie('trees')) }), {
    maxLength: 6,
  }),
}));

/** XML in which every leaf has a text of its own, and these texts by the path and place of the leaf. */
function written(nodes: readonly Tree[]): {
  readonly xml: string;
  readonly leaves: ReadonlyMap<string, string>;
} {
  const leaves = new Map<string, string>();
  const write = (below: readonly Tree[], above: string): string =>
    below
      .map((node) => {
        const path = above === '' ? node.name : `${above}/${node.name}`;
        if (node.below.length > 0) return `<${node.name}> ${write(node.below, path)} </${node.name}>`;
        const text = `leaf ${leaves.size}`;
        leaves.set(text, path);
        return `<${node.name} mark="on ${text}">${text}</${node.name}>`;
      })
      .join('\n');
  return { xml: `<data>${write(nodes, '')}</data>`, leaves };
}

const paths = (nodes: readonly Tree[], above = ''): string[] =>
  nodes.flatMap((node) => {
    const path = above === '' ? node.name : `${above}/${node.name}`;
    return [path, ...paths(node.below, path)];
  });

function entries(records: readonly SubmissionRecord[]): (readonly [string, string])[] {
  // The database stores the values as JSON.
  return records.flatMap(({ values }) =>
    Object.entries(JSON.parse(JSON.stringify(values)) as Record<string, string>),
  );
}

const withoutNumbers = (path: string): string => path.replace(/\[\d+\]/g, '');

function checkRecords(nodes: readonly Tree[], repeats: readonly string[] | null): void {
  const { xml, leaves } = written(nodes);
  const records = readRecords(parseXml(xml), 'uuid:1', repeats === null ? null : { repeats });
  const found = entries(records);

  // Each text and attribute of a leaf is in exactly one record, under its own path. Nothing else is there.
  const texts = found.filter(([, text]) => !text.startsWith('on '));
  expect(texts.map(([, text]) => text).sort()).toEqual([...leaves.keys()].sort());
  for (const [path, text] of texts) expect(withoutNumbers(path)).toBe(leaves.get(text));
  const marks = found.filter(([, text]) => text.startsWith('on '));
  expect(marks.map(([, text]) => text.slice(3)).sort()).toEqual([...leaves.keys()].sort());

  // Keys are unique in their repeat, parents come first, and the counts of the parents are right.
  const byId = new Map<string, SubmissionRecord>();
  const rows = new Map<string, number>();
  for (const [i, record] of records.entries()) {
    expect(record.ordinal).toBe(i);
    const id = `${record.path} ${record.key}`;
    expect(byId.has(id)).toBe(false);
    byId.set(id, record);
    if (record.parentKey === null) expect(record.path).toBe('');
    else {
      const parents = records
        .slice(0, i)
        .filter(
          ({ key, path }) => key === record.parentKey && (path === '' || record.path.startsWith(`${path}/`)),
        );
      expect(parents.length).toBeGreaterThan(0);
      rows.set(record.path, (rows.get(record.path) ?? 0) + 1);
    }
  }
  const counted = new Map<string, number>();
  for (const { repeats: counts } of records) {
    for (const [path, count] of Object.entries(counts)) counted.set(path, (counted.get(path) ?? 0) + count);
  }
  expect(counted).toEqual(rows);
}

test('every answer of a random submission is in one record, for any choice of repeats', () => {
  fc.assert(
    fc.property(trees, fc.infiniteStream(fc.boolean()), (nodes, coins) => {
      const repeats = [...new Set(paths(nodes))].filter(() => coins.next().value === true);
      checkRecords(nodes, repeats);
    }),
    { numRuns: 400 },
  );
});

test('every answer of a random submission is in one record without a form definition too', () => {
  fc.assert(
    fc.property(trees, (nodes) => checkRecords(nodes, null)),
    { numRuns: 400 },
  );
});

test('a group that occurs twice gives no key twice', () => {
  const records = readRecords(parseXml('<d><g><r><a>1</a></r></g><g><r><a>2</a></r></g></d>'), 'i', {
    repeats: ['g/r'],
  });
  expect(records.map(({ key }) => key)).toEqual(['i', 'i/r[1]', 'i/r[2]']);
});

test('a template is skipped and not counted, unless it holds an answer', () => {
  const jr = 'xmlns:jr="http://openrosa.org/javarosa"';
  const read = (inner: string) =>
    readRecords(parseXml(`<d ${jr}><r jr:template=""><a>${inner}</a></r><r><a>1</a></r></d>`), 'i', {
      repeats: ['r'],
    }).map(({ key, values }) => [key, values['r/a']]);
  expect(read(' ')).toEqual([
    ['i', undefined],
    ['i/r[1]', '1'],
  ]);
  expect(read('x')).toEqual([
    ['i', undefined],
    ['i/r[1]', 'x'],
    ['i/r[2]', '1'],
  ]);
});

test('attributes that differ only by their namespaces are both kept', () => {
  const xml = '<d><e xmlns:p="urn:p" id="1" p:id="2"/></d>';
  expect(readRecords(parseXml(xml), 'i', { repeats: [] })[0]?.values).toEqual({
    'e/@id': '1',
    'e/@id[2]': '2',
    e: '',
  });
});
