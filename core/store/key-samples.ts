import type { Db } from './database.ts';

/** A stored submission that a key can be tried on. */
export interface KeySample {
  readonly version: string | null;
  /** The manifest's bytes. */
  readonly manifest: Uint8Array;
}

/** Only so many of the newest submissions of a form are looked through for one of each version. */
const NEWEST = 100;

/** Real submissions to try keys on, and what keys have opened before. Reads a bounded number of rows. */
export class KeySamples {
  readonly #waiting;
  readonly #opened;
  readonly #manifest;
  readonly #hasOpened;
  readonly #isWaiting;
  readonly #openedBy;
  readonly #unopened;

  constructor(db: Db) {
    const newestOf = (rows: string): string =>
      `SELECT version, max(id) AS id FROM (
         SELECT s.id, s.version FROM submission s ${rows}
           AND EXISTS (SELECT 1 FROM listed l WHERE l.submission_id = s.id AND l.source = @source)
         ORDER BY s.id DESC LIMIT ${NEWEST})
       GROUP BY version ORDER BY id DESC`;
    this.#waiting = db.prepare<[object], { version: string | null; id: number }>(
      newestOf("INDEXED BY submission_state WHERE s.state = 'sealed' AND s.form_id = @formId"),
    );
    this.#opened = db.prepare<[object], { version: string | null; id: number }>(
      newestOf('INDEXED BY submission_key WHERE s.key_fingerprint = @fingerprint AND s.form_id = @formId'),
    );
    this.#manifest = db
      .prepare<[number], Uint8Array | null>('SELECT manifest FROM submission WHERE id = ?')
      .pluck();
    this.#hasOpened = db
      .prepare<[string, string], number>(
        'SELECT 1 FROM submission WHERE key_fingerprint = ? AND form_id = ? LIMIT 1',
      )
      .pluck();
    this.#isWaiting = db
      .prepare<[string], number>("SELECT 1 FROM submission WHERE state = 'sealed' AND form_id = ? LIMIT 1")
      .pluck();
    this.#openedBy = db
      .prepare<[string, string], number>(
        'SELECT count(*) FROM submission INDEXED BY submission_key WHERE key_fingerprint = ? AND form_id = ?',
      )
      .pluck();
    this.#unopened = db.prepare<[string], { version: string | null; count: number }>(
      `SELECT version, count(*) AS count FROM submission INDEXED BY submission_not_readable
       WHERE form_id = ? AND record_count = 0 AND encrypted = 1 AND key_fingerprint IS NULL GROUP BY version`,
    );
  }

  /** One submission a version of a form at a source: of those that wait for a key, and of those that this key opened. */
  of(source: string, formId: string, fingerprint: string): KeySample[] {
    const found = [
      ...this.#waiting.all({ source, formId }),
      ...this.#opened.all({ source, formId, fingerprint }),
    ];
    return found.flatMap(({ version, id }) => {
      const manifest = this.#manifest.get(id) ?? null;
      return manifest === null ? [] : [{ version, manifest }];
    });
  }

  /** Whether anything of that form was opened with that key. */
  hasOpened(fingerprint: string, formId: string): boolean {
    return this.#hasOpened.get(fingerprint, formId) === 1;
  }

  /** How many submissions of a form are this key's: those it opened, and those of its versions that none has opened. */
  belonging(fingerprint: string, formId: string, versions: readonly string[]): number {
    const named = new Set(versions);
    return this.#unopened
      .all(formId)
      .filter(({ version }) => named.has(version ?? ''))
      .reduce((sum, { count }) => sum + count, this.#openedBy.get(fingerprint, formId) ?? 0);
  }

  /** Whether anything of that form waits for a key. */
  isWaiting(formId: string): boolean {
    return this.#isWaiting.get(formId) === 1;
  }
}
