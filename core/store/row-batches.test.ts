// Covers core/store/export-order.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bigFormId, makeBigWorkspace } from '../../fixtures/bench-data/big-workspace.ts';
import { connect } from './connect.ts';
import { Workspace } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-batches-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Expected {
  readonly id: number;
  readonly records: number;
  readonly others: number;
  readonly attachments: number;
}

const next = async (): Promise<void> => undefined;

test('every submission is read once and whole, also when many have the same time or no instance ID', async () => {
  const folder = join(root, 'same-time');
  makeBigWorkspace(folder, 2500).close();
  const db = connect(join(folder, 'attache.sqlite'), { key: null });
  db.exec(`
    UPDATE submission SET submitted_ms = 0, submission_date = NULL WHERE id % 10 > 0;
    UPDATE submission SET instance_id = NULL WHERE id % 7 = 0;
    UPDATE submission SET instance_id = 'same' WHERE id % 7 = 1;
    UPDATE submission SET row_id = 40 WHERE id IN (41, 42);
    INSERT INTO attachment (submission_id, position, name, state) VALUES (40, 1, 'b.jpg', 'missing'), (40, 0, 'a.jpg', 'missing');`);
  const expected = db
    .prepare<[], Expected>(
      `SELECT id, record_count AS records, iif(id = 40, 2, 0) AS others, iif(id = 40, 2, 0) AS attachments
       FROM submission WHERE record_count > 0 AND row_id IS NULL
       ORDER BY submitted_ms, ifnull(instance_id, ''), id`,
    )
    .all();
  db.close();
  const workspace = new Workspace(folder);
  const read = [...workspace.rows(bigFormId).submissions({})];
  expect(
    read.map(({ rowId, records, otherIds, attachments }) => ({
      id: rowId,
      records: records.length,
      others: otherIds?.length,
      attachments: attachments.length,
    })),
  ).toEqual(expected);
  expect(new Set(expected.map(({ records }) => records))).toEqual(new Set([1, 3]));
  expect(read.find(({ rowId }) => rowId === 40)?.attachments.map(({ name }) => name)).toEqual([
    'a.jpg',
    'b.jpg',
  ]);
  const inOrder = await workspace.exportCounting.inOrder(
    bigFormId,
    new Set(expected.map(({ id }) => id)),
    next,
  );
  expect(inOrder).toEqual(expected.map(({ id }) => id));
  for (const { records } of read) expect(records.map(({ ordinal }) => ordinal)).toEqual([...records.keys()]);
  workspace.close();
});

test('a submission with very long answers ends a batch, and the next batch goes on behind it', () => {
  const folder = join(root, 'long');
  makeBigWorkspace(folder, 60).close();
  const db = connect(join(folder, 'attache.sqlite'), { key: null });
  const long = JSON.stringify({ note: 'x'.repeat(3_000_000) });
  db.prepare('UPDATE record SET "values" = ? WHERE submission_id IN (3, 4, 20) AND ordinal = 0').run(long);
  db.close();
  const workspace = new Workspace(folder);
  const ids = [...workspace.rows(bigFormId).submissions({})].map(({ rowId }) => rowId);
  expect(ids.toSorted((a, b) => a - b)).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
  expect(ids.length).toBe(workspace.rows(bigFormId).count({}));
  workspace.close();
});
