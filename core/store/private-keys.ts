import type { Db } from './database.ts';

/** A private key that the user keeps in the workspace, sealed by a passphrase. */
export interface SealedKey {
  readonly fingerprint: string;
  readonly name: string;
  readonly bits: number;
  readonly sealedPem: string;
}

interface Row {
  readonly fingerprint: string;
  readonly name: string;
  readonly bits: number;
  readonly sealed_pem: string;
}

export class PrivateKeys {
  readonly #put;
  readonly #remove;
  readonly #all;

  constructor(db: Db) {
    this.#put = db.prepare(
      `INSERT INTO private_key (fingerprint, name, bits, sealed_pem, stored_at) VALUES (?,?,?,?,?)
       ON CONFLICT DO UPDATE SET name = excluded.name, sealed_pem = excluded.sealed_pem`,
    );
    this.#remove = db.prepare('DELETE FROM private_key WHERE fingerprint = ?');
    this.#all = db.prepare<[], Row>(
      'SELECT fingerprint, name, bits, sealed_pem FROM private_key ORDER BY stored_at, fingerprint',
    );
  }

  put(key: SealedKey, at: string): void {
    this.#put.run(key.fingerprint, key.name, key.bits, key.sealedPem, at);
  }

  /** False when there is no such key. */
  remove(fingerprint: string): boolean {
    return this.#remove.run(fingerprint).changes === 1;
  }

  all(): readonly SealedKey[] {
    return this.#all.all().map(({ sealed_pem, ...key }) => ({ ...key, sealedPem: sealed_pem }));
  }
}
