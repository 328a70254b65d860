// Covers core/store/copies-beside.ts, core/store/migrations/format-1.ts, core/store/migrations/format-2.ts,
// core/store/migrations/later-formats.ts, core/store/on-server.ts, core/store/readable.ts,
// core/store/records.ts, core/store/standing.ts.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { testDatabase, testKeys } from '../../fixtures/switched-workspace.ts';
import { openDatabase } from './database.ts';
import type { Db } from './db.ts';
import { type FormTotals, TotalsReader } from './form-totals.ts';
import { migrations } from './migrations/migrations.ts';

/*
 * The totals are kept by triggers while rows come, change and go. Whatever happens to the tables, they must be what is
 * found by counting row by row.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-totals-'));
const opened: Db[] = [];
afterAll(() => {
  for (const db of opened) db.close();
  rmSync(root, { recursive: true, force: true });
});

function newDatabase(): Db {
  const db = openDatabase(join(root, `${opened.length}`, 'attache.sqlite'), null);
  db.pragma('synchronous = OFF');
  opened.push(db);
  return db;
}

type Deed =
  | { readonly deed: 'list'; readonly form: number; readonly ref: number }
  | {
      readonly deed: 'store';
      readonly ref: number;
      readonly form: number;
      readonly content: number;
      readonly records: number;
    }
  | { readonly deed: 'unstore' | 'read' | 'trouble' | 'mend'; readonly content: number }
  | { readonly deed: 'fail' | 'unfail' | 'gone' | 'back'; readonly form: number; readonly ref: number };

const FORMS = ['', 'a', 'b'];
const form = fc.nat(2);
const ref = fc.nat(5);
const content = fc.nat(4);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ deed: fc.constant('list' as const), form, ref }),
  fc.record({ deed: fc.constant('store' as const), form, ref, content, records: fc.nat(1) }),
  fc.record({ deed: fc.constantFrom('unstore', 'read', 'trouble', 'mend'), content }),
  fc.record({ deed: fc.constantFrom('fail', 'unfail', 'gone', 'back'), form, ref }),
);

function act(db: Db, todo: Deed): void {
  const run = (sql: string, ...values: (string | number)[]): void => {
    db.prepare(sql).run(...values);
  };
  const where = 'form_id = ? AND locator = ?';
  const key = 'form' in todo ? ([FORMS[todo.form] ?? '', `r${todo.ref}`] as const) : (['', ''] as const);
  switch (todo.deed) {
    case 'list':
      run(
        "INSERT OR IGNORE INTO listed (source, form_id, locator, listed_stamp) VALUES ('s', ?, ?, '')",
        ...key,
      );
      return;
    case 'store':
      run(
        `INSERT OR IGNORE INTO submission (id, form_id, content_id, encrypted, state, signature, submitted_ms,
           submitted_day, record_count, read_by_form, stored_at, run_id)
         VALUES (?, ?, ?, 1, 'x', 'x', 0, '', ?, 1, '', 1)`,
        todo.content + 1,
        todo.content % 2 === 0 ? 'a' : 'b',
        `c${todo.content}`,
        todo.records,
      );
      run(
        `INSERT INTO listed (source, form_id, locator, listed_stamp, submission_id) VALUES ('s', ?, ?, '', ?)
         ON CONFLICT (source, form_id, locator) DO UPDATE SET submission_id = excluded.submission_id`,
        ...key,
        todo.content + 1,
      );
      return;
    case 'unstore':
      run('DELETE FROM submission WHERE id = ?', todo.content + 1);
      return;
    case 'read':
      run('UPDATE submission SET record_count = 1 - record_count WHERE id = ?', todo.content + 1);
      return;
    case 'trouble':
      run(
        `INSERT INTO problem (submission_id, code, params, run_id) SELECT id, 'x', '{}', 1 FROM submission WHERE id = ?`,
        todo.content + 1,
      );
      return;
    case 'mend':
      run('DELETE FROM problem WHERE submission_id = ?', todo.content + 1);
      return;
    case 'fail':
      run(
        `INSERT INTO problem (source, form_id, locator, code, params, run_id)
         SELECT 's', form_id, locator, 'x', '{}', 1 FROM listed WHERE ${where}`,
        ...key,
      );
      return;
    case 'unfail':
      run(`DELETE FROM problem WHERE submission_id IS NULL AND ${where}`, ...key);
      return;
    case 'gone':
    case 'back':
      run(`UPDATE listed SET is_gone = ${todo.deed === 'gone' ? 1 : 0} WHERE ${where}`, ...key);
      return;
  }
}

interface Ref {
  readonly own: string;
  readonly list: string;
  readonly is_gone: number;
  readonly is_hidden: number;
  readonly submission_id: number | null;
  readonly is_read: number | null;
  readonly has_problem: number;
  readonly has_failed: number;
  readonly is_changed: number;
}

/** The plain way. */
function counted(db: Db): FormTotals[] {
  const refs = db
    .prepare<[], Ref>(
      `SELECT iif(l.form_id = '', ifnull(s.form_id, ''), l.form_id) AS own, l.form_id AS list, l.is_gone, l.is_hidden, l.submission_id,
         s.record_count > 0 AS is_read, l.stamp IS NOT l.listed_stamp AS is_changed,
         EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id) AS has_problem,
         EXISTS (SELECT 1 FROM problem p WHERE p.submission_id IS NULL AND p.source = l.source
           AND p.form_id = l.form_id AND p.locator = l.locator) AS has_failed
       FROM listed l LEFT JOIN submission s ON s.id = l.submission_id`,
    )
    .all();
  return [...Map.groupBy(refs, ({ own }) => own)].map(([formId, of]) => {
    // A submission that is listed with and without a form counts for each of the two lists once.
    const present = [
      ...Map.groupBy(of, ({ list, submission_id }) => `${list} ${submission_id}`).values(),
    ].filter(([first]) => first !== undefined && first.submission_id !== null);
    const missing = of.filter((row) => row.submission_id === null && row.is_gone === 0);
    const onlyHere = present.filter((group) => group.every(({ is_gone }) => is_gone === 1)).length;
    const readable = present.filter(([first]) => first?.is_read === 1);
    return {
      source: 's',
      formId,
      onServer: present.length - onlyHere + missing.length,
      onlyHere,
      unlisted: of.filter(({ is_hidden }) => is_hidden === 1).length,
      here: present.length,
      toPull: missing.length,
      changed: of.filter((row) => row.submission_id !== null && row.is_gone === 0 && row.is_changed === 1)
        .length,
      leftOut: 0,
      readable: readable.length,
      notReadable: present.length - readable.length,
      warnings: readable.filter(([first]) => first?.has_problem === 1).length,
      notStored: missing.filter(({ has_failed }) => has_failed === 1).length,
    };
  });
}

