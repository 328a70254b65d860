import type { LeftOver } from '../model/run-report.ts';
import type { Db } from './db.ts';

/** Counts what is left to do after a command, including what it did not touch itself. */
export class LeftOvers {
  readonly #count;

  constructor(db: Db) {
    this.#count = db.prepare<[object], { state: string; count: number }>(
      `SELECT s.state, count(*) AS count FROM submission s
       WHERE s.state IN ('sealed', 'incomplete', 'failed')
         AND (s.state <> 'incomplete' OR s.record_count = 0 OR EXISTS (SELECT 1 FROM attachment a
           WHERE a.submission_id = s.id AND a.state IN ('missing', 'failed')))
         AND (@formIds IS NULL OR s.form_id IN (SELECT value FROM json_each(@formIds)) OR s.form_id IS NULL)
         AND (@source IS NULL OR EXISTS (SELECT 1 FROM listed l
           WHERE l.submission_id = s.id AND l.source = @source))
         -- Of an edited one, the row counts, and the newer version that cannot be read instead of it.
         AND (s.row_id IS NULL OR EXISTS (SELECT 1 FROM problem p
           WHERE p.submission_id = s.row_id AND p.code = 'submission.newest_unreadable'))
       GROUP BY s.state`,
    );
  }

  /** Counts for one source (null is all) and for these forms (null is all). */
  count(source: string | null, formIds: readonly string[] | null): LeftOver {
    const named = formIds === null ? null : JSON.stringify(formIds);
    const rows = this.#count.all({ source, formIds: named });
    const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
    return { waitingForKey: of('sealed'), incomplete: of('incomplete'), failed: of('failed') };
  }
}
