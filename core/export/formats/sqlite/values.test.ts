import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FieldType } from '../../../model/form.ts';
import { closeDatabase, openDatabase } from '../../../store/database.ts';
import type { Db } from '../../../store/db.ts';
import { makeViews } from '../../../store/views.ts';
import { field, form } from '../../testing/forms.ts';
import { answerValue } from './values.ts';

/* The values are those of the views of a workspace, so the views say what is right. */

const TYPES: readonly FieldType[] = ['string', 'int', 'decimal', 'select1', 'date', 'boolean', 'barcode'];
const folder = mkdtempSync(join(tmpdir(), 'attache-values-'));
let db: Db;

beforeAll(() => {
  db = openDatabase(join(folder, 'attache.sqlite'), null);
  const model = form(
    TYPES.map((type) => field(type, type)),
    { formId: 'f' },
  );
  db.transaction(() => makeViews(db, new Map([['f', [model]]])))();
  db.prepare(
    `INSERT INTO submission (form_id, content_id, encrypted, state, signature, submitted_ms, submitted_day,
       record_count, read_by_form, stored_at, run_id) VALUES ('f', 'c', 0, 'decrypted', 'absent', 0, '', 1, 1, '', 1)`,
  ).run();
  db.prepare(`INSERT INTO record SELECT id, 0, '', 'key', NULL, '{}', '' FROM submission`).run();
});
afterAll(() => {
  closeDatabase(db);
  rmSync(folder, { recursive: true, force: true });
});

/** Returns the values of an answer in every type, as the view has them. */
function inView(answer: string): Record<string, unknown> {
  db.prepare('UPDATE record SET "values" = ?').run(
    JSON.stringify(Object.fromEntries(TYPES.map((type) => [type, answer]))),
  );
  return db.prepare<[], Record<string, unknown>>('SELECT * FROM f').safeIntegers().get() ?? {};
}

function check(answer: string): void {
  const view = inView(answer);
  for (const type of TYPES) {
    const [value, shown] = [answerValue(type, answer), view[type]];
    // Of more than 15 digits, SQLite's versions do not write the same ones.
    if (type === 'decimal' && answer.replace(/[^\d]|e.*/gi, '').length > 15) {
      if (typeof value === 'string') expect(value).toBe(answer.trim());
      else expect(Number(value)).toBe(Number(answer));
    } else expect(value, `${type} ${answer}`).toEqual(shown);
  }
}

test.each([
  ...[' two  words \n', ' \n ', '\n yes ', '\u0001x', ' 7 ', '\t1.5', '7', '-5', '0', '-0', '007'],
  ...['9223372036854775807', '-9223372036854775808', '9223372036854775808', '+254700123456', '1.0', '1.50'],
  ...['1e5', '1.0E7', '1e+05', '.5', '-.25', '-.', '.', '-', 'e5', '.e5', '5.', '1e', '00.5', '-01', '1e400'],
  ...['1e-400', '0e-400', '1.7e308', '1e-300', '1.2.3', 'Infinity', '0x1F', '1,5', 'true', '[1]', 'null'],
  ...['999999999999999', '1000000000000000', '12345678901234567', '12345678901234567890.5', '١٢', '5e-324'],
  ...['0.30000000000000004', '0.10000000000000001', '0.1234567890123456', '1.10000000000000009'],
])('the answer %j has the value that the view shows', check);

test('any answer has the value that the view shows', () => {
  const part = fc.constantFrom('0', '1', '5', '9', '00', '12345678', '.', '-', '+', 'e', 'E', ' ', 'x', '\n');
  const written = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
    fc.double({ noNaN: true, min: 1e-200, max: 1e200 }).map((n) => n.toPrecision(12)),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    fc.integer().map((n) => String(n / 100)),
  );
  fc.assert(fc.property(written, check), { numRuns: 500 });
});

test('a value never says another number than the answer', () => {
  const written = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
  fc.assert(
    fc.property(written, (answer) => {
      const value = answerValue('decimal', answer);
      if (typeof value === 'number') expect(value).toBe(Number(answer));
      else expect(String(value)).toBe(answer);
    }),
    { numRuns: 500 },
  );
});

test('characters that other programs cannot read become U+FFFD', () => {
  expect(answerValue('string', 'a\0b\ud800c')).toBe('a\ufffdb\ufffdc');
});
