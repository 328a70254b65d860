import type { Clock } from '../../core/ground/clock.ts';
import type { ProblemData } from '../../core/ground/problem.ts';
import type { TriedAgain } from '../../core/model/problem-group.ts';
import { readPullRecord } from '../../core/model/pull.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** A group that is being retried. */
export interface TryingAgain {
  readonly pullId: number;
  readonly groupId: string;
  /** How many submissions the group had. */
  readonly count: number;
  /** The problem of the group, for the message at the end. */
  readonly problem: ProblemData;
  readonly formTitle: string;
}

/** The results of retrying groups of problems since the program started: the last retry of each group. */
export class TriedGroups {
  readonly #pulls: Workspace['pulls'];
  readonly #clock: Clock;
  readonly #onTried: (tried: TriedAgain, of: TryingAgain) => void;
  readonly #last = new Map<string, TriedAgain>();
  #trying: string | null = null;

  constructor(
    { pulls }: Pick<Workspace, 'pulls'>,
    clock: Clock,
    onTried: (tried: TriedAgain, of: TryingAgain) => void,
  ) {
    this.#pulls = pulls;
    this.#clock = clock;
    this.#onTried = onTried;
  }

  /** The group that is being retried; null when there is none. */
  get trying(): string | null {
    return this.#trying;
  }

  all(): readonly TriedAgain[] {
    return [...this.#last.values()];
  }

  /**
   * Waits for the pull that retries a group, and reports the result. Takes a promise that resolves when the
   * pull has ended, and a function that counts the group then.
   */
  async follow(of: TryingAgain, ended: Promise<void>, countNow: () => Promise<number>): Promise<void> {
    const { groupId, pullId, count } = of;
    this.#trying = groupId;
    await ended;
    const left = await countNow().catch(() => null);
    this.#trying = null;
    // The program is ending: nobody is left to report to.
    if (left === null) return;
    const pull = this.#pulls.find(pullId);
    const tried: TriedAgain = {
      groupId,
      at: this.#clock.now().toISOString(),
      pullId,
      all: count,
      left,
      problem: failureOf(pull),
      isStopped: pull?.outcome === 'stopped',
    };
    this.#last.set(groupId, tried);
    this.#onTried(tried, of);
  }
}

/** The problem that stopped the pull, or the source of the group. */
function failureOf(pull: StoredPull | null): ProblemData | null {
  if (pull?.report == null) return null;
  const { problem, forms } = readPullRecord(pull.report);
  return problem ?? forms.find((form) => form.problem !== null)?.problem ?? null;
}
