import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeDatabase, openDatabase } from './database.ts';
import type { Db } from './db.ts';
import { hasContent, hasInstance } from './submission-ids.ts';

function withSubmissions(...ids: readonly (readonly [contentId: string, instanceId: string | null])[]): Db {
  const folder = mkdtempSync(join(tmpdir(), 'attache-submission-ids-'));
  const db = openDatabase(join(folder, 'attache.sqlite'), null);
  onTestFinished(() => {
    closeDatabase(db);
    rmSync(folder, { recursive: true, force: true });
  });
  const insert = db.prepare(
    `INSERT INTO submission (content_id, instance_id, encrypted, state, signature, submitted_ms, submitted_day,
       record_count, read_by_form, stored_at, run_id)
     VALUES (?, ?, 1, 'decrypted', 'valid', 0, '2026-11-01', 1, 1, '', 1)`,
  );
  for (const [contentId, instanceId] of ids) insert.run(contentId, instanceId);
  return db;
}

const WAYS = [
  ['content', hasContent('@id')],
  ['instance', hasInstance('@id')],
] as const;

test.each(WAYS)('IDs that end alike are told apart: %s', (_, condition) => {
  const id = (start: string): string => `${start}-0123456789ab`;
  const db = withSubmissions(
    ...['one', 'two', 'ten'].map((start): [string, string] => [id(start), id(start)]),
    ['0123456789ab', '0123456789ab'],
    ['short', 'short'],
    ['', ''],
    ['ክትባት/🧪-0123456789ab', 'ክትባት/🧪-0123456789ab'],
    ['none', null],
  );
  const find = db.prepare<[object], string>(`SELECT content_id FROM submission WHERE ${condition}`).pluck();
  for (const known of [id('one'), id('two'), '0123456789ab', 'short', '', 'ክትባት/🧪-0123456789ab'])
    expect(find.all({ id: known })).toEqual([known]);
  for (const unknown of [id('six'), 'hort', '-0123456789ab', null])
    expect(find.all({ id: unknown })).toEqual([]);
});

test.each(WAYS)('they are found by an index: %s', (name, condition) => {
  const db = withSubmissions();
  const plan = db.prepare(`EXPLAIN QUERY PLAN SELECT id FROM submission WHERE ${condition}`).all({ id: '' });
  expect(JSON.stringify(plan)).toContain(`USING INDEX submission_${name}`);
});
