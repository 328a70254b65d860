import type { ProblemData } from '../../core/ground/problem.ts';
import type { ProblemParam } from '../../core/ground/problems/spec.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import {
  type ExportedAfter,
  type HappenedCode,
  type HappenedLine,
  type PullCounts,
  type PullFormState,
  type PullOutcome,
  type PullPlan,
  type PullState,
  type PullStep,
  sumOf,
} from '../../core/model/pull.ts';
import { type FormTallies, type FormTally, isTroubled } from '../../core/pull/form-tallies.ts';
import { Pace } from './pace.ts';
import type { Silence } from './silence.ts';

const MOST_LINES = 200;

/** One source of a running pull. */
export interface SourcePart {
  readonly source: string;
  readonly tallies: FormTallies;
  /** The speed of the downloads, which all go through one queue. */
  readonly pace: Pace;
  /** When the network is tried again; null while it is there. */
  awayUntil: Date | null;
  readonly silence: Silence;
  /** The problem that stopped this source. */
  problem: ProblemData | null;
  /** True while this source waits for another source on the same server to end. */
  isQueued: boolean;
  /** True when its lists are read, so that it is known how much there is to download. */
  isCounted: boolean;
  isEnded: boolean;
}

export interface RunningPullOptions {
  readonly id: number;
  readonly plan: PullPlan;
  readonly startedAt: Date;
  readonly settings: PullState['settings'];
  /** `now` returns the current time (ISO 8601), `ticks` the milliseconds of a clock that does not jump. */
  readonly now: () => string;
  readonly ticks: () => number;
}

/** A running pull: its sources and what happened, and from these its state. */
export class RunningPull {
  readonly id: number;
  readonly plan: PullPlan;
  readonly startedAt: Date;
  readonly abort = new AbortController();
  readonly parts: SourcePart[] = [];
  readonly exported: ExportedAfter[] = [];
  /** The problem that stopped the whole pull: a full disk, a database that cannot be written, a bug. */
  failure: ProblemData | null = null;
  outcome: PullOutcome | null = null;
  endedAt: string | null = null;
  /** It stops because the program ends, and is to be continued. */
  isInterrupted = false;
  readonly #options: RunningPullOptions;
  readonly #pace = new Pace();
  #happened: HappenedLine[] = [];
  #sequence = 0;

  constructor(options: RunningPullOptions) {
    this.#options = options;
    this.id = options.id;
    this.plan = options.plan;
    this.startedAt = options.startedAt;
  }

  get isEnded(): boolean {
    return this.outcome !== null;
  }

