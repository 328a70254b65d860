import { availableParallelism } from 'node:os';
import type { UnlockedKey } from '../../keys/key.ts';
import type { Clock } from '../ports.ts';
import { isProblem, Problem, type ProblemData, problemData } from '../problem.ts';
import type { Source } from '../source/source.ts';
import { storeProblem } from '../store/database.ts';
import type { RefKey } from '../store/set-aside.ts';
import type { SourceForm } from '../store/source-forms.ts';
import type { Workspace } from '../workspace.ts';
import { Away } from './away.ts';
import { FormTallies, type FormTally } from './form-tallies.ts';
import type { FormWish } from './form-wish.ts';
import { InHandList } from './in-hand.ts';
import { openWaiting } from './open-waiting.ts';
import { Pace } from './pace.ts';
import { recordOf } from './pull-record.ts';
import { type PullSettings, settingsOf, type UsualSettings, wishOf } from './pull-settings.ts';
import type { ExportedAfter, PullPlan, PullRecord, PullState } from './pull-state.ts';
import { noteReached } from './reached.ts';
import { runLine } from './run.ts';
import { bySource, RunningPull, type SourcePart } from './running-pull.ts';
import { Throttle } from './throttle.ts';

/** What a pull needs of the world, passed in so that tests can pass their own. */
export interface PullPorts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  /** A source by its name, signed in. Throws a Problem. */
  connect(sourceName: string): Promise<Source>;
  /** The keys that are open now. */
  keys(): readonly UnlockedKey[];
  settings(): UsualSettings & { readonly connections: number };
  /** Exports a form by a profile of that name. Throws a Problem. */
  runProfile(formId: string, profile: string): Promise<Omit<ExportedAfter, 'profile'>>;
  /** Told at most ten times a second, and once more at the end. */
  onState(state: PullState): void;
  /** Told at most once a second, and once more at the end, which forms have other submissions than before. */
  onStored(formIds: readonly string[]): void;
  /** Told what is being worked on; null when nothing is. */
  inHand(step: string | null, refs: readonly RefKey[]): void;
  /** Threads that open submissions; undefined is one a core. */
  readonly threads?: number | undefined;
}

const STATE_MS = 100;
const STORED_MS = 1000;
const NOTE_MS = 2000;

/** A pull that did not end: the program was killed, or the computer lost its power. */
export interface UnfinishedPull {
  readonly pullId: number;
  readonly startedAt: string;
  readonly done: number;
  readonly toFetch: number;
}

/**
 * Runs pulls, one at a time: each over several sources at once, with its state to look at while it goes on, and a record
 * of it afterwards. Nothing of a pull is in memory that the next could not find in the workspace.
 */
export class PullRunner {
  readonly #ports: PullPorts;
  readonly #state: Throttle;
  readonly #stored: Throttle;
  readonly #storedForms = new Set<string>();
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

