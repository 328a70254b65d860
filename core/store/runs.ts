import type { Db } from './db.ts';

/** The runs: one row with its report for every pull, import, decryption and retry. */
export class Runs {
  readonly #start;
  readonly #end;
  readonly #last;
  readonly #newest;
  readonly #reports;

  constructor(db: Db) {
    this.#start = db.prepare('INSERT INTO run (kind, source, started_at, pull_id) VALUES (?,?,?,?)');
    this.#end = db.prepare('UPDATE run SET ended_at = ?, outcome = ?, report = ? WHERE id = ?');
    this.#newest = db.prepare<[], number>('SELECT ifnull(max(id), 0) FROM run').pluck();
    this.#reports = db
      .prepare<[number], string>('SELECT report FROM run WHERE pull_id = ? AND report IS NOT NULL')
      .pluck();
    this.#last = db
      .prepare<[string], string | null>(
        'SELECT ended_at FROM run WHERE source = ? AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1',
      )
      .pluck();
  }

  /** The newest run; 0 when there was none. */
  newest(): number {
    return this.#newest.get() ?? 0;
  }

  /** The reports (JSON) of the finished runs of a pull. */
  reportsOf(pullId: number): readonly string[] {
    return this.#reports.all(pullId);
  }

  /** Starts a run. Takes the id of its pull when it is one of several runs of that pull. */
  start(kind: string, source: string, at: string, pullId: number | null = null): number {
    return Number(this.#start.run(kind, source, at, pullId).lastInsertRowid);
  }

  end(id: number, at: string, outcome: string, report: object): void {
    this.#end.run(at, outcome, JSON.stringify(report), id);
  }

  /** When the last finished run of a source ended, ISO 8601; null when there was none. */
  lastEnd(source: string): string | null {
    return this.#last.get(source) ?? null;
  }
}
