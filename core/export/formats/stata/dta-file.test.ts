// Covers core/export/formats/stata/file-bytes.ts, core/export/formats/stata/rows.ts,
// core/export/formats/stata/numbers.ts.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY, NOT_ASKED, NOT_IN_VERSION } from '../../analysis/cell.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { type DtaContent, type LabelledVariable, writeDta } from './dta-file.ts';
import { variableOf } from './variables.ts';

function column(name: string, more: Partial<FinishedColumn> = {}): FinishedColumn {
  return {
    name,
    original: name,
    kind: 'text',
    role: 'answer',
    labels: {},
    list: null,
    choice: null,
    unit: null,
    question: null,
    isOnlyWhenUsed: false,
    ...more,
    facts: {
      values: 0,
      missing: { empty: 0, notAsked: 0, notInVersion: 0 },
      least: null,
      greatest: null,
      isWhole: true,
      longest: 0,
      bytes: 0,
      ...more.facts,
    },
  };
}

function variable(own: FinishedColumn, more: Partial<LabelledVariable> = {}): LabelledVariable {
  return { ...variableOf(own, 118), label: '', setName: '', ...more };
}

function content(
  variables: readonly LabelledVariable[],
  rows: readonly (readonly Cell[])[],
  more: Partial<DtaContent> = {},
): DtaContent {
  return {
    release: 118,
    label: '',
    variables,
    characteristics: [],
    sets: [],
    hasCodes: true,
    count: rows.length,
    rows: () => rows,
    ...more,
  };
}

async function written(given: DtaContent): Promise<{ bytes: Buffer; changed: ReadonlyMap<string, number> }> {
  const path = join(temporaryFolder(), 'a.dta');
  writeFileSync(path, '');
  const changed = await writeDta(path, given);
  return { bytes: readFileSync(path), changed };
}

/** The offsets in the map, and the text that begins at each of the first 13. */
function mapOf(bytes: Buffer): { places: number[]; begins: string[] } {
  const map = bytes.indexOf('<map>') + 5;
  const places = Array.from({ length: 14 }, (_, i) => Number(bytes.readBigUInt64LE(map + 8 * i)));
  const begins = places
    .slice(0, 13)
    .map((place) => /^<\/?\w+>/.exec(bytes.toString('latin1', place))?.[0] ?? '');
  return { places, begins };
}

function dataOf(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf('<data>') + 6, bytes.indexOf('</data>'));
}

test('a file that another writer made is made again byte for byte', async () => {
  const a = variable(column('a', { kind: 'flag' }), { setName: 'L' });
  const long = { longest: 3000 } as FinishedColumn['facts'];
  const t = { ...variable(column('t', { facts: long })), format: '%9s' };
  const { bytes } = await written(
    content(
      [a, t],
      [
        [1, 'ሀ'],
        [NOT_ASKED, EMPTY],
      ],
      {
        characteristics: [{ owner: '_dta', name: 'c', text: 'v' }],
        sets: [
          {
            name: 'L',
            entries: [
              [1, 'Yes'],
              [2147483622, 'R'],
            ],
          },
        ],
      },
    ),
  );
  expect(mapOf(bytes).places).toEqual([
    0, 141, 264, 301, 580, 607, 740, 1037, 1714, 2022, 2053, 2092, 2298, 2310,
  ]);
  expect(dataOf(bytes).toString('hex')).toBe('010200010000000000660000000000000000');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '45b7232ef47e53087e7c07bf7475a96084a1afe58d854a27767538df12f7408c',
  );
});

const SECTIONS = [
  '<stata_dta>',
  '<map>',
  '<variable_types>',
  '<varnames>',
  '<sortlist>',
  '<formats>',
  '<value_label_names>',
  '<variable_labels>',
  '<characteristics>',
  '<data>',
  '<strls>',
  '<value_labels>',
  '</stata_dta>',
];

test('the map leads to every section, also behind more bytes than the buffer has', async () => {
  const texts = [400_000, 300_000, 1].map((length) => 'ሀ'.repeat(length));
  const long = { longest: 1_200_000 } as FinishedColumn['facts'];
  const { bytes } = await written(
    content(
      [variable(column('t', { facts: long }))],
      texts.map((text) => [text]),
      { characteristics: [{ owner: 't', name: 'c', text: 'x'.repeat(300_000) }] },
    ),
  );
  const { places, begins } = mapOf(bytes);
  expect(begins).toEqual(SECTIONS);
  expect(places[13]).toBe(bytes.length);
  const blocks = bytes.subarray(bytes.indexOf('<strls>') + 7, bytes.indexOf('</strls>'));
  let at = 0;
  for (const [i, text] of texts.entries()) {
    expect(blocks.toString('latin1', at, at + 3)).toBe('GSO');
    expect([blocks.readUInt32LE(at + 3), Number(blocks.readBigUInt64LE(at + 7))]).toEqual([1, i + 1]);
    const length = blocks.readUInt32LE(at + 16);
    expect(blocks.toString('utf8', at + 20, at + 20 + length)).toBe(`${text}\0`);
    at += 20 + length;
  }
  expect(at).toBe(blocks.length);
});

