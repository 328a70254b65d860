import { isProblem, Problem } from '../../../core/ground/problem.ts';
import { storeProblem } from '../../../core/ground/store-problem.ts';
import { problemView } from '../../ipc/answer.ts';
import type { ExportOptions, ExportStatus } from '../../ipc/export.ts';
import type { EngineContext } from '../context.ts';
import type { Jobs } from './job.ts';
import { doneStatus, refuseExisting, writeFiles } from './run.ts';

/** How an export ended: done, or with what it threw. */
export type Ended =
  | { readonly isDone: true; readonly status: Extract<ExportStatus, { readonly state: 'done' }> }
  | { readonly isDone: false; readonly status: ExportStatus; readonly error: unknown };

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<Ended>;
}

/** Runs one export at a time, and tells the windows how far it is. */
export class ExportRunner {
  readonly #context: EngineContext;
  readonly #jobs: Jobs;
  #running: Running | null = null;
  #status: ExportStatus | null = null;

  constructor(context: EngineContext, jobs: Jobs) {
    this.#context = context;
    this.#jobs = jobs;
  }

  /** The export that runs, or how the last one ended; null when there was none since the engine started. */
  get status(): ExportStatus | null {
    return this.#status;
  }

  /**
   * Starts an export; resolves when its rows are being written, with what becomes of it. Throws `export.running`,
   * `export.files_exist` and what making the job throws, and has begun nothing then.
   */
  async start(asked: ExportOptions, profile: string | null): Promise<{ readonly ended: Promise<Ended> }> {
    if (this.#running !== null) throw new Problem('export.running', {});
    const abort = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<Ended>();
    this.#running = { abort, ended };
    const end = (last: Ended): void => {
      this.#running = null;
      resolve(last);
    };
    try {
      const { workspace, clock } = this.#context;
      const job = await this.#jobs.make(asked, abort.signal);
      refuseExisting(asked, job);
      const { exported } = await this.#jobs.counts(job, abort.signal);
      workspace.transaction(() => workspace.exportProfiles.used(profile, clock.now().toISOString()));
      this.#tell({ state: 'running', done: 0, total: null, file: null, files: [] });
      const written = writeFiles(this.#context, asked, job, exported, abort.signal, (status) =>
        this.#tell(status),
      );
      void written
        .then(
          (report): Ended => ({ isDone: true, status: doneStatus(this.#context, job, report) }),
          (error: unknown) => this.#failed(error, abort.signal),
        )
        .then((last) => {
          this.#tell(last.status);
          end(last);
        });
      return { ended };
    } catch (error) {
      end({ isDone: false, status: { state: 'stopped' }, error });
      throw error;
    }
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#running?.abort.abort(new Problem('usage.cancelled', {}));
    await this.#running?.ended;
  }

  /** The same as `start`, when no other export runs any more. */
  async startInTurn(asked: ExportOptions, profile: string): Promise<{ readonly ended: Promise<Ended> }> {
    while (this.#running !== null) await this.#running.ended;
    return this.start(asked, profile);
  }

  #failed(error: unknown, signal: AbortSignal): Ended {
    if (signal.aborted) return { isDone: false, status: { state: 'stopped' }, error };
    const cause = storeProblem(error, this.#context.workspace.folder);
    const data = isProblem(cause) ? cause.data : ({ code: 'engine.bug', params: {} } as const);
    return { isDone: false, status: { state: 'failed', problem: problemView(data) }, error: cause };
  }

  #tell(status: ExportStatus): void {
    this.#status = status;
    this.#context.emit({ type: 'export', status });
  }
}
