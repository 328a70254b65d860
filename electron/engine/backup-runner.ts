import type { BackupPorts } from '../../app/backup/backup-ports.ts';
import { Throttle } from '../../app/take/throttle.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { storeProblem } from '../../core/ground/store-problem.ts';
import type { BackupFinding, BackupProgress } from '../../core/model/backup.ts';
import type { BackupFault, BackupKind, BackupResult, BackupWork } from '../ipc/backup.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { EngineContext } from './context.ts';

/** What a piece of work found. */
export interface Found {
  readonly submissions: number;
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly BackupFinding[];
}

/** A backup, a check, a drill or a restore. */
export interface BackupJob {
  readonly kind: BackupKind;
  readonly folder: string;
  readonly run: (ports: BackupPorts) => Promise<Found>;
  /** Called when the work is cut off because the engine ends. */
  readonly onCutOff?: () => void;
}

interface Running {
  readonly job: BackupJob;
  work: BackupWork;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** How often the progress is sent. */
const PROGRESS_MS = 150;
/** More findings are not sent to the window. */
const MOST_FAULTS = 100;

/** Does what is to be done for backups, one at a time, and says what came of it. */
export class BackupRunner {
  readonly #context: Pick<EngineContext, 'clock' | 'emit' | 'workspace'>;
  readonly #onChange: (isRunning: boolean) => void;
  readonly #progress: Throttle;
  #running: Running | null = null;
  #last: BackupResult | null = null;
  #isEnding = false;

  /** Takes what is called when work has begun or ended. */
  constructor(
    context: Pick<EngineContext, 'clock' | 'emit' | 'workspace'>,
    onChange: (isRunning: boolean) => void,
  ) {
    this.#context = context;
    this.#onChange = onChange;
    this.#progress = new Throttle(PROGRESS_MS, () => this.#emit());
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** What runs; null: nothing. */
  get work(): BackupWork | null {
    return this.#running?.work ?? null;
  }

  /** The last result since the engine was started. */
  get last(): BackupResult | null {
    return this.#last;
  }

  /** Begins a piece of work. Throws `backup.busy` when another one runs. */
  start(job: BackupJob): void {
    if (this.#running !== null) throw new Problem('backup.busy', { folder: this.#running.work.folder });
    this.#begin(job);
  }

  /** Waits until nothing else runs, does the work, and resolves when it has ended, however it ended. */
  async startWhenFree(job: BackupJob): Promise<void> {
    while (this.#running !== null) await this.#running.ended;
    if (!this.#isEnding) await this.#begin(job);
  }

  /** Cancels what runs, for the user. */
  stop(): void {
    if (this.#running === null) return;
    this.#running.work = { ...this.#running.work, isStopping: true };
    this.#emit();
    this.#running.abort.abort(new Error('the user has stopped it'));
  }

  /** Cancels what runs because the engine ends, begins nothing more, and resolves when it has ended. */
  async end(): Promise<void> {
    this.#isEnding = true;
    // Before its end, which the process may not live to see.
    this.#running?.job.onCutOff?.();
    this.#running?.abort.abort(new Error('the engine ends'));
    await this.#running?.ended;
  }

  #begin(job: BackupJob): Promise<void> {
    const { kind, folder } = job;
    const abort = new AbortController();
    const work = { kind, folder, step: 'checking', done: 0, total: 0, isStopping: false } as const;
    // The work begins in the next turn: whoever asked for it has its reply before any event.
    const ended = Promise.resolve().then(() => this.#do(job, abort.signal));
    this.#running = { job, work, abort, ended };
    this.#onChange(true);
    this.#emit();
    return ended;
  }

  async #do(job: BackupJob, signal: AbortSignal): Promise<void> {
    const { clock, emit } = this.#context;
    const result = await this.#resultOf(job, signal);
    this.#running = null;
    this.#last = { ...result, kind: job.kind, folder: job.folder, at: clock.now().toISOString() };
    this.#onChange(false);
    this.#emit();
    emit({ type: 'backup-ended', result: this.#last });
    emit({ type: 'backups-changed' });
  }

  async #resultOf(
    job: BackupJob,
    signal: AbortSignal,
  ): Promise<Omit<BackupResult, 'kind' | 'folder' | 'at'>> {
    const onProgress = (progress: BackupProgress): void => {
      if (this.#running === null) return;
      this.#running.work = { ...this.#running.work, ...progress };
      this.#progress.soon();
    };
    const nothing = { problem: null, faults: [], submissions: 0, files: 0, bytes: 0 };
    try {
      const { findings, ...numbers } = await job.run({ clock: this.#context.clock, signal, onProgress });
      const outcome = findings.length === 0 ? 'good' : 'problems';
      return { ...numbers, outcome, problem: null, faults: faultViews(findings) };
    } catch (error) {
      if (signal.aborted) return { ...nothing, outcome: 'stopped' };
      const problem = storeProblem(error, this.#context.workspace.folder);
      // The text of a bug could hold an answer, and is left out.
      const data = isProblem(problem) ? problem.data : { code: 'engine.bug', params: {} };
      return { ...nothing, outcome: 'failed', problem: problemView(data as Problem['data']) };
    }
  }

  #emit(): void {
    this.#context.emit({ type: 'backup', work: this.work });
  }
}

/** Findings in the shape in which the window shows them. */
export function faultViews(findings: readonly BackupFinding[]): readonly BackupFault[] {
  return findings
    .slice(0, MOST_FAULTS)
    .map(({ file, code, params }) => ({ file, problem: problemView({ code, params }) }));
}
