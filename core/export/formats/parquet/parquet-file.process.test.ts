// Covers core/export/formats/parquet/file-bytes.ts, core/export/formats/parquet/column-type.ts,
// core/export/formats/parquet/about.ts, core/export/formats/parquet/column-values.ts.
import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDuckDb } from '../../../../fixtures/duckdb/duckdb.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY, isMissing, NOT_ASKED, NOT_IN_VERSION } from '../../analysis/cell.ts';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { ParquetFile } from './parquet-file.ts';
import { RowGroups } from './row-groups.ts';

/* Cell by cell, as DuckDB reads it. */

const duckDb = findDuckDb();
const ask = 'ask' in duckDb ? duckDb.ask : () => [];
const reason = 'reason' in duckDb ? ` (skipped: ${duckDb.reason})` : '';

function written(table: FinishedTable, isUtc = false): string {
  const path = join(temporaryFolder(), 'table.parquet');
  writeFileSync(path, '');
  const file = new ParquetFile(path, table, isUtc, new RowGroups());
  for (const row of table.rows()) file.add(row);
  file.finish();
  return path;
}

const DAY = 86_400_000;
const days = (text: string): number => Date.parse(`${text}T00:00Z`) / DAY;
const clock = (text: string): number => Date.parse(`${text}Z`);

/** Each kind, with what DuckDB calls it, its cells, and how DuckDB writes them. */
const KINDS = [
  [
    'text',
    'VARCHAR',
    ['', ' two  words ', 'a\nb\r\nc\t"\'', '007', '=1+1', 'ዘጌ ✓ 😀', '\u0000\u0001\u007f', 'NULL'],
  ],
  ['whole', 'BIGINT', [0, -5, 9007199254740991, -9007199254740991, 2147483648]],
  ['number', 'DOUBLE', [0.1, -1e300, 5e-324, 1 / 3, 1e21]],
  ['flag', 'BOOLEAN', [1, 0]],
  ['date', 'DATE', ['0001-01-01', '0987-12-31', '1899-12-31', '1970-01-01', '2024-02-29', '9999-12-31']],
  ['time', 'TIME', ['00:00:00', '09:07:00.25', '23:59:59.999']],
  [
    'dateTime',
    'TIMESTAMP',
    ['0987-01-01 00:00:00', '1969-12-31 23:59:59.999', '2024-03-10 02:30:00', '2150-01-01 00:00:00'],
  ],
] as const;

function cellOf(kind: string, value: string | number): Cell {
  if (kind === 'date') return days(String(value));
  if (kind === 'time') return clock(`1970-01-01T${value}`);
  if (kind === 'dateTime') return clock(String(value).replace(' ', 'T'));
  return value;
}

