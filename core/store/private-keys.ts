import type { KeyTrial } from '../model/known-key.ts';
import type { Db } from './db.ts';

/** A private key that the user keeps in the workspace, protected by a passphrase. */
export interface SealedKey {
  readonly fingerprint: string;
  readonly name: string;
  readonly bits: number;
  readonly sealedPem: string;
  /** The passphrase, protected by this computer's keychain; null when the user types it. */
  readonly protectedPassphrase: string | null;
  /** Base name of the file that the key came from, and the kind of that file. */
  readonly file: string | null;
  readonly format: string | null;
  /** The user has confirmed that a second copy of the file exists. */
  readonly hasCopy: boolean;
}

export interface KeyProof {
  readonly fingerprint: string;
  readonly source: string;
  readonly formId: string;
  readonly proof: KeyTrial;
  readonly triedAt: string;
}

interface Row {
  readonly fingerprint: string;
  readonly name: string;
  readonly bits: number;
  readonly sealed_pem: string;
  readonly protected_passphrase: string | null;
  readonly file: string | null;
  readonly format: string | null;
  readonly has_copy: number;
}

/**
 * The kept keys, and what each was tried on. Every write is in the caller's transaction, or is one statement.
 */
export class PrivateKeys {
  readonly #db: Db;
  readonly #put;
  readonly #all;
  readonly #rename;
  readonly #copy;
  readonly #proof;
  readonly #proofs;

  constructor(db: Db) {
    this.#db = db;
    this.#put = db.prepare(
      `INSERT INTO private_key
         (fingerprint, name, bits, sealed_pem, protected_passphrase, file, format, has_copy, stored_at)
       VALUES (?,?,?,?,?,?,?,?,?)
       ON CONFLICT DO UPDATE SET name = excluded.name, sealed_pem = excluded.sealed_pem,
         protected_passphrase = excluded.protected_passphrase`,
    );
    this.#all = db.prepare<[], Row>(
      `SELECT fingerprint, name, bits, sealed_pem, protected_passphrase, file, format, has_copy
       FROM private_key ORDER BY stored_at, fingerprint`,
    );
    this.#rename = db.prepare('UPDATE private_key SET name = ? WHERE fingerprint = ?');
    this.#copy = db.prepare('UPDATE private_key SET has_copy = ? WHERE fingerprint = ?');
    this.#proof = db.prepare(
      `INSERT INTO key_proof VALUES (?,?,?,?,?)
       ON CONFLICT DO UPDATE SET proof = excluded.proof, tried_at = excluded.tried_at`,
    );
    this.#proofs = db.prepare<[], KeyProof>(
      'SELECT fingerprint, source, form_id AS formId, proof, tried_at AS triedAt FROM key_proof',
    );
  }

  put(
    key: Pick<SealedKey, 'fingerprint' | 'name' | 'bits' | 'sealedPem'> & Partial<SealedKey>,
    at: string,
  ): void {
    const { protectedPassphrase = null, file = null, format = null, hasCopy = false } = key;
    this.#put.run(
      key.fingerprint,
      key.name,
      key.bits,
      key.sealedPem,
      protectedPassphrase,
      file,
      format,
      hasCopy ? 1 : 0,
      at,
    );
  }

  rename(fingerprint: string, name: string): void {
    this.#rename.run(name, fingerprint);
  }

  setHasCopy(fingerprint: string, hasCopy: boolean): void {
    this.#copy.run(hasCopy ? 1 : 0, fingerprint);
  }

  /**
   * Removes a key; false when there is no such key. The bytes in the database are overwritten
   * (`secure_delete`), and the log that held the key is written back and emptied: no file on the disk keeps
   * the protected key.
   */
  remove(fingerprint: string): boolean {
    const gone =
      this.#db.prepare('DELETE FROM private_key WHERE fingerprint = ?').run(fingerprint).changes === 1;
    this.#db.prepare('DELETE FROM key_proof WHERE fingerprint = ?').run(fingerprint);
    if (!this.#db.inTransaction) this.#db.pragma('wal_checkpoint(TRUNCATE)');
    return gone;
  }

  find(fingerprint: string): SealedKey | null {
    return this.all().find((key) => key.fingerprint === fingerprint) ?? null;
  }

  all(): readonly SealedKey[] {
    return this.#all.all().map(({ sealed_pem, protected_passphrase, has_copy, ...key }) => ({
      ...key,
      sealedPem: sealed_pem,
      protectedPassphrase: protected_passphrase,
      hasCopy: has_copy === 1,
    }));
  }

  prove(proof: KeyProof): void {
    this.#proof.run(proof.fingerprint, proof.source, proof.formId, proof.proof, proof.triedAt);
  }

  proofs(): readonly KeyProof[] {
    return this.#proofs.all();
  }
}
