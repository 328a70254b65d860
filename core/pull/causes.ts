import type { ProblemCode } from '../ground/problem.ts';
import type { CauseBucket } from '../model/pull.ts';
import type { RunCause } from '../model/run-report.ts';
import { tellingOf } from '../store/telling.ts';

/** Counts the submissions of a run that are in trouble: each once, by its most telling problem. */
export class Causes {
  readonly #counts = new Map<string, { bucket: CauseBucket; code: ProblemCode; count: number }>();

  /** Counts a stored submission. A readable one without problems has no cause. */
  stored(isReadable: boolean, codes: readonly ProblemCode[]): void {
    if (isReadable && codes.length === 0) return;
    this.#add(isReadable ? 'warning' : 'not-readable', tellingOf(codes));
  }

  /** Counts a submission that could not be fetched. */
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
