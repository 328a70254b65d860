import { problemData } from '../ground/problem.ts';
import type { RefKey } from '../model/submission-ref.ts';
import type { Db } from './db.ts';

/**
 * Submissions on which the engine crashed. Pulls leave them out until the user asks for them. Writing is in
 * the caller's transaction.
 */
export class SetAside {
  readonly #add;
  readonly #remove;
  readonly #tell;
  readonly #untell;
  readonly #has;

  constructor(db: Db) {
    this.#add = db.prepare('INSERT OR IGNORE INTO set_aside VALUES (?,?,?)');
    this.#remove = db.prepare('DELETE FROM set_aside WHERE source = ? AND form_id = ? AND locator = ?');
    this.#has = db
      .prepare<[string, string, string], number>(
        'SELECT 1 FROM set_aside WHERE source = ? AND form_id = ? AND locator = ?',
      )
      .pluck();
    // A stored submission has the problem itself; for any other, its ref has it.
    this.#tell = db.prepare(
      `INSERT INTO problem (submission_id, form_id, source, locator, code, params, file, run_id)
       SELECT l.submission_id, @formId, iif(l.submission_id IS NULL, @source, NULL),
         iif(l.submission_id IS NULL, @locator, NULL), @code, @params, NULL, 0
       FROM listed l WHERE l.source = @source AND l.form_id = @formId AND l.locator = @locator`,
    );
    this.#untell = db.prepare(
      `DELETE FROM problem WHERE code = @code AND (submission_id IN (SELECT submission_id FROM listed
         WHERE source = @source AND form_id = @formId AND locator = @locator)
       OR (submission_id IS NULL AND source = @source AND locator = @locator))`,
    );
  }

  /** Sets a submission aside and adds its problem. Skips a submission that no source lists. */
  add({ source, formId, locator }: RefKey): void {
    if (this.#has.get(source, formId, locator) === 1) return;
    const { code, params } = problemData('engine.crashed_on_this', {});
    const told = this.#tell.run({ source, formId, locator, code, params: JSON.stringify(params) });
    if (told.changes > 0) this.#add.run(source, formId, locator);
  }

  /** Lets pulls include it again. */
  remove({ source, formId, locator }: RefKey): void {
    if (this.#remove.run(source, formId, locator).changes === 0) return;
    this.#untell.run({ source, formId, locator, code: 'engine.crashed_on_this' });
  }
}
