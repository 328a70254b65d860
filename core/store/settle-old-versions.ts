import type { Db } from './db.ts';
import { Versions } from './versions.ts';

/**
 * Decides the row of submissions that were stored before versions were known, once. Call it when the database
 * has its current format.
 */
export function settleOld(db: Db): void {
  const ids = db.prepare<[], number>('SELECT submission_id FROM to_settle').pluck();
  if (ids.get() === undefined) return;
  db.transaction(() => {
    const versions = new Versions(db);
    const runId = db.prepare<[], number>('SELECT ifnull(max(id), 0) FROM run').pluck().get() ?? 0;
    for (const id of ids.all()) versions.settle(id, runId);
    db.exec('DELETE FROM to_settle');
  }).exclusive();
}