test('release 119 has wider counts and wider references', async () => {
  const long = { longest: 3000 } as FinishedColumn['facts'];
  const { bytes } = await written(
    content([variable(column('t', { facts: long }))], [[EMPTY], ['x']], { release: 119 }),
  );
  expect(bytes.toString('latin1', 0, 39)).toBe('<stata_dta><header><release>119</release>'.slice(0, 39));
  expect(bytes.readUInt32LE(70)).toBe(1);
  expect(Number(bytes.readBigUInt64LE(81))).toBe(2);
  expect(mapOf(bytes).begins).toEqual(SECTIONS);
  expect(bytes.indexOf('</sortlist>') - bytes.indexOf('<sortlist>')).toBe('<sortlist>'.length + 8);
  expect(dataOf(bytes).toString('hex')).toBe(`${'00'.repeat(8)}0100000200000000`);
});

test('missing values have their codes in every type', async () => {
  const facts = (least: number, greatest: number) => ({ least, greatest }) as FinishedColumn['facts'];
  const whole = (name: string, greatest: number) =>
    variable(column(name, { kind: 'whole', facts: facts(0, greatest) }));
  const variables = [whole('b', 1), whole('i', 1000), whole('l', 100_000), whole('d', 1e12)];
  expect(variables.map(({ type }) => type)).toEqual(['byte', 'int', 'long', 'double']);
  const rows = [EMPTY, NOT_ASKED, NOT_IN_VERSION].map((cell) => variables.map(() => cell));
  const { bytes } = await written(content(variables, rows));
  expect(dataOf(bytes).toString('hex')).toBe(
    [
      '65e57fe5ffff7f000000000000e07f',
      '66e67fe6ffff7f000000000001e07f',
      '67e77fe7ffff7f000000000002e07f',
    ].join(''),
  );
  const plain = dataOf((await written(content(variables, rows, { hasCodes: false }))).bytes);
  expect(plain.toString('hex')).toBe('65e57fe5ffff7f000000000000e07f'.repeat(3));
});

test('a type holds exactly its range', () => {
  const typeOf = (least: number, greatest: number) => {
    const facts = { least, greatest } as FinishedColumn['facts'];
    return variableOf(column('n', { kind: 'whole', facts }), 118).type;
  };
  expect([typeOf(-127, 100), typeOf(-128, 0), typeOf(0, 101)]).toEqual(['byte', 'int', 'int']);
  expect([typeOf(-32_767, 32_740), typeOf(-32_768, 0), typeOf(0, 32_741)]).toEqual(['int', 'long', 'long']);
  expect([
    typeOf(-2_147_483_647, 2_147_483_620),
    typeOf(-2_147_483_648, 0),
    typeOf(0, 2_147_483_621),
  ]).toEqual(['long', 'double', 'double']);
});

test('what no variable can hold is missing and counted, and never another number', async () => {
  const cells = [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 1023, -(2 ** 1023), 8.98e307];
  const { bytes, changed } = await written(
    content(
      [variable(column('d', { kind: 'number' })), variable(column('b', { kind: 'flag' }))],
      cells.map((cell, i) => [cell, i === 0 ? 101 : 0.5]),
    ),
  );
  expect(changed).toEqual(
    new Map([
      ['d', 4],
      ['b', 5],
    ]),
  );
  const data = dataOf(bytes);
  const doubles = cells.map((_, i) => data.readBigUInt64LE(9 * i));
  expect(doubles.slice(0, 4)).toEqual(Array(4).fill(0x7fe0000000000000n));
  expect(data.readDoubleLE(36)).toBe(8.98e307);
  expect(data[8]).toBe(101);
});

test('NUL leaves a text, half a character becomes U+FFFD, and both are counted', async () => {
  const texts = ['a\0b', '\ud83d', 'x'.repeat(2045), '\0'];
  const facts = (longest: number) => ({ longest }) as FinishedColumn['facts'];
  const { bytes, changed } = await written(
    content(
      [variable(column('s', { facts: facts(2045) })), variable(column('l', { facts: facts(2046) }))],
      texts.map((text) => [text, text]),
    ),
  );
  expect(changed).toEqual(
    new Map([
      ['s', 3],
      ['l', 3],
    ]),
  );
  const data = dataOf(bytes);
  const shorts = texts.map((_, i) => data.toString('utf8', i * 2053, i * 2053 + 2045).replace(/\0+$/, ''));
  expect(shorts).toEqual(['ab', '\ufffd', 'x'.repeat(2045), '']);
  expect(bytes.toString('latin1').split('GSO')).toHaveLength(4);
});

test('one long answer among many short ones does not widen every row', () => {
  const typeOf = (rows: number, longest: number, release: 118 | 119) => {
    const missing = { empty: rows - 1000, notAsked: 0, notInVersion: 0 };
    const facts = { values: 1000, missing, longest, bytes: longest + 20_000 } as FinishedColumn['facts'];
    return variableOf(column('t', { facts }), release).type;
  };
  expect(typeOf(100_000, 2000, 118)).toBe('long text');
  expect(typeOf(100_000, 2000, 119)).toBe('text');
  expect(typeOf(10_000, 2000, 118)).toBe('text');
  expect(typeOf(10_000_000, 244, 118)).toBe('text');
});