  /** The pull that runs, or the last one; null when there was none since the program started. */
  status(): PullState | null {
    return this.isRunning ? (this.#pull?.look() ?? null) : this.#last;
  }

  /** The newest pull that was interrupted; null when there is none. */
  unfinished(): UnfinishedPull | null {
    const [found] = this.#interrupted();
    if (found === undefined) return null;
    const totals = found.report === null ? null : (JSON.parse(found.report) as PullRecord).totals;
    return {
      pullId: found.id,
      startedAt: found.startedAt,
      done: totals === null ? 0 : totals.stored + totals.notStored,
      toFetch: totals?.toFetch ?? 0,
    };
  }

  /** Begins a pull and returns its id. Throws `engine.pull_running` when one runs. */
  start(plan: PullPlan): number {
    return this.#begin(plan, 'started');
  }

  /** Goes on with the pull that was interrupted. Throws `engine.pull_unknown` when there is none. */
  continue(): number {
    const [found] = this.#interrupted();
    if (found === undefined) throw new Problem('engine.pull_unknown', {});
    return this.#begin(JSON.parse(found.plan) as PullPlan, 'continued');
  }

  /** Leaves interrupted pulls as they are: stopped. */
  forget(): void {
    const at = this.#ports.clock.now().toISOString();
    const { workspace } = this.#ports;
    const found = this.#interrupted();
    workspace.transaction(() => {
      for (const { id } of found) workspace.pulls.end(id, at, 'stopped', null);
    });
  }

  /** Ends the pull between two submissions. Does nothing when none runs. */
  stop(): void {
    if (this.#pull === null || this.#pull.isEnded || this.#pull.abort.signal.aborted) return;
    this.#pull.tell('stopping');
    this.#pull.abort.abort();
    this.#state.now();
  }

  /** Asks at once whether the network is back. */
  tryNow(): void {
    for (const away of this.#aways.values()) away.tryNow();
  }

  /** Resolves when no pull runs. */
  ended(): Promise<void> {
    return this.#work;
  }

  #interrupted(): ReturnType<Workspace['pulls']['open']> {
    const running = this.isRunning ? this.#pull?.id : null;
    return this.#ports.workspace.pulls.open().filter(({ id }) => id !== running);
  }

  #begin(plan: PullPlan, code: 'started' | 'continued'): number {
    if (this.isRunning) throw new Problem('engine.pull_running', {});
    this.forget();
    const { workspace, clock, settings } = this.#ports;
    const startedAt = clock.now();
    const id = workspace.transaction(() => workspace.pulls.start(plan.kind, startedAt.toISOString(), plan));
    const forms = this.#settingsFor(plan);
    const pull = new RunningPull({
      id,
      plan,
      startedAt,
      settings: {
        connections: settings().connections,
        media: forms.every((form) => form.settings.media),
        keepEncrypted: forms.some((form) => form.settings.keepEncrypted === 'always'),
      },
      lacksKey: this.#keyLack(),
      now: () => clock.now().toISOString(),
      ticks: () => performance.now(),
    });
    this.#pull = pull;
    this.#notedAt = Number.NEGATIVE_INFINITY;
    pull.tell(code, { forms: plan.forms?.length ?? forms.length });
    this.#work = this.#run(pull);
    return id;
  }

  /** The forms that a plan is about, with their settings. */
  #settingsFor(plan: PullPlan): readonly { readonly form: SourceForm; readonly settings: PullSettings }[] {
    const { workspace, settings } = this.#ports;
    const wanted = plan.forms === null ? null : new Set(plan.forms.map(keyOf));
    return workspace.sourceForms
      .all()
      .filter((form) => wanted === null || wanted.has(keyOf(form)))
      .map((form) => ({ form, settings: settingsOf(form.settings, settings()) }));
  }

