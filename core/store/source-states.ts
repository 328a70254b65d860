import type { ProblemData } from '../ground/problem.ts';
import type { Db } from './db.ts';

/** Since when a source cannot be reached, and why. */
export interface NotReached {
  readonly since: string;
  readonly problem: ProblemData;
}

/** What is known of a source besides its settings. All writing is in the caller's transaction. */
export class SourceStates {
  readonly #set;
  readonly #all;
  readonly #secret;
  readonly #setSecret;
  readonly #test;
  readonly #setTest;
  readonly #forget;
  readonly #secrets;
  readonly #noSecrets;

  constructor(db: Db) {
    this.#set = db.prepare(
      `INSERT INTO source_state (source, not_reached) VALUES (@source, @notReached)
       ON CONFLICT DO UPDATE SET not_reached = excluded.not_reached
         WHERE not_reached IS NOT excluded.not_reached`,
    );
    this.#all = db.prepare<[], { source: string; notReached: string }>(
      'SELECT source, not_reached AS notReached FROM source_state WHERE not_reached IS NOT NULL',
    );
    this.#secret = db
      .prepare<[string], string | null>('SELECT protected_secret FROM source_state WHERE source = ?')
      .pluck();
    this.#setSecret = db.prepare(
      `INSERT INTO source_state (source, protected_secret) VALUES (?,?)
       ON CONFLICT DO UPDATE SET protected_secret = excluded.protected_secret`,
    );
    this.#test = db
      .prepare<[string], string | null>('SELECT last_test FROM source_state WHERE source = ?')
      .pluck();
    this.#setTest = db.prepare(
      `INSERT INTO source_state (source, last_test) VALUES (?,?)
       ON CONFLICT DO UPDATE SET last_test = excluded.last_test`,
    );
    this.#forget = db.prepare('DELETE FROM source_state WHERE source = ?');
    this.#secrets = db
      .prepare<[], number>('SELECT count(*) FROM source_state WHERE protected_secret IS NOT NULL')
      .pluck();
    this.#noSecrets = db.prepare('UPDATE source_state SET protected_secret = NULL');
  }

  /** Notes that a source was reached. */
  reached(source: string): void {
    this.#set.run({ source, notReached: null });
  }

  /**
   * Notes that a source could not be reached. If the previous try failed too, the time of the first failure
   * stays.
   */
  notReached(source: string, at: string, problem: ProblemData): void {
    const since = this.allNotReached().get(source)?.since ?? at;
    this.#set.run({ source, notReached: JSON.stringify({ since, problem }) });
  }

  /** The sources that could not be reached at the last try. */
  allNotReached(): ReadonlyMap<string, NotReached> {
    return new Map(
      this.#all.all().map(({ source, notReached }) => [source, JSON.parse(notReached) as NotReached]),
    );
  }

  /** The password or token of a source, protected by this computer's keychain; null when none is kept. */
  protectedSecret(source: string): string | null {
    return this.#secret.get(source) ?? null;
  }

  /** Keeps the protected password or token of a source; null forgets it. */
  setProtectedSecret(source: string, secret: string | null): void {
    this.#setSecret.run(source, secret);
  }

  /** How many passwords and tokens are kept. */
  protectedSecrets(): number {
    return this.#secrets.get() ?? 0;
  }

  forgetProtectedSecrets(): void {
    this.#noSecrets.run();
  }

  /** The last test of a source, as JSON; null when it was never tested. */
  lastTest(source: string): string | null {
    return this.#test.get(source) ?? null;
  }

  setLastTest(source: string, test: string | null): void {
    this.#setTest.run(source, test);
  }

  forget(source: string): void {
    this.#forget.run(source);
  }
}
