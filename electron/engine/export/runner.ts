import type { ExportJobs } from '../../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../../app/exports/export-request.ts';
import { refuseExisting, runExport } from '../../../app/exports/run-export.ts';
import type { ExportReport } from '../../../core/export/export.ts';
import { isProblem, Problem } from '../../../core/ground/problem.ts';
import { storeProblem } from '../../../core/ground/store-problem.ts';
import type { ExportStatus } from '../../ipc/export.ts';
import { problemView } from '../../ipc/problem-view.ts';
import type { EngineContext } from '../context.ts';

type DoneStatus = Extract<ExportStatus, { readonly state: 'done' }>;

/** How an export ended: done, or with what it threw. */
export type Ended =
  | { readonly isDone: true; readonly status: DoneStatus }
  | { readonly isDone: false; readonly status: ExportStatus; readonly error: unknown };

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<Ended>;
}

/** Runs one export at a time, and tells the windows how far it is. */
export class ExportRunner {
  readonly #context: EngineContext;
  readonly #jobs: ExportJobs;
  #running: Running | null = null;
  #status: ExportStatus | null = null;

  constructor(context: EngineContext, jobs: ExportJobs) {
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
  async start(request: ExportRequest, preset: string | null): Promise<{ readonly ended: Promise<Ended> }> {
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
      const job = await this.#jobs.make(request, abort.signal);
      if (request.existing === 'ask') refuseExisting(job);
      const { exported } = await this.#jobs.counts(job, abort.signal);
      workspace.transaction(() => workspace.exportPresets.used(preset, clock.now().toISOString()));
      this.#tell({ state: 'running', done: 0, total: null, file: null, files: [] });
      const written = runExport(this.#context, job, {
        signal: abort.signal,
        total: exported,
        progress: ({ submissions, total, files }) =>
          this.#tell({ state: 'running', done: submissions, total, file: null, files }),
      });
      void written
        .then(
          (report): Ended => ({ isDone: true, status: this.#done(request, report) }),
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
  async startInTurn(request: ExportRequest, preset: string): Promise<{ readonly ended: Promise<Ended> }> {
    while (this.#running !== null) await this.#running.ended;
    return this.start(request, preset);
  }

  #done({ formId, folder }: ExportRequest, report: ExportReport): DoneStatus {
    return {
      state: 'done',
      formId,
      files: report.files,
      rows: report.rows,
      submissions: report.submissions,
      leftOut: report.unopened,
      media: report.media,
      placeId: this.#context.grant(folder, true).id,
      folder,
      named: report.named,
      problems: report.problems.map(problemView),
      notes: report.notes.map(problemView),
    };
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