  async #run(pull: RunningPull): Promise<void> {
    const inHand = new InHandList((step, refs) => this.#ports.inHand(step, refs));
    inHand.start();
    try {
      if (pull.plan.kind === 'open') await this.#open(pull, inHand);
      else await this.#pullSources(pull, inHand);
      await this.#export(pull);
    } catch (error) {
      const problem = storeProblem(error, this.#ports.workspace.folder);
      // Whatever a bug has to say could hold an answer; that it happened must be told all the same.
      pull.failure = isProblem(problem) ? problem.data : problemData('engine.bug', {});
    }
    inHand.end();
    this.#aways.clear();
    this.#end(pull);
  }

  async #pullSources(pull: RunningPull, inHand: InHandList): Promise<void> {
    const { plan } = pull;
    const sources = bySource(plan.forms ?? this.#settingsFor(plan).map(({ form }) => form));
    const parts = [...sources].map(([source, formIds]) => ({
      part: this.#part(pull, source, formIds),
      formIds,
    }));
    const threads = Math.max(1, Math.floor((this.#ports.threads ?? availableParallelism()) / parts.length));
    await Promise.all(
      parts.map(async ({ part, formIds }) => {
        try {
          await this.#pullSource(pull, part, formIds, threads, inHand);
        } catch (thrown) {
          if (pull.abort.signal.aborted && pull.failure === null && !isProblem(thrown)) return;
          const error = storeProblem(thrown, this.#ports.workspace.folder);
          if (!isProblem(error) || error.code.startsWith('store.')) {
            // What stops one source of this kind stops all: the disk and the database are the same.
            pull.failure ??= isProblem(error) ? error.data : problemData('engine.bug', {});
            pull.abort.abort();
          } else {
            part.problem = error.data;
            pull.tellProblem({ source: part.source, form: null }, error.data);
            this.#noteReached(part.source, error.data);
          }
        } finally {
          part.isEnded = true;
          part.awayUntil = null;
          this.#state.soon();
        }
      }),
    );
  }

  /** A source with the tallies of its forms begun, so that they can be seen before anything is asked. */
  #part(pull: RunningPull, source: string, formIds: readonly string[]): SourcePart {
    const { workspace } = this.#ports;
    const told = new Set<string>();
    const part: SourcePart = {
      source,
      tallies: new FormTallies((tally) => {
        this.#watch(pull, part, tally, told);
        this.#state.soon();
      }),
      pace: new Pace(),
      awayUntil: null,
      problem: null,
      isCounted: false,
      isEnded: false,
    };
    for (const formId of formIds) {
      const title = workspace.sourceForms.find(source, formId)?.title ?? formId;
      part.tallies.change(formId, (tally) => {
        tally.title = title;
      });
    }
    pull.parts.push(part);
    return part;
  }

  async #pullSource(
    pull: RunningPull,
    part: SourcePart,
    formIds: readonly string[],
    threads: number,
    inHand: InHandList,
  ): Promise<void> {
    const { workspace, clock, keys, settings, connect } = this.#ports;
    const { plan } = pull;
    const { signal } = pull.abort;
    const { source: name } = part;
    const chosen = this.#settingsFor(plan).filter(({ form }) => form.source === name);
    const source = await connect(name);
    try {
      const away = new Away({
        source,
        clock,
        onAway: (at, problem) => this.#away(pull, part, at, problem),
      });
      this.#aways.set(part, away);
      const line = () =>
        runLine({
          workspace,
          source,
          sourceName: name,
          kind: plan.kind === 'retry' || plan.kind === 'import' ? plan.kind : 'pull',
          keys: keys(),
          formIds: formIds.length === 0 ? null : formIds,
          full: plan.full,
          keepCiphertext: new Set(
            chosen.flatMap(({ form, settings: { keepEncrypted } }) =>
              keepEncrypted === 'always' ? [form.formId] : [],
            ),
          ),
          wishes: new Map<string, FormWish>(
            chosen.map(({ form, settings: own }) => [form.formId, wishOf(own)]),
          ),
          only: plan.refs?.filter((ref) => ref.source === name),
          connections: settings().connections,
          threads,
          clock,
          signal,
          pullId: pull.id,
          tallies: part.tallies,
          away,
          onProgress: ({ step }) => {
            if (step === 'submissions') part.isCounted = true;
          },
          onProblem: (formId, problem) => {
            pull.tellProblem({ source: name, form: this.#titleOf(part, formId) }, problem);
          },
          onInHand: (refs, isDone) => {
            const named = refs.map(({ formId, locator }) => ({ source: name, formId, locator }));
            if (isDone) this.#storedSome(inHand, named);
            else inHand.begin(named);
          },
        });
      for (;;) {
        try {
          await line();
          break;
        } catch (error) {
          const mayPass =
            isProblem(error) && isNetworkGone(error.data) && !pull.parts.some(({ isCounted }) => isCounted);
          if (!mayPass || signal.aborted) throw error;
          // Nothing answers: the network is away, rather than this one server.
          if ((await away.check(error.data, signal)) === 'answers') throw error;
        }
      }
      this.#noteReached(name, null);
      this.#noteUnlisted(part);
    } finally {
      this.#aways.delete(part);
      await source.close();
    }
  }

  async #open(pull: RunningPull, inHand: InHandList): Promise<void> {
    const { workspace, clock, keys, settings, threads } = this.#ports;
    for (const { source, formId, count } of workspace.kept.counts()) {
      const part = pull.parts.find((known) => known.source === source) ?? this.#part(pull, source, [formId]);
      const title = workspace.sourceForms.find(source, formId)?.title ?? formId;
      part.tallies.change(formId, (tally) => {
        tally.title = title;
        tally.listed = count;
        tally.toFetch = count;
        tally.fetched = count;
        tally.step = 'opening';
      });
      part.isCounted = true;
    }
    const always = workspace.sourceForms
      .all()
      .filter((form) => settingsOf(form.settings, settings()).keepEncrypted === 'always');
    await openWaiting({
      workspace,
      keys: keys(),
      formId: null,
      keepCiphertext: new Set(always.map(({ formId }) => formId)),
      threads,
      clock,
      signal: pull.abort.signal,
      onProgress: () => this.#state.soon(),
      pullId: pull.id,
      tallies: (source) => pull.parts.find((part) => part.source === source)?.tallies ?? null,
      onInHand: (batch, isDone) => {
        const refs = batch.map(({ source, fetched: { ref } }) => ({
          source,
          formId: ref.formId,
          locator: ref.locator,
        }));
        if (isDone) this.#storedSome(inHand, refs);
        else inHand.begin(refs);
      },
    });
    for (const part of pull.parts) part.isEnded = true;
  }

  /** Exports what its settings say is to be exported after a pull, each form and profile once. */
  async #export(pull: RunningPull): Promise<void> {
    if (pull.plan.kind !== 'pull' || pull.abort.signal.aborted || pull.failure !== null) return;
    const wanted = new Map<string, { readonly formId: string; readonly profile: string }>();
    for (const { form, settings } of this.#settingsFor(pull.plan)) {
      const { exportWith: profile } = settings;
      if (profile !== null)
        wanted.set(JSON.stringify([form.formId, profile]), { formId: form.formId, profile });
    }
    for (const { formId, profile } of wanted.values()) {
      if (pull.abort.signal.aborted) return;
      try {
        const made = await this.#ports.runProfile(formId, profile);
        pull.exported.push({ profile, ...made });
        pull.tell('exported', { profile, files: made.files, rows: made.rows });
      } catch (error) {
        if (!isProblem(error)) throw error;
        pull.tell('export-failed', { profile }, error.data);
      }
      this.#state.soon();
    }
  }

  #end(pull: RunningPull): void {
    const { workspace, clock } = this.#ports;
    const { failure, parts, abort } = pull;
    const hasNothing = parts.length > 0 && parts.every(({ problem }) => problem !== null);
    const isTroubled = ({ problem, tallies }: SourcePart): boolean =>
      problem !== null ||
      tallies.all().some((t) => t.notStored + t.notReadable + t.warnings > 0 || t.problem !== null);
    const outcome =
      failure !== null || hasNothing
        ? 'failed'
        : abort.signal.aborted
          ? 'stopped'
          : parts.some(isTroubled)
            ? 'problems'
            : 'complete';
    pull.endedAt = clock.now().toISOString();
    pull.outcome = outcome;
    pull.tell('ended', { outcome }, failure);
    const at = pull.endedAt;
    try {
      const record = recordOf(workspace, pull, clock.now());
      workspace.transaction(() => workspace.pulls.end(pull.id, at, outcome, record));
    } catch (error) {
      // Where the database itself is the trouble the pull stays open there, and can be continued.
      const problem = storeProblem(error, workspace.folder);
      pull.failure ??= isProblem(problem) ? problem.data : problemData('engine.bug', {});
      pull.outcome = 'failed';
    }
    this.#tellStored();
    this.#stored.cancel();
    this.#state.now();
  }

  /** Tells what a change of a form's tally means to people. */
  #watch(pull: RunningPull, part: SourcePart, tally: Readonly<FormTally>, told: Set<string>): void {
    const where = { source: part.source, form: tally.title };
    const once = (what: string): boolean => {
      const key = JSON.stringify([what, tally.formId]);
      if (told.has(key)) return false;
      told.add(key);
      return true;
    };
    const isListed = tally.listed > 0 && tally.step !== 'listing';
    if (isListed && pull.plan.kind !== 'open' && once('listed')) {
      const { listed, toFetch, alreadyHere } = tally;
      pull.tell('listed', { ...where, listed, new: toFetch, here: alreadyHere });
    }
    if (tally.step === 'ended' && tally.toFetch > 0 && once('ended')) {
      const { stored, readable, notReadable, notStored } = tally;
      pull.tell('form-ended', { ...where, stored, readable, notReadable, notStored });
    }
  }

  #away(pull: RunningPull, part: SourcePart, at: Date | null, problem: ProblemData | null): void {
    if (at !== null && part.awayUntil === null) pull.tell('offline', { source: part.source }, problem);
    if (at === null && part.awayUntil !== null) {
      pull.tell('online', { source: part.source });
      pull.restartPace(part);
    }
    part.awayUntil = at;
    this.#noteReached(part.source, problem);
    this.#state.soon();
  }

