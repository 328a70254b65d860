import { createHash } from 'node:crypto';
import { isProblem } from '../ground/problem.ts';
import {
  type ChoiceFiles,
  type ChoiceTable,
  joinChoiceTables,
  readChoiceFile,
} from '../xform/choice-file.ts';
import type { Db } from './db.ts';

/** How many earlier contents of a file still give labels to choices that the newest one has lost. */
const MOST_EARLIER = 4;

/** The files beside forms that contain choices. Every content that was ever seen is kept, byte for byte. */
export class FormMedia {
  readonly #put;
  readonly #see;
  readonly #state;
  readonly #contents;
  readonly #bytes;
  readonly #tables = new Map<string, ChoiceTable | null>();

  constructor(db: Db) {
    this.#put = db.prepare(
      `INSERT INTO form_media (form_id, name, sha256, source_hash, content, last_run, stored_at) VALUES (?,?,?,?,?,?,?)
       ON CONFLICT (form_id, name, sha256) DO UPDATE
         SET last_run = excluded.last_run, source_hash = excluded.source_hash`,
    );
    this.#see = db.prepare(
      'UPDATE form_media SET last_run = ? WHERE form_id = ? AND name = ? AND source_hash = ?',
    );
    this.#state = db
      .prepare<[string], string>(
        `SELECT group_concat(id, ' ') FROM (SELECT id FROM form_media WHERE form_id = ?
         ORDER BY last_run DESC, id DESC)`,
      )
      .pluck();
    this.#contents = db.prepare<[string, string], { id: number; sha256: string }>(
      `SELECT id, sha256 FROM form_media WHERE form_id = ? AND name = ? ORDER BY last_run DESC, id DESC
       LIMIT ${MOST_EARLIER + 1}`,
    );
    this.#bytes = db.prepare<[number], Uint8Array>('SELECT content FROM form_media WHERE id = ?').pluck();
  }

  /**
   * Keeps one content of a file, in the caller's transaction. Takes the source's hash of it; null where the
   * source gives none.
   */
  put(
    formId: string,
    name: string,
    bytes: Uint8Array,
    sourceHash: string | null,
    run: { readonly id: number; readonly at: string },
  ): void {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#put.run(formId, name, sha256, sourceHash, bytes, run.id, run.at);
  }

  /** Notes that a run has seen a content again, by its source's hash. False when that content is not here. */
  see(formId: string, name: string, sourceHash: string, runId: number): boolean {
    return this.#see.run(runId, formId, name, sourceHash).changes > 0;
  }

  /** A text that changes whenever another content is the newest of one of the form's files. */
  state(formId: string): string {
    return this.#state.get(formId) ?? '';
  }

  /**
   * The choice files of a form. Each content is read once; it is null when it is not here or cannot be read.
   */
  filesOf(formId: string): ChoiceFiles {
    return (name) => {
      const tables = this.#contents.all(formId, name).map(({ id, sha256 }) => this.#table(name, id, sha256));
      return joinChoiceTables(tables.filter((table) => table !== null));
    };
  }

  #table(name: string, id: number, sha256: string): ChoiceTable | null {
    const key = `${name} ${sha256}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = tableOrNull(name, this.#bytes.get(id) ?? new Uint8Array());
      this.#tables.set(key, table);
    }
    return table;
  }
}

function tableOrNull(name: string, bytes: Uint8Array): ChoiceTable | null {
  try {
    return readChoiceFile(name, bytes);
  } catch (error) {
    // This was reported when the file was downloaded.
    if (!isProblem(error)) throw error;
    return null;
  }
}
