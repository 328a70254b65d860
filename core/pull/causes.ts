import type { ProblemCode } from '../ground/problem.ts';
import type { CauseBucket } from '../model/pull.ts';
import type { RunCause } from '../model/run-report.ts';
import { tellingOf } from '../store/telling.ts';

/** Counts the submissions of a run that are in trouble, each once, by what tells most of it. */
export class Causes {
  readonly #counts = new Map<string, { bucket: CauseBucket; code: ProblemCode; count: number }>();

  /** A submission that was stored. One that is readable and has no problem is in no trouble. */
  stored(isReadable: boolean, codes: readonly ProblemCode[]): void {
    if (isReadable && codes.length === 0) return;
    this.#add(isReadable ? 'warning' : 'not-readable', tellingOf(codes));
  }

  /** One that could not be fetched. */
  notStored(code: ProblemCode): void {
    this.#add('not-stored', code);
  }

  all(): readonly RunCause[] {
    return [...this.#counts.values()];
  }

  #add(bucket: CauseBucket, code: ProblemCode): void {
    const key = `${bucket} ${code}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { bucket, code, count: 1 });
    else known.count += 1;
  }
}
