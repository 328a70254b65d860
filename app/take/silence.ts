import type { ProblemData } from '../../core/ground/problem.ts';

/** A single repeated request is not worth reporting: a silence is reported only after this time. */
const TOLD_AFTER_MS = 2000;

/**
 * Whether a source responds: keeps the problem of its requests, from the first failure until the next
 * response.
 */
export class Silence {
  #met: { readonly problem: ProblemData; readonly since: number } | null = null;

  /**
   * Records the problem of a request that is sent again, or null for a response. Returns true when the source
   * had been silent.
   */
  note(problem: ProblemData | null, ticks: number): boolean {
    const wasSilent = this.problem(ticks) !== null;
    this.#met = problem === null ? null : { problem, since: this.#met?.since ?? ticks };
    return wasSilent;
  }

  /** Returns the problem of the silence; null while the source responds. */
  problem(ticks: number): ProblemData | null {
    return this.#met !== null && ticks - this.#met.since >= TOLD_AFTER_MS ? this.#met.problem : null;
  }

  /** Starts the silence at once: the source was asked, and does not respond. */
  begin(problem: ProblemData): void {
    this.#met = { problem, since: Number.NEGATIVE_INFINITY };
  }
}
