import type { ProblemData } from '../problem.ts';
import type { Db } from './database.ts';

/** Since when a source is not reached, and why. */
export interface NotReached {
  readonly since: string;
  readonly problem: ProblemData;
}

/** What is known of a source beside its settings. All writing is in the caller's transaction. */
export class SourceStates {
  readonly #set;
  readonly #all;
  readonly #secret;

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
  }

  /** Notes that a source was reached. */
  reached(source: string): void {
    this.#set.run({ source, notReached: null });
  }

  /** Notes that a source was not reached; since the first time, when it was not reached before either. */
  notReached(source: string, at: string, problem: ProblemData): void {
    const since = this.allNotReached().get(source)?.since ?? at;
    this.#set.run({ source, notReached: JSON.stringify({ since, problem }) });
  }

  /** The sources that were not reached at the last try. */
  allNotReached(): ReadonlyMap<string, NotReached> {
    return new Map(
      this.#all.all().map(({ source, notReached }) => [source, JSON.parse(notReached) as NotReached]),
    );
  }

  /** The password or token of a source as this computer's keychain protects it; null when it is not kept. */
  protectedSecret(source: string): string | null {
    return this.#secret.get(source) ?? null;
  }
}
