import type { Db } from './db.ts';

/** One press of "Pull": what the user asked for, and the result. Plan and report are JSON. */
export interface StoredPull {
  readonly id: number;
  readonly kind: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly plan: string;
  /** While the pull runs, its progress when it was last noted. */
  readonly report: string | null;
}

const COLUMNS = 'id, kind, started_at AS startedAt, ended_at AS endedAt, outcome, plan, report';

/** The pulls, newest last. All writing is in the caller's transaction. */
export class Pulls {
  readonly #start;
  readonly #note;
  readonly #end;
  readonly #amend;
  readonly #find;
  readonly #ended;
  readonly #open;

  constructor(db: Db) {
    this.#start = db.prepare('INSERT INTO pull (kind, started_at, plan) VALUES (?,?,?)');
    this.#note = db.prepare('UPDATE pull SET report = ? WHERE id = ? AND ended_at IS NULL');
    this.#end = db.prepare(
      'UPDATE pull SET ended_at = ?, outcome = ?, report = ifnull(?, report) WHERE id = ? AND ended_at IS NULL',
    );
    this.#amend = db.prepare('UPDATE pull SET outcome = ?, report = ? WHERE id = ? AND ended_at IS NOT NULL');
    this.#find = db.prepare<[number], StoredPull>(`SELECT ${COLUMNS} FROM pull WHERE id = ?`);
    this.#ended = db.prepare<[number], StoredPull>(
      `SELECT ${COLUMNS} FROM pull WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT ?`,
    );
    this.#open = db.prepare<[], StoredPull>(
      `SELECT ${COLUMNS} FROM pull WHERE ended_at IS NULL ORDER BY id DESC`,
    );
  }

  start(kind: string, at: string, plan: object): number {
    return Number(this.#start.run(kind, at, JSON.stringify(plan)).lastInsertRowid);
  }

  /** Notes how far a running pull has come. */
  note(id: number, report: object): void {
    this.#note.run(JSON.stringify(report), id);
  }

  /** Ends a pull. Without a report, the last note stays. */
  end(id: number, at: string, outcome: string, report: object | null): void {
    this.#end.run(at, outcome, report === null ? null : JSON.stringify(report), id);
  }

  /** Replaces the report of a pull that has ended. */
  amend(id: number, outcome: string, report: object): void {
    this.#amend.run(outcome, JSON.stringify(report), id);
  }

  find(id: number): StoredPull | null {
    return this.#find.get(id) ?? null;
  }

  /** The last pulls that have ended, newest first. */
  ended(most: number): StoredPull[] {
    return this.#ended.all(most);
  }

  /** Pulls without an end: one is running, or the program stopped in the middle of it. Newest first. */
  open(): StoredPull[] {
    return this.#open.all();
  }
}
