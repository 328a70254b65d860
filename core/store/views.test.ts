// Covers core/store/view-sql.ts, core/xform/view-tables.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldType, FormModel, FormNode } from '../model/form.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Db } from './db.ts';
import { makeViews } from './views.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-views-'));
let db: Db;
beforeAll(() => {
  db = openDatabase(join(folder, 'attache.sqlite'), null);
});
afterAll(() => {
  closeDatabase(db);
  rmSync(folder, { recursive: true, force: true });
});

function field(path: string, type: FieldType = 'string'): FormNode {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { kind: 'field', name, path, type, labels: {}, choices: null } as unknown as FormNode;
}

function form(formId: string, children: readonly FormNode[]): FormModel {
  return {
    formId,
    version: null,
    title: formId,
    languages: [],
    publicKey: null,
    children,
  } as unknown as FormModel;
}

function forms(...models: readonly FormModel[]): ReadonlyMap<string, readonly FormModel[]> {
  return new Map(models.map((model) => [model.formId, [model]]));
}

/** Makes the views of these forms; returns the forms that got none. */
function make(...models: readonly FormModel[]): readonly string[] {
  return db.transaction(() => makeViews(db, forms(...models)))();
}

function viewNames(): string[] {
  return db
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY rowid")
    .pluck()
    .all();
}

/** Puts one row of answers in, and gives it as the view of its form shows it. */
function shown(formId: string, values: Readonly<Record<string, string>>): Record<string, unknown> {
  return db.transaction((): Record<string, unknown> => {
    db.prepare('DELETE FROM submission').run();
    const id = Number(
      db
        .prepare(
          `INSERT INTO submission (form_id, content_id, encrypted, state, signature, submitted_ms, submitted_day,
             record_count, read_by_form, stored_at, run_id) VALUES (?, 'c', 0, 'decrypted', 'absent', 0, '', 1, 1, '', 1)`,
        )
        .run(formId).lastInsertRowid,
    );
    db.prepare("INSERT INTO record VALUES (?, 0, '', 'made-up key', NULL, ?, '')").run(
      id,
      JSON.stringify(values),
    );
    return db.prepare(`SELECT * FROM "${formId}"`).get() as Record<string, unknown>;
  })();
}

