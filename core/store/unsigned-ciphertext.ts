import type { Db } from './db.ts';

/**
 * The ciphertext of submissions that are decrypted and unsigned. Earlier versions kept it, because they
 * treated every missing signature as a problem. Whether it stays is the user's choice, which is known when
 * their source is next pulled.
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
   * Removes this ciphertext of a source's submissions, except for forms where `isKept` is true. In the
   * caller's transaction. Returns the files below the ciphertext folder that nothing refers to any more.
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
