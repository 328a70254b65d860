// Covers core/export/formats/parquet/description.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDuckDb } from '../../../../fixtures/duckdb/duckdb.ts';
import { writeExport } from '../../export.ts';
import { choices, field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const duckDb = findDuckDb();
const ask = 'ask' in duckDb ? duckDb.ask : () => [];
const reason = 'reason' in duckDb ? ` (skipped: ${duckDb.reason})` : '';

const SURVEY = form([
  field('age', 'int'),
  field('start', 'dateTime'),
  field('uses', 'select', choices('food', 'sale')),
  field('Age', 'decimal'),
  repeat('child', field('child/n', 'int')),
]);
const reader = new MemoryReader(
  [SURVEY],
  [
    submitted(
      SURVEY,
      'uuid:1',
      '<age>42</age><start>2024-03-01T09:30:00.000+03:00</start><uses>food</uses><Age>0.5</Age><child><n>7</n></child>',
    ),
    submitted(SURVEY, 'uuid:2', '<age>many</age><uses>sale</uses>'),
  ],
);

describe.skipIf(reason !== '')(`DuckDB${reason}`, () => {
  test('reads a file for the form and one for each repeat, and joins them', async () => {
    const folder = temporaryFolder();
    const report = await writeExport(reader, { folder, format: 'parquet' });
    expect(readdirSync(folder).sort()).toEqual(['A form-child.parquet', 'A form.parquet']);
    expect(report.notes).toMatchObject([
      { code: 'export.answers_of_other_type', params: { file: 'A form.parquet', column: 'age' } },
    ]);
    const [main, child] = ['A form.parquet', 'A form-child.parquet'].map((name) => join(folder, name));
    const [types = [], rows = [], joined = []] = ask(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${main}') LIMIT 9`,
      `SELECT age, age_text, start, uses_food, uses_sale FROM '${main}' ORDER BY key`,
      `SELECT c.key, c.position, c.n, m.age FROM '${main}' m JOIN '${child}' c ON c.parent_key = m.key`,
    );
    // DuckDB takes names that differ only by case for the same, so these do not.
    expect(types).toEqual([
      ['key', 'VARCHAR'],
      ['submission_date', 'TIMESTAMP'],
      ['form_version', 'VARCHAR'],
      ['age', 'BIGINT'],
      ['age_text', 'VARCHAR'],
      ['start', 'TIMESTAMP'],
      ['uses', 'VARCHAR'],
      ['uses_food', 'BOOLEAN'],
      ['uses_sale', 'BOOLEAN'],
    ]);
    expect(rows).toEqual([
      ['42', null, '2024-03-01 09:30:00', true, false],
      [null, 'many', null, false, true],
    ]);
    expect(joined).toEqual([['uuid:1/child[1]', '1', '7', '42']]);
  });

  test('date-times in UTC are instants', async () => {
    const folder = temporaryFolder();
    await writeExport(reader, { folder, format: 'parquet', timeZone: 'UTC' });
    const sql = `SELECT typeof(start), epoch_ms(start) FROM '${join(folder, 'A form.parquet')}' LIMIT 1`;
    expect(ask(sql)).toEqual([[['TIMESTAMP WITH TIME ZONE', String(Date.UTC(2024, 2, 1, 6, 30))]]]);
  });
});
