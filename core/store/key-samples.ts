import type { Db } from './db.ts';

/** A stored submission that a key can be tried on. */
export interface KeySample {
  readonly version: string | null;
  /** The manifest's bytes. */
  readonly manifest: Uint8Array;
}

/** Submissions of one version of a form at one source that wait for a key. */
export interface WaitingSamples {
  readonly version: string | null;
  readonly waiting: number;
}

/** Only this many of the newest decrypted submissions are searched for one of each version. */
const NEWEST = 100;

/**
 * Stored submissions to try keys on, and what each key has decrypted before. Reads a limited number of
 * manifests.
 */
export class KeySamples {
  readonly #waiting;
  readonly #newest;
  readonly #opened;
  readonly #manifest;
  readonly #openedBy;
  readonly #lastOpened;

  constructor(db: Db) {
    const atSource = 'EXISTS (SELECT 1 FROM listed l WHERE l.submission_id = s.id AND l.source = @source)';
    this.#waiting = db.prepare<[object], WaitingSamples>(
      `SELECT version, count(*) AS waiting FROM submission s INDEXED BY submission_sealed
       WHERE s.state = 'sealed' AND s.form_id = @formId AND ${atSource} GROUP BY version ORDER BY version DESC`,
    );
    this.#newest = db
      .prepare<[object], Uint8Array>(
        `SELECT manifest FROM submission s INDEXED BY submission_sealed
         WHERE s.state = 'sealed' AND s.form_id = @formId AND s.version IS @version AND s.manifest IS NOT NULL
           AND ${atSource} ORDER BY s.id DESC LIMIT @limit`,
      )
      .pluck();
    this.#opened = db.prepare<[object], { version: string | null; id: number }>(
      `SELECT version, max(id) AS id FROM (
         SELECT s.id, s.version FROM submission s INDEXED BY submission_key
         WHERE s.key_fingerprint = @fingerprint AND s.form_id = @formId AND ${atSource}
         ORDER BY s.id DESC LIMIT ${NEWEST})
       GROUP BY version ORDER BY id DESC`,
    );
    this.#manifest = db
      .prepare<[number], Uint8Array | null>('SELECT manifest FROM submission WHERE id = ?')
      .pluck();
    this.#openedBy = db
      .prepare<[string, string], number>(
        'SELECT count(*) FROM submission INDEXED BY submission_key WHERE key_fingerprint = ? AND form_id = ?',
      )
      .pluck();
    this.#lastOpened = db
      .prepare<[string], string | null>(
        `SELECT max(stored_at) FROM submission WHERE id IN (SELECT max(id) FROM submission INDEXED BY submission_key
         WHERE key_fingerprint = ? GROUP BY form_id)`,
      )
      .pluck();
  }

  /** The submissions of a form at a source that wait for a key, by version. */
  waiting(source: string, formId: string): WaitingSamples[] {
    return this.#waiting.all({ source, formId });
  }

  /**
   * The manifests of the newest submissions of one version that wait for a key. Takes the largest number to
   * return.
   */
  newest(source: string, formId: string, version: string | null, limit: number): Uint8Array[] {
    return this.#newest.all({ source, formId, version, limit });
  }

  /** One submission per version, from those that this key has decrypted. */
  opened(source: string, formId: string, fingerprint: string): KeySample[] {
    return this.#opened.all({ source, formId, fingerprint }).flatMap(({ version, id }) => {
      const manifest = this.#manifest.get(id) ?? null;
      return manifest === null ? [] : [{ version, manifest }];
    });
  }

  /** When the newest submission that this key decrypted was stored; null when it has decrypted none. */
  lastOpened(fingerprint: string): string | null {
    return this.#lastOpened.get(fingerprint) ?? null;
  }

  /** How many submissions of a form this key has decrypted. */
  openedBy(fingerprint: string, formId: string): number {
    return this.#openedBy.get(fingerprint, formId) ?? 0;
  }
}
