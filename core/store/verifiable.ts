import { SqliteError } from 'better-sqlite3';
import type { SignatureState } from '../model/states.ts';
import { faultsOf } from './database-faults.ts';
import type { Db } from './db.ts';

/** What can be checked of one stored submission without a key. */
export interface VerifiableSubmission {
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly signature: SignatureState;
  readonly signedDigest: string | null;
  readonly manifest: Uint8Array | null;
  readonly xml: Uint8Array | null;
  /** The path of large XML below the files folder; null when it is in the row. */
  readonly xmlFile: string | null;
  readonly xmlMd5: string | null;
  /** Attachments that are present, in the order of the signature. Paths are below the files folder. */
  readonly files: readonly { readonly name: string; readonly file: string; readonly md5: string | null }[];
  /** Encrypted files that are kept. Paths are below the ciphertext folder. */
  readonly ciphertext: readonly { readonly name: string; readonly file: string }[];
}

interface Row extends Omit<VerifiableSubmission, 'files' | 'ciphertext'> {
  readonly id: number;
}

export class Verifiable {
  readonly #db: Db;
  readonly #page;
  readonly #files;
  readonly #ciphertext;

  constructor(db: Db) {
    this.#db = db;
    this.#page = db.prepare<[number], Row>(
      `SELECT id, form_id AS formId, instance_id AS instanceId, signature, signed_digest AS signedDigest, manifest, xml,
         xml_file AS xmlFile, xml_md5 AS xmlMd5
       FROM submission WHERE id > ? ORDER BY id LIMIT 100`,
    );
    this.#files = db.prepare<[number], VerifiableSubmission['files'][number]>(
      'SELECT name, file, md5 FROM attachment WHERE submission_id = ? AND file IS NOT NULL ORDER BY position',
    );
    this.#ciphertext = db.prepare<[number], VerifiableSubmission['ciphertext'][number]>(
      'SELECT name, file FROM ciphertext WHERE submission_id = ? AND file IS NOT NULL ORDER BY id',
    );
  }

  /** What SQLite's own check finds, as `faultsOf`. A page that cannot be read at all is a fault by its error's code. */
  faults(): readonly string[] {
    try {
      return faultsOf(this.#db);
    } catch (error) {
      const fault = unreadablePage(error);
      if (fault === null) throw error;
      return [fault];
    }
  }

  *all(): Generator<VerifiableSubmission> {
    let after = 0;
    for (;;) {
      const rows = this.#page.all(after);
      for (const row of rows) {
        yield { ...row, files: this.#files.all(row.id), ciphertext: this.#ciphertext.all(row.id) };
      }
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
    }
  }
}

/** The code of an error that says that a page of the database cannot be read; null for any other error. */
export function unreadablePage(error: unknown): string | null {
  if (!(error instanceof SqliteError)) return null;
  return /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(error.code) ? error.code : null;
}
