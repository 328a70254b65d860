import type { Clock } from '../../core/ground/clock.ts';
import type { ProblemData } from '../../core/ground/problem.ts';
import type { TriedAgain } from '../../core/model/problem-group.ts';
import { readPullRecord } from '../../core/model/pull.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** A group that is being fetched again. */
export interface TryingAgain {
  readonly pullId: number;
  readonly groupId: string;
  /** How many submissions the group had. */
  readonly count: number;
  /** What the group is about, for whoever is told of its end. */
  readonly problem: ProblemData;
  readonly formTitle: string;
}

/** What came of fetching groups of problems again, while the program runs: the last try of each group. */
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

  /** The group that is being fetched again; null when none is. */
  get trying(): string | null {
    return this.#trying;
  }

  all(): readonly TriedAgain[] {
    return [...this.#last.values()];
  }

  /**
   * Follows the pull that fetches a group again to its end, and tells what came of it. Takes what resolves when the pull
   * has ended, and what counts the group then.
   */
  async follow(of: TryingAgain, ended: Promise<void>, countNow: () => Promise<number>): Promise<void> {
    const { groupId, pullId, count } = of;
    this.#trying = groupId;
    await ended;
    const left = await countNow().catch(() => null);
    this.#trying = null;
    // The program is being ended: there is nobody left to tell.
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

/** What kept the pull, or the source of the group, from being read. */
function failureOf(pull: StoredPull | null): ProblemData | null {
  if (pull?.report == null) return null;
  const { problem, forms } = readPullRecord(pull.report);
  return problem ?? forms.find((form) => form.problem !== null)?.problem ?? null;
}
