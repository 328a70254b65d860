import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatabaseValue } from '../../../model/other-database.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { textValue } from '../sqlite/values.ts';
import { LayerRecords } from './layer-records.ts';

const TYPES = ['INTEGER', 'DOUBLE', 'BOOLEAN', 'TEXT'];
const columns = TYPES.map((type) => ({
  shown: type === 'TEXT' ? (cell: number) => Buffer.from(`shown ${cell}`) : null,
  isFraction: type === 'DOUBLE',
}));

const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    127,
    128,
    -128,
    -129,
    32_767,
    -32_769,
    2 ** 23,
    -(2 ** 23),
    2 ** 31,
    2 ** 47,
    -(2 ** 47),
  ),
);
const fraction = fc.oneof(whole, fc.double({ noNaN: true, noDefaultInfinity: true }));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.constantFrom('', '\0', 'a\0b', '007', '1e5', 'ዘጌ', `${'x'.repeat(70)}\0`, 'y'.repeat(9000)),
);
const cell = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const rows = fc.array(
  fc.tuple(cell(whole), cell(fraction), cell(fc.constantFrom(0, 1)), cell(fc.oneof(text, fc.integer()))),
  { maxLength: 20 },
);

test('SQLite reads from the records what it would have stored itself', () => {
  fc.assert(
    fc.property(rows, (wanted) => {
      const path = join(temporaryFolder(), 'records.sqlite');
      writeFileSync(path, '');
      const database = otherDatabases.toFill(path);
      const declared = TYPES.map((type, i) => `c${i} ${type}`).join(', ');
      for (const name of ['given', 'whole', 'part'])
        database.run(
          `CREATE TABLE ${name} (fid INTEGER PRIMARY KEY, ${name === 'part' ? 'c3 TEXT, c1 DOUBLE' : declared})`,
        );
      const give = database.prepare('INSERT INTO given VALUES (?, ?, ?, ?, ?)');
      wanted.forEach((row, i) => {
        const values = row.map((value, column): DatabaseValue => {
          if (column === 3 && typeof value === 'number') return `shown ${value}`;
          return typeof value === 'string' ? textValue(value) : value;
        });
        give([BigInt(i + 1), ...values]);
      });
      const parts = [
        { layer: null, places: [0, 1, 2, 3] },
        { layer: null, places: [3, 1] },
      ];
      const filler = database.fill(['whole', 'part']);
      const records = new LayerRecords([], parts, columns, filler, () => undefined);
      for (const row of wanted) {
        records.beginRow();
        row.forEach((value, place) => {
          const bytes = Buffer.from(`#${value}`);
          if (value === null) records.missing(place);
          else if (typeof value === 'number') records.number(place, value);
          else records.text(place, bytes, 1, bytes.length);
        });
      }
      records.finish();
      filler.finish();
      const shown = (table: string, places: readonly number[]) => {
        const cells = places.map((place) => `typeof(c${place}), quote(c${place}), hex(c${place})`);
        return [...database.rows(`SELECT fid, ${cells.join(', ')} FROM ${table} ORDER BY fid`)];
      };
      expect(shown('whole', [0, 1, 2, 3])).toEqual(shown('given', [0, 1, 2, 3]));
      expect(shown('part', [1, 3])).toEqual(shown('given', [1, 3]));
      expect([...database.rows('PRAGMA integrity_check')]).toEqual([['ok']]);
      database.close();
    }),
    { numRuns: 150 },
  );
});
