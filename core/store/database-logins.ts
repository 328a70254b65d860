import type { Db } from './db.ts';

/** The passwords of databases that exports go to, as this computer's keychain protects them. */
export class DatabaseLogins {
  readonly #find;
  readonly #keep;
  readonly #forget;
  readonly #accounts;

  constructor(db: Db) {
    this.#find = db
      .prepare<[string], string>('SELECT protected_secret FROM database_login WHERE account = ?')
      .pluck();
    this.#keep = db.prepare<[string, string]>(
      `INSERT INTO database_login (account, protected_secret) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET protected_secret = excluded.protected_secret`,
    );
    this.#forget = db.prepare('DELETE FROM database_login WHERE account = ?');
    this.#accounts = db.prepare<[], string>('SELECT account FROM database_login ORDER BY account').pluck();
  }

  /** The protected password of an account; null when none is kept. */
  protectedSecret(account: string): string | null {
    return this.#find.get(account) ?? null;
  }

  /** Keeps the protected password of an account; null forgets it. */
  setProtectedSecret(account: string, secret: string | null): void {
    if (secret === null) this.#forget.run(account);
    else this.#keep.run(account, secret);
  }

  /** The accounts whose password is kept. */
  accounts(): readonly string[] {
    return this.#accounts.all();
  }
}
