import type { ProblemData } from '../../core/ground/problem.ts';

/** A request that is sent again once and then answered is nothing to tell. */
const TOLD_AFTER_MS = 2000;

/** Whether a source answers: what it meets us with instead, from the first failure on until the next answer. */
export class Silence {
  #met: { readonly problem: ProblemData; readonly since: number } | null = null;

  /** Notes what a request met that is sent again, or null for an answer. Returns true when it had been silent. */
  note(problem: ProblemData | null, ticks: number): boolean {
    const wasSilent = this.problem(ticks) !== null;
    this.#met = problem === null ? null : { problem, since: this.#met?.since ?? ticks };
    return wasSilent;
  }

  /** What is met instead of an answer; null while the source answers. */
  problem(ticks: number): ProblemData | null {
    return this.#met !== null && ticks - this.#met.since >= TOLD_AFTER_MS ? this.#met.problem : null;
  }

  /** The same at once: the source was asked, and does not answer. */
  begin(problem: ProblemData): void {
    this.#met = { problem, since: Number.NEGATIVE_INFINITY };
  }
}