describe.skipIf(reason !== '')(`DuckDB${reason}`, () => {
  test('reads each kind of cell as its own type, and no value as NULL', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [
      `k${i}`,
      ...KINDS.map(([kind, , values]): Cell => {
        const value = values[i];
        if (value !== undefined) return cellOf(kind, value);
        return [EMPTY, NOT_ASKED, NOT_IN_VERSION][i % 3] ?? EMPTY;
      }),
    ]);
    const columns = [column('key'), ...KINDS.map(([kind]) => column(`the ${kind}`, kind))];
    const path = written(handMade(columns, rows));
    const [types = [], values = []] = ask(
      `DESCRIBE SELECT * FROM '${path}'`,
      `SELECT * FROM '${path}' ORDER BY list_position(['${rows.map(([key]) => key).join("','")}'], key)`,
    );
    expect(types.map(([name, type]) => [name, type])).toEqual([
      ['key', 'VARCHAR'],
      ...KINDS.map(([kind, type]) => [`the ${kind}`, type]),
    ]);
    const expected = rows.map(([key], i) => [
      key,
      ...KINDS.map(([kind, , cells]) => {
        const value = cells[i] ?? null;
        // DuckDB writes numbers of 64 bits as texts.
        if (value === null) return null;
        return kind === 'whole' ? String(value) : kind === 'flag' ? value === 1 : value;
      }),
    ]);
    expect(values).toEqual(expected);
  });

  test('says what the file is about, and on which clock its date-times are', async () => {
    const list = {
      name: 'yes_no',
      isCodedByValue: false,
      choices: [{ value: 'y', labels: { English: 'Yes', አማርኛ: 'አዎ' }, code: 1 }],
    };
    const columns = [
      column('key'),
      column('ok', 'text', { original: 'group/ok', labels: { English: 'Fine?' }, list }),
      column('at', 'dateTime'),
      column('d', 'date'),
    ];
    for (const isUtc of [false, true]) {
      const path = written(handMade(columns, [['k', 'y', 0, 0]]), isUtc);
      const [kept = [], schema = [], statistics = []] = ask(
        `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${path}')`,
        `SELECT name, type, logical_type FROM parquet_schema('${path}') WHERE name IN ('at', 'd')`,
        `SELECT DISTINCT created_by, num_rows FROM parquet_file_metadata('${path}')`,
      );
      expect(kept.map(([key]) => key)).toEqual(['attache']);
      expect(JSON.parse(String(kept[0]?.[1]))).toMatchObject({
        form: 'survey',
        dateTimes: 'Each time is on the clock that recorded it.',
        key: 'key',
        columns: [
          { name: 'key' },
          { name: 'ok', path: 'group/ok', labels: { English: 'Fine?' }, choices: 'yes_no' },
          { name: 'at' },
          { name: 'd' },
        ],
        choices: { yes_no: [{ value: 'y', labels: { English: 'Yes', አማርኛ: 'አዎ' } }] },
      });
      expect(schema[0]?.[2]).toContain(`isAdjustedToUTC=${isUtc ? 1 : 0}`);
      expect(schema[1]?.[2]).toContain('DateType');
      expect(statistics[0]?.[0]).toMatch(/^attache version \d/);
      expect(ask(`DESCRIBE SELECT "at" FROM '${path}'`)[0]?.[0]?.[1]).toBe(
        isUtc ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP',
      );
    }
  });

  test('reads many rows in groups of 5,000, every cell of them', async () => {
    const choices = ['maize', 'teff', 'sorghum'];
    const row = (i: number): Cell[] => [
      `uuid:${i}`,
      i % 7 === 0 ? EMPTY : i,
      i % 11 === 0 ? NOT_ASKED : i / 8,
      choices[i % 3] ?? '',
      i % 2,
      i % 13 === 0 ? EMPTY : `${'long '.repeat(i % 40)}${i}`,
    ];
    const columns = [
      ...[column('key'), column('n', 'whole'), column('d', 'number')],
      ...[column('crop'), column('f', 'flag'), column('t')],
    ];
    const count = 12_345;
    const path = written(
      handMade(
        columns,
        Array.from({ length: count }, (_, i) => row(i)),
      ),
    );
    const [groups = [], values = []] = ask(
      `SELECT row_group_id, row_group_num_rows FROM parquet_metadata('${path}') WHERE column_id = 0 ORDER BY 1`,
      `SELECT * FROM read_parquet('${path}', file_row_number = true) ORDER BY file_row_number`,
    );
    expect(groups.map(([, rows]) => Number(rows))).toEqual([5000, 5000, 2345]);
    const differing = values.findIndex((cells, i) => {
      const [key, n, d, crop, f, t] = row(i).map((cell) => (isMissing(cell) ? null : cell));
      const expected = [key, n === null ? null : String(n), d, crop, f === 1, t, String(i)];
      return expected.some((cell, place) => cell !== cells[place]);
    });
    expect(values).toHaveLength(count);
    expect(differing).toBe(-1);
  });

  test('reads texts of a megabyte, which end a group early, and a table of 2,600 columns', async () => {
    const long = Array.from({ length: 20 }, (_, i) => [`k${i}`, `${i} ${'ጤፍ'.repeat(500_000)}`] as const);
    const texts = written(handMade([column('key'), column('t')], long));
    const [sums = [], groups = []] = ask(
      `SELECT key, md5(t) FROM read_parquet('${texts}', file_row_number = true) ORDER BY file_row_number`,
      `SELECT max(row_group_num_rows) FROM parquet_metadata('${texts}')`,
    );
    expect(sums).toEqual(long.map(([key, text]) => [key, createHash('md5').update(text).digest('hex')]));
    expect(Number(groups[0]?.[0])).toBeLessThan(20);

    const many = Array.from({ length: 2600 }, (_, i) => column(`c${i}`, i % 2 === 0 ? 'whole' : 'text'));
    const row = many.map((_, i): Cell => (i % 2 === 0 ? i : i % 3 === 0 ? EMPTY : String(i)));
    const path = written(handMade([column('key'), ...many], [['k', ...row]]));
    const [[cells = []] = []] = ask(`SELECT * FROM '${path}'`);
    expect(cells).toEqual(['k', ...row.map((cell) => (isMissing(cell) ? null : String(cell)))]);
  });

  test('reads a table without rows', async () => {
    const path = written(handMade([column('key'), column('d', 'date')], []));
    expect(statSync(path).size).toBeGreaterThan(0);
    const [types = [], rows = []] = ask(`DESCRIBE SELECT * FROM '${path}'`, `SELECT * FROM '${path}'`);
    expect(types.map(([, type]) => type)).toEqual(['VARCHAR', 'DATE']);
    expect(rows).toEqual([]);
  });
});
