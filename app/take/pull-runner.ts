import { isProblem, Problem, problemData } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import {
  type PullOutcome,
  type PullPlan,
  type PullState,
  readPullRecord,
  type UnfinishedPull,
} from '../../core/model/pull.ts';
import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Away } from '../../core/pull/away.ts';
import { isTroubled } from '../../core/pull/form-tallies.ts';
import type { StoredPull } from '../../core/store/pulls.ts';
import { InHandList } from './in-hand.ts';
import { exportAfter } from './pull-exports.ts';
import { chosenForms, type PullPorts, type PullWork } from './pull-ports.ts';
import { recordOf } from './pull-record.ts';
import { pullSources } from './pull-sources.ts';
import { pullWaiting } from './pull-waiting.ts';
import { RunningPull, type SourcePart } from './running-pull.ts';
import { Throttle } from './throttle.ts';

const STATE_MS = 100;
const STORED_MS = 1000;
const NOTE_MS = 2000;
/** How often the state is sent, even when nothing arrives. */
const LOOK_MS = 1000;

/**
 * Runs pulls, one at a time, each over several sources at once. It shows the state of the running pull and
 * stores a record of it afterwards. Everything that the next pull needs is in the workspace, not in memory.
 */
export class PullRunner {
  readonly #ports: PullPorts;
  readonly #state: Throttle;
  readonly #stored: Throttle;
  readonly #storedForms = new Set<string>();
  /** Sources whose submissions name their forms themselves. */
  readonly #storedLoose = new Set<string>();
  readonly #aways = new Map<SourcePart, Away>();
  #pull: RunningPull | null = null;
  #work: Promise<void> = Promise.resolve();
  #last: PullState | null = null;
  #notedAt = 0;

  constructor(ports: PullPorts) {
    this.#ports = ports;
    this.#state = new Throttle(STATE_MS, () => this.#emit());
    this.#stored = new Throttle(STORED_MS, () => this.#tellStored());
  }

  get isRunning(): boolean {
    return this.#pull !== null && !this.#pull.isEnded;
  }

