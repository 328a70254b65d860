import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase } from './database.ts';
import { RowFacts } from './row-facts.ts';

test('a repeat has as many rows as the row with most of them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-row-facts-'));
  const db = openDatabase(join(folder, 'attache.sqlite'), null);
  const submission = db.prepare(
    `INSERT INTO submission (id, form_id, version, content_id, encrypted, state, signature, submitted_ms, submitted_day,
       record_count, read_by_form, stored_at, run_id) VALUES (?, 'f', ?, ?, 1, 'decrypted', 'valid', 0, '2026-11-01', ?, 1, '', 1)`,
  );
  const record = db.prepare(
    `INSERT INTO record (submission_id, ordinal, path, key, parent_key, "values", repeats) VALUES (?, ?, ?, ?, ?, '{}', '')`,
  );
  const add = (
    id: number,
    version: string,
    ...rows: readonly (readonly [path: string, parent: string])[]
  ): void => {
    submission.run(id, version, `content-${id}`, rows.length + 1);
    record.run(id, 0, '', `s${id}`, null);
    for (const [i, [path, parent]] of rows.entries())
      record.run(id, i + 1, path, `s${id}/${path}[${i}]`, parent);
  };
  add(1, '1', ['kid', 's1'], ['kid', 's1'], ['kid/shot', 'k1'], ['kid/shot', 'k2']);
  add(2, '2', ['kid', 's2'], ['kid/shot', 'k1'], ['kid/shot', 'k1'], ['kid/shot', 'k1']);
  add(3, '2');
  const facts = new RowFacts(db, 'f');
  expect([...facts.mostRows({})]).toEqual([
    ['kid', 2],
    ['kid/shot', 3],
  ]);
  expect([...facts.mostRows({ version: '1', newSince: 'x' })]).toEqual([
    ['kid', 2],
    ['kid/shot', 1],
  ]);
  expect([...facts.mostRows({ ids: [3] })]).toEqual([]);
  expect([...new RowFacts(db, 'other').mostRows({})]).toEqual([]);
  closeDatabase(db);
  rmSync(folder, { recursive: true, force: true });
});
