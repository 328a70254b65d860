import type { Db } from './db.ts';

/**
 * The ciphertext of submissions that are open and unsigned, kept by versions that took every lack of a signature for a
 * problem. Whether it stays is for the user's choice to say, which is known when their source is next taken from.
 */
export class UnsignedCiphertext {
  readonly #forms;
  readonly #files;
  readonly #settle;
  readonly #remove;

  constructor(db: Db) {
    const ofForm = `was_unsigned = 1 AND submission_id IN (SELECT s.id FROM submission s JOIN listed l
      ON l.submission_id = s.id WHERE l.source = ? AND s.form_id = ?)`;
    this.#forms = db
      .prepare<[string], string>(
        `SELECT DISTINCT s.form_id FROM ciphertext c CROSS JOIN submission s ON s.id = c.submission_id
         CROSS JOIN listed l ON l.submission_id = s.id WHERE c.was_unsigned = 1 AND l.source = ?`,
      )
      .pluck();
    this.#files = db
      .prepare<[string, string], string>(`SELECT file FROM ciphertext WHERE ${ofForm} AND file IS NOT NULL`)
      .pluck();
    this.#settle = db.prepare<[string, string]>(`UPDATE ciphertext SET was_unsigned = 0 WHERE ${ofForm}`);
    this.#remove = db.prepare<[string, string]>(`DELETE FROM ciphertext WHERE ${ofForm}`);
  }

  /**
   * Removes what a source has given unless `isKept` says of its form that ciphertext stays, in the caller's transaction.
   * Returns the files that nothing names any more, below the ciphertext folder.
   */
  settle(source: string, isKept: (formId: string) => boolean): readonly string[] {
    const obsolete: string[] = [];
    for (const formId of this.#forms.all(source)) {
      if (isKept(formId)) {
        this.#settle.run(source, formId);
        continue;
      }
      obsolete.push(...this.#files.all(source, formId));
      this.#remove.run(source, formId);
    }
    return obsolete;
  }
}