  /**
   * Returns the state of the pull that runs, else of the last one that asked a source; null when there was
   * none since the program started. A pull that only decrypted with a key does not count; it has its own
   * report in the history.
   */
  status(): PullState | null {
    return this.isRunning ? (this.#pull?.look() ?? null) : this.#last;
  }

  /** Returns the newest pull that was interrupted; null when there is none. */
  unfinished(): UnfinishedPull | null {
    const [found] = this.#interrupted();
    if (found === undefined) return null;
    const totals = found.report === null ? null : readPullRecord(found.report).totals;
    return {
      pullId: found.id,
      startedAt: found.startedAt,
      done: totals === null ? 0 : totals.stored + totals.notStored,
      toFetch: totals?.toFetch ?? 0,
    };
  }

  /** Starts a pull and returns its ID. Throws `engine.pull_running` when one runs. */
  start(plan: PullPlan): number {
    return this.#begin(plan, 'started');
  }

  /** Continues the pull that was interrupted. Throws `engine.pull_unknown` when there is none. */
  continue(): number {
    const [found] = this.#interrupted();
    if (found === undefined) throw new Problem('engine.pull_unknown', {});
    return this.#begin(JSON.parse(found.plan) as PullPlan, 'continued');
  }

  /** Marks interrupted pulls as stopped, so that they are not continued. */
  forget(): void {
    const { workspace, clock } = this.#ports;
    const at = clock.now().toISOString();
    const found = this.#interrupted();
    workspace.transaction(() => {
      for (const { id } of found) workspace.pulls.end(id, at, 'stopped', null);
    });
  }

  /** Stops the pull between two submissions. Does nothing when none runs. */
  stop(): void {
    if (this.#pull === null || this.#pull.isEnded || this.#pull.abort.signal.aborted) return;
    this.#pull.tell('stopping');
    this.#pull.abort.abort();
    this.#state.now();
  }

  /**
   * Stops the pull because the program ends or is locked, and not because the user wants that: it counts as
   * interrupted, and is continued later. Does nothing when none runs, or when it is stopping already.
   */
  interrupt(): void {
    if (this.#pull === null || this.#pull.abort.signal.aborted) return;
    this.#pull.isInterrupted = true;
    this.stop();
  }

  /** Checks now whether the network is back. */
  tryNow(): void {
    for (const away of this.#aways.values()) away.tryNow();
  }

  /** Resolves when no pull runs. */
  ended(): Promise<void> {
    return this.#work;
  }

  #interrupted(): readonly StoredPull[] {
    const running = this.isRunning ? this.#pull?.id : null;
    return this.#ports.workspace.pulls.open().filter(({ id }) => id !== running);
  }

  #begin(plan: PullPlan, code: 'started' | 'continued'): number {
    if (this.isRunning) throw new Problem('engine.pull_running', {});
    this.forget();
    const { workspace, clock, settings } = this.#ports;
    const startedAt = clock.now();
    const id = workspace.transaction(() => workspace.pulls.start(plan.kind, startedAt.toISOString(), plan));
    const chosen = chosenForms(this.#ports, plan);
    const pull = new RunningPull({
      id,
      plan,
      startedAt,
      settings: {
        connections: settings().connections,
        media: chosen.every((form) => form.settings.media),
        keepEncrypted: chosen.some((form) => form.settings.keepEncrypted === 'always'),
      },
      now: () => clock.now().toISOString(),
      ticks: () => performance.now(),
    });
    this.#pull = pull;
    this.#notedAt = Number.NEGATIVE_INFINITY;
    pull.tell(plan.kind === 'open' ? 'opening' : code, { forms: plan.forms?.length ?? chosen.length });
    this.#work = this.#run(pull);
    return id;
  }

  async #run(pull: RunningPull): Promise<void> {
    const inHand = new InHandList((step, refs) => this.#ports.inHand(step, refs));
    const work: PullWork = {
      ports: this.#ports,
      pull,
      inHand,
      aways: this.#aways,
      onChange: () => this.#state.soon(),
      onStored: (refs) => this.#noteStored(refs),
    };
    inHand.start();
    const looking = setInterval(work.onChange, LOOK_MS);
    let unlock = (): void => {};
    try {
      unlock = await this.#lock(pull);
      if (pull.plan.kind === 'open') await pullWaiting(work);
      else await pullSources(work);
      if (pull.failure === null && !pull.abort.signal.aborted) await exportAfter(work);
    } catch (error) {
      if (!pull.abort.signal.aborted || isProblem(error)) this.#fail(pull, error);
    } finally {
      clearInterval(looking);
      unlock();
    }
    inHand.close();
    this.#end(pull);
  }

  /** Waits until no other program (the command line, or another window) pulls into this workspace. */
  #lock(pull: RunningPull): Promise<() => void> {
    const { workspace, clock } = this.#ports;
    return workspace.pullLock.take(clock, pull.abort.signal, () => {
      pull.tell('elsewhere');
      this.#state.soon();
    });
  }

  #end(pull: RunningPull): void {
    const { workspace, clock } = this.#ports;
    const at = clock.now();
    const outcome = outcomeOf(pull);
    pull.endedAt = at.toISOString();
    pull.outcome = outcome;
    pull.tell(pull.plan.kind === 'open' ? 'opening-ended' : 'ended', { outcome }, pull.failure);
    try {
      const record = recordOf(workspace, pull, at);
      const isLeftOpen = pull.isInterrupted && outcome === 'stopped';
      workspace.transaction(() =>
        isLeftOpen
          ? workspace.pulls.note(pull.id, record)
          : workspace.pulls.end(pull.id, at.toISOString(), outcome, record),
      );
    } catch (error) {
      // When the database itself fails, the pull stays open there and can be continued.
      this.#fail(pull, error);
      pull.outcome = 'failed';
    }
    this.#stored.now();
    this.#state.now();
  }

  /** The text of a bug could hold an answer, so only the fact that there was a bug is reported. */
  #fail(pull: RunningPull, error: unknown): void {
    const problem = storeProblem(error, this.#ports.workspace.folder);
    pull.failure ??= isProblem(problem) ? problem.data : problemData('engine.bug', {});
  }

  #noteStored(refs: readonly RefKey[]): void {
    for (const { source, formId } of refs) {
      if (formId === '') this.#storedLoose.add(source);
      else this.#storedForms.add(formId);
    }
    this.#stored.soon();
  }

  #tellStored(): void {
    const forms = new Set(this.#storedForms);
    if (this.#storedLoose.size > 0) {
      for (const { source, formId } of this.#ports.workspace.totals.all()) {
        if (formId !== '' && this.#storedLoose.has(source)) forms.add(formId);
      }
    }
    this.#storedForms.clear();
    this.#storedLoose.clear();
    this.#ports.onStored([...forms]);
  }

  #emit(): void {
    const pull = this.#pull;
    if (pull === null) return;
    const state = pull.look();
    // Decrypting has changed the report of the previous pull, which stays the last one.
    const isOpening = pull.plan.kind === 'open';
    if (!isOpening) this.#last = state;
    this.#ports.onState(state);
    if (isOpening && pull.isEnded && this.#last !== null) this.#ports.onState(this.#last);
    const now = performance.now();
    // The first record is stored when it is known how much there is to do.
    const isCounted = pull.parts.every((part) => part.isCounted || part.isEnded);
    if (pull.isEnded || !isCounted || now - this.#notedAt < NOTE_MS) return;
    this.#notedAt = now;
    this.#note(pull);
  }

  /** Stores how far a pull has come, in case it is interrupted. */
  #note(pull: RunningPull): void {
    const { workspace, clock } = this.#ports;
    try {
      workspace.transaction(() => workspace.pulls.note(pull.id, recordOf(workspace, pull, clock.now())));
    } catch (error) {
      // When the disk is full, the pull itself meets this problem and reports it.
      if (!isProblem(error)) throw error;
    }
  }
}

function outcomeOf({ failure, parts, abort }: RunningPull): PullOutcome {
  const isNothing = parts.length > 0 && parts.every(({ problem }) => problem !== null);
  if (failure !== null || isNothing) return 'failed';
  if (abort.signal.aborted) return 'stopped';
  const isWhole = !parts.some(({ problem, tallies }) => problem !== null || tallies.all().some(isTroubled));
  return isWhole ? 'complete' : 'problems';
}
