import { randomUUID } from 'node:crypto';
import type { Db } from './db.ts';

/** The code of a workspace's backups, as it is stored. */
export interface StoredBackupCode {
  readonly code: string;
  /** Whether the user has got it. */
  readonly isTold: boolean;
}

/**
 * How the backups of this workspace know it: an ID, and the code that opens them. The code protects the
 * backup, and not this database, which has the same answers.
 */
export class BackupIdentity {
  readonly #begin;
  readonly #id;
  readonly #code;
  readonly #put;
  readonly #told;

  constructor(db: Db) {
    this.#begin = db.prepare<[string]>(
      'INSERT INTO backup_identity (id, workspace_id) VALUES (1, ?) ON CONFLICT DO NOTHING',
    );
    this.#id = db.prepare<[], string>('SELECT workspace_id FROM backup_identity').pluck();
    this.#code = db.prepare<[], { code: string; is_told: number }>(
      'SELECT code, is_told FROM backup_identity WHERE code IS NOT NULL',
    );
    this.#put = db.prepare<[string]>('UPDATE backup_identity SET code = ?, is_told = 0 WHERE code IS NULL');
    this.#told = db.prepare('UPDATE backup_identity SET is_told = 1');
  }

  /** The ID of this workspace. It is made at the first call. */
  workspaceId(): string {
    const known = this.#id.get();
    if (known !== undefined) return known;
    this.#begin.run(randomUUID());
    return this.#id.get() ?? '';
  }

  /** The code; null while there is none. */
  code(): StoredBackupCode | null {
    const row = this.#code.get();
    return row === undefined ? null : { code: row.code, isTold: row.is_told === 1 };
  }

  /** Keeps this code, unless another program has made one meanwhile. Returns the one that counts. */
  putCode(code: string): StoredBackupCode {
    this.workspaceId();
    this.#put.run(code);
    return this.code() ?? { code, isTold: false };
  }

  /** Notes that the user has got the code. */
  markTold(): void {
    this.#told.run();
  }
}
