import type { ProblemData } from '../../core/ground/problem.ts';
import type { PullRecord } from '../../core/model/pull.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import { problemView } from '../ipc/answer.ts';
import type { TriedAgain } from '../ipc/problems.ts';
import type { EngineContext } from './context.ts';

export interface TryingAgain {
  readonly pullId: number;
  readonly groupId: string;
  /** How many submissions the group had. */
  readonly count: number;
  /** What the group is about, for whoever is told of its end. */
  readonly problem: ProblemData;
  readonly formTitle: string;
}

/** What came of fetching groups of problems again, while the engine lives: the last try of each group. */
export class TriedGroups {
  readonly #context: EngineContext;
  readonly #last = new Map<string, TriedAgain>();
  #trying: string | null = null;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** The group that is being fetched again; null when none is. */
  get trying(): string | null {
    return this.#trying;
  }

  all(): readonly TriedAgain[] {
    return [...this.#last.values()];
  }

  /**
   * Follows the pull that fetches a group again to its end, and tells all windows what came of it. Takes what resolves
   * when the pull has ended, and what counts the group then.
   */
  async follow(trying: TryingAgain, ended: Promise<void>, countNow: () => Promise<number>): Promise<void> {
    const { groupId, pullId, count, problem, formTitle } = trying;
    this.#trying = groupId;
    await ended;
    const left = await countNow().catch(() => null);
    this.#trying = null;
    // The engine is being ended: there is nobody left to tell.
    if (left === null) return;
    const pull = this.#context.workspace.pulls.find(pullId);
    const failure = failureOf(pull);
    const tried: TriedAgain = {
      groupId,
      at: this.#context.clock.now().toISOString(),
      pullId,
      all: count,
      left,
      problem: failure === null ? null : problemView(failure),
      isStopped: pull?.outcome === 'stopped',
    };
    this.#last.set(groupId, tried);
    this.#context.emit({ type: 'tried-again', tried, problem: problemView(problem), formTitle });
  }
}

/** What kept the pull, or the source of the group, from being read. */
function failureOf(pull: StoredPull | null): ProblemData | null {
  if (pull?.report == null) return null;
  const { problem, forms } = JSON.parse(pull.report) as PullRecord;
  return problem ?? forms.find((form) => form.problem !== null)?.problem ?? null;
}