const sorted = (totals: readonly FormTotals[]): FormTotals[] =>
  totals.toSorted((a, b) => (a.formId < b.formId ? -1 : 1));

test('the totals are what counting row by row finds, whatever happens', () => {
  const db = newDatabase();
  const reader = new TotalsReader(db);
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      db.exec('DELETE FROM problem; DELETE FROM listed; DELETE FROM submission');
      for (const one of deeds) {
        act(db, one);
        expect(sorted(reader.all())).toEqual(sorted(counted(db)));
      }
    }),
    { numRuns: 300 },
  );
});

test('what was pulled before there were totals is counted too', () => {
  const folder = join(root, 'old');
  mkdirSync(folder);
  const old = testDatabase(folder);
  old.exec(migrations[0] ?? '');
  old.pragma('user_version = 1');
  old.exec(
    "INSERT INTO run (kind, source, started_at, ended_at) VALUES ('pull', 's', '', '2026-01-02T03:04:05Z')",
  );
  const deeds: Deed[] = [
    { deed: 'store', form: 1, ref: 0, content: 0, records: 1 },
    { deed: 'store', form: 1, ref: 1, content: 0, records: 1 },
    { deed: 'store', form: 2, ref: 0, content: 1, records: 0 },
    { deed: 'store', form: 2, ref: 1, content: 2, records: 1 },
    { deed: 'store', form: 0, ref: 1, content: 3, records: 1 },
    { deed: 'list', form: 0, ref: 2 },
    { deed: 'list', form: 1, ref: 3 },
    { deed: 'fail', form: 1, ref: 3 },
    { deed: 'trouble', content: 2 },
  ];
  for (const one of deeds) act(old, one);
  old.close();
  const db = openDatabase(join(folder, 'attache.sqlite'), testKeys?.database ?? null);
  opened.push(db);
  const totals = new TotalsReader(db).all();
  expect(sorted(totals)).toEqual(sorted(counted(db)));
  expect(totals.find(({ formId }) => formId === 'b')).toMatchObject({ here: 3, warnings: 1, notReadable: 1 });
  expect(db.prepare('SELECT source, form_id, counted_at FROM source_form ORDER BY form_id').all()).toEqual([
    { source: 's', form_id: '', counted_at: '2026-01-02T03:04:05Z' },
    { source: 's', form_id: 'a', counted_at: '2026-01-02T03:04:05Z' },
    { source: 's', form_id: 'b', counted_at: '2026-01-02T03:04:05Z' },
  ]);
});