describe('names', () => {
  test.each([
    ['sqlite_survey', '_sqlite_survey'],
    ['SQLite_x', '_SQLite_x'],
    ['pragma_table_info', '_pragma_table_info'],
    ['json_each', 'json_each 2'],
    ['Submission', 'Submission 2'],
    ['listed_form', 'listed_form 2'],
    ['a "quoted" name', 'a "quoted" name'],
    ["it's", "it's"],
    ['idea-💡', 'idea-💡'],
  ])('a form with the ID %s has the view %s', (formId, name) => {
    expect(make(form(formId, [field('q')]))).toEqual([]);
    expect(viewNames()).toEqual([name]);
    expect(db.prepare("SELECT value FROM json_each('[1]')").pluck().get()).toBe(1);
  });

  test('two forms whose IDs differ by case have a view each', () => {
    make(form('Survey', [field('q')]), form('survey', [field('q')]));
    expect(viewNames()).toEqual(['Survey', 'survey 2']);
  });

  test('a question named like a column of ours has a name of its own', () => {
    make(form('f', [field('KEY'), field('signature'), field('Key')]));
    expect(Object.keys(shown('f', { KEY: 'a', signature: 'b', Key: 'c' }))).toEqual([
      'KEY',
      'submission_date',
      'form_version',
      'signature',
      'is_draft',
      'submission_source',
      'KEY_2',
      'signature_2',
      'Key_3',
    ]);
  });

  test('any text may be a form ID', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((id) => !id.includes('\0')),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (ids) => {
          expect(make(...ids.map((id) => form(id, [field('q', 'decimal')])))).toEqual([]);
          expect(viewNames()).toHaveLength(ids.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('one form never costs another its views', () => {
  test('a form that SQLite refuses is named, and the others have theirs', () => {
    // An identifier cannot hold NUL: the statement would end there.
    expect(
      make(form('before', [field('q')]), form('f\0', [field('q')]), form('after', [field('q')])),
    ).toEqual(['f\0']);
    expect(viewNames()).toEqual(['before', 'after']);
  });

  test('a form of 4,000 questions goes on in further views, however long its paths are', () => {
    const wide = Array.from({ length: 4000 }, (_, i) =>
      field(`group_with_a_rather_long_name_${i}/q${i}`, 'decimal'),
    );
    expect(make(form('wide', wide), form('small', [field('q')]))).toEqual([]);
    expect(viewNames()).toEqual(['wide', 'wide 2', 'wide 3', 'small']);
    for (const name of viewNames()) db.prepare(`SELECT * FROM "${name}"`).all();
    const long = Array.from({ length: 30 }, (_, i) => field(`${'x'.repeat(20_000)}/q${i}`, 'decimal'));
    expect(make(form('long', long))).toEqual([]);
    for (const name of viewNames()) db.prepare(`SELECT * FROM "${name}"`).all();
  });
});

describe('answers', () => {
  beforeAll(() => {
    make(form('f', [field('t'), field('i', 'int'), field('d', 'decimal'), field('s', 'select1')]));
  });

  test('an answer is as it was written, with its white space where that is a part of it', () => {
    expect(shown('f', { t: ' two  words \n', s: '\n  yes\n ', i: ' 7 ', d: '\t1.5' })).toMatchObject({
      t: ' two  words \n',
      s: 'yes',
      i: 7,
      d: 1.5,
    });
    expect(shown('f', { t: ' \n ', s: '', i: ' ' })).toMatchObject({ t: null, s: null, i: null, d: null });
  });

  test('a submission without an instance ID has the key that its repeats name', () => {
    expect(shown('f', { t: 'x' })).toMatchObject({ KEY: 'made-up key' });
  });

  test.each([
    ['7', 7],
    ['-5', -5],
    ['0', 0],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', '9223372036854775808'],
    ['12345678901234567890', '12345678901234567890'],
    ['007', '007'],
    ['+254700123456', '+254700123456'],
    ['12-03-045', '12-03-045'],
    ['-', '-'],
    ['1.0', '1.0'],
    ['١٢', '١٢'],
  ])('the whole number %s is shown as %s', (answer, value) => {
    const { i } = shown('f', { i: answer });
    expect(typeof value === 'bigint' ? BigInt(i as number) : i).toEqual(
      typeof value === 'bigint' ? BigInt(Number(value)) : value,
    );
  });

  test.each([
    ['1.5', 1.5],
    ['1.50', 1.5],
    ['1e5', 100000],
    ['1.0E7', 10000000],
    ['.5', 0.5],
    ['-.25', -0.25],
    ['0.30000000000000004', 0.30000000000000004],
    ['-1.2921', -1.2921],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    ['1.2.3', '1.2.3'],
    ['4.5.2024', '4.5.2024'],
    ['Infinity', 'Infinity'],
    ['0x1F', '0x1F'],
    ['1,5', '1,5'],
    ['e5', 'e5'],
    ['5.', '5.'],
    ['true', 'true'],
    ['[1]', '[1]'],
    ['12345678901234567890.5', '12345678901234567890.5'],
  ])('the decimal %s is shown as %s', (answer, value) => {
    expect(shown('f', { d: answer })).toMatchObject({ d: value });
  });

  test('no answer changes its value', () => {
    const part = fc.constantFrom('0', '1', '5', '9', '00', '123456789', '.', '-', '+', 'e', 'E', ' ', 'x');
    const written = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    );
    db.defaultSafeIntegers(true);
    try {
      fc.assert(
        fc.property(written, (answer) => {
          const { i, d } = shown('f', { i: answer, d: answer });
          const trimmed = answer.trim();
          if (typeof i === 'bigint') expect(String(i)).toBe(trimmed);
          else expect(i ?? '').toBe(trimmed);
          if (typeof d === 'bigint') expect(String(d)).toBe(trimmed);
          else if (typeof d === 'number') expect(d).toBe(Number(trimmed));
          else expect(d ?? '').toBe(trimmed);
        }),
        { numRuns: 500 },
      );
    } finally {
      db.defaultSafeIntegers(false);
    }
  });
});