  /** Adds a line to "what happened". */
  tell(
    code: HappenedCode,
    params: Readonly<Record<string, ProblemParam>> = {},
    problem: ProblemData | null = null,
  ): void {
    this.#happened = [{ at: this.#options.now(), code, params, problem }, ...this.#happened].slice(
      0,
      MOST_LINES,
    );
  }

  /**
   * Adds a problem of a form's submission to "what happened". The same problem again is counted in its line.
   */
  tellProblem(where: { readonly source: string; readonly form: string }, problem: ProblemData): void {
    const known = this.#happened.findIndex(
      (line) =>
        line.code === 'problem' &&
        line.problem?.code === problem.code &&
        line.params.source === where.source &&
        line.params.form === where.form,
    );
    const line = this.#happened[known];
    if (line === undefined) {
      this.tell('problem', { ...where, count: 1 }, problem);
      return;
    }
    const count = Number(line.params.count) + 1;
    this.#happened = this.#happened.with(known, { ...line, params: { ...line.params, count } });
  }

  /** The network is back: the earlier speed says nothing. */
  restartPace(part: SourcePart): void {
    part.pace.restart();
    this.#pace.restart();
  }

  /** Returns the current state. Each call has the next sequence number. */
  look(): PullState {
    this.#sequence += 1;
    const ticks = this.#options.ticks();
    const parts = this.parts.map((part) => ({ part, forms: this.#formsOf(part, ticks) }));
    const forms = parts.flatMap((part) => part.forms);
    const totals = sumOf(forms);
    const done = totals.stored + totals.notStored;
    const isCounted = this.parts.every((part) => part.isCounted || part.isEnded);
    const silent = this.parts.filter((part) => !part.isEnded && part.silence.problem(ticks) !== null);
    if (isCounted && silent.length === 0) this.#pace.add(ticks, done);
    const isKnown = !this.isEnded && silent.length === 0;
    return {
      pullId: this.id,
      kind: this.plan.kind,
      sequence: this.#sequence,
      state: this.#state(),
      startedAt: this.startedAt.toISOString(),
      endedAt: this.endedAt,
      forms,
      totals,
      rate: isKnown ? this.#pace.rate(ticks, done) : null,
      secondsLeft: isKnown && isCounted ? this.#pace.secondsLeft(ticks, done, totals.waiting) : null,
      happened: this.#happened,
      notAnswering: silent[0]?.silence.problem(ticks) ?? null,
      tryAgainAt: this.#isAway() ? this.#nextTry() : null,
      outcome: this.outcome,
      problem: this.failure ?? this.parts.find(({ problem }) => problem !== null)?.problem ?? null,
      settings: this.#options.settings,
    };
  }

  #state(): PullState['state'] {
    if (this.isEnded) return 'ended';
    if (this.abort.signal.aborted) return 'stopping';
    return this.#isAway() ? 'offline' : 'running';
  }

  /** True when every source that still has work waits for the network. */
  #isAway(): boolean {
    const busy = this.parts.filter(({ isEnded, isQueued }) => !isEnded && !isQueued);
    return busy.length > 0 && busy.every(({ awayUntil }) => awayUntil !== null);
  }

  #nextTry(): string | null {
    const times = this.parts.flatMap(({ awayUntil }) => awayUntil?.getTime() ?? []);
    return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
  }

  #formsOf(part: SourcePart, ticks: number): PullFormState[] {
    const tallies = part.tallies.all();
    const done = tallies.reduce((sum, tally) => sum + tally.stored + tally.notStored, 0);
    const isSilent = part.silence.problem(ticks) !== null;
    if (part.isCounted && !isSilent) part.pace.add(ticks, done);
    return tallies.map((tally) => {
      const counts = countsOf(tally);
      const step = this.#stepOf(part, tally);
      const isGoing = step === 'pulling' || step === 'opening';
      return {
        source: part.source,
        formId: tally.formId,
        title: tally.title,
        step,
        counts,
        secondsLeft: isGoing && !isSilent ? part.pace.secondsLeft(ticks, done, counts.waiting) : null,
        hasNoKey: tally.waitingForKey > 0,
        problem: tally.problem ?? part.problem,
      };
    });
  }

  #stepOf(part: SourcePart, tally: Readonly<FormTally>): PullStep {
    if (tally.step === 'ended') {
      return isTroubled(tally) ? 'problems' : 'complete';
    }
    if (part.problem !== null) return 'failed';
    if (this.isEnded || part.isEnded) return this.failure === null ? 'stopped' : 'failed';
    return part.awayUntil === null ? tally.step : 'offline';
  }
}

function countsOf(tally: Readonly<FormTally>): PullCounts {
  return {
    listed: tally.listed,
    alreadyHere: tally.alreadyHere,
    leftOut: tally.leftOut,
    toFetch: tally.toFetch,
    again: tally.again,
    stored: tally.stored,
    waiting: tally.toFetch - tally.stored - tally.notStored,
    notStored: tally.notStored,
    readable: tally.readable,
    notReadable: tally.notReadable,
    warnings: tally.warnings,
    unsigned: tally.unsigned,
  };
}

/** Returns the IDs of forms by their source. */
export function bySource(forms: readonly FormOfSource[]): ReadonlyMap<string, readonly string[]> {
  const sources = Map.groupBy(forms, ({ source }) => source);
  return new Map([...sources].map(([source, of]) => [source, of.map(({ formId }) => formId)]));
}