  /** A form that was asked for and that its source does not list any more has nothing to wait for. */
  #noteUnlisted(part: SourcePart): void {
    const names = new Set(part.tallies.all().map(({ formId }) => formId));
    for (const { formId, step } of part.tallies.all()) {
      if (step === 'ended') continue;
      part.tallies.change(formId, (tally) => {
        // In a Collect folder the forms list nothing themselves; the nameless one lists for all of them.
        if (step === 'waiting' && tally.toFetch === 0 && !names.has('')) {
          tally.problem ??= problemData('engine.form_not_listed', { source: part.source, form: tally.title });
        }
        if (tally.stored + tally.notStored >= tally.toFetch) tally.step = 'ended';
      });
    }
  }

  #noteReached(source: string, problem: ProblemData | null): void {
    noteReached(this.#ports.workspace, this.#ports.clock, source, problem);
  }

  #titleOf(part: SourcePart, formId: string): string {
    return part.tallies.all().find((tally) => tally.formId === formId)?.title ?? formId;
  }

  #storedSome(inHand: InHandList, refs: readonly RefKey[]): void {
    inHand.done(refs);
    for (const { source, formId } of refs) {
      if (formId !== '') this.#storedForms.add(formId);
      else {
        for (const form of this.#ports.workspace.sourceForms.all()) {
          if (form.source === source && form.formId !== '') this.#storedForms.add(form.formId);
        }
      }
    }
    this.#stored.soon();
  }

  #tellStored(): void {
    const forms = [...this.#storedForms];
    this.#storedForms.clear();
    this.#ports.onStored(forms);
  }

  #emit(): void {
    const pull = this.#pull;
    if (pull === null) return;
    const state = pull.look();
    this.#last = state;
    const now = performance.now();
    const isCounted = pull.parts.every((part) => part.isCounted || part.isEnded);
    // The first note is made when it is known how much there is to do.
    if (!pull.isEnded && isCounted && now - this.#notedAt > NOTE_MS) {
      this.#notedAt = now;
      this.#note(pull);
    }
    this.#ports.onState(state);
  }

  /** Notes how far a pull has come, for the case that it does not come to its end. */
  #note(pull: RunningPull): void {
    const { workspace, clock } = this.#ports;
    try {
      workspace.transaction(() => workspace.pulls.note(pull.id, recordOf(workspace, pull, clock.now())));
    } catch (error) {
      // A disk that is full is met by the pull itself, which says so.
      if (!isProblem(error)) throw error;
    }
  }

  /** Says of a form whether none of the keys at hand is the one that its newest version names; looks once a second. */
  #keyLack(): (formId: string) => boolean {
    const { workspace, keys } = this.#ports;
    let lacking = new Set<string>();
    let lookedAt = Number.NEGATIVE_INFINITY;
    return (formId) => {
      const now = performance.now();
      if (now - lookedAt > 1000) {
        lookedAt = now;
        const held = new Set(keys().map(({ fingerprint }) => fingerprint));
        const newest = new Map<string, string | null>();
        for (const face of workspace.forms.faces()) {
          if (!newest.has(face.formId)) newest.set(face.formId, face.keyFingerprint);
        }
        lacking = new Set([...newest].flatMap(([id, key]) => (key === null || held.has(key) ? [] : [id])));
      }
      return lacking.has(formId);
    };
  }
}

/** There is no way to anywhere, as far as can be told from one server: its name is not found, or no road leads to it. */
function isNetworkGone({ code }: ProblemData): boolean {
  return code === 'net.name_unknown' || code === 'net.unreachable';
}

function keyOf({ source, formId }: { readonly source: string; readonly formId: string }): string {
  return JSON.stringify([source, formId]);
}
