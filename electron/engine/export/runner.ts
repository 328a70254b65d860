import type { ExportJob, ExportJobs } from '../../../app/exports/export-jobs.ts';
import type { ExportRequest } from '../../../app/exports/export-request.ts';
import { type ExportDone, refuseExisting, runExport } from '../../../app/exports/run-export.ts';
import { goesToServer } from '../../../core/export/formats/descriptions.ts';
import { isProblem, Problem } from '../../../core/ground/problem.ts';
import { storeProblem } from '../../../core/ground/store-problem.ts';
import type { DonePart, ExportStatus } from '../../ipc/export.ts';
import { problemView } from '../../ipc/problem-view.ts';
import type { EngineContext } from '../context.ts';
import { partOf } from './plan-parts.ts';

type DoneStatus = Extract<ExportStatus, { readonly state: 'done' }>;

/** How an export ended: done, or with what it threw. A part that failed is in `failed`. */
export type Ended =
  | { readonly isDone: true; readonly status: DoneStatus; readonly failed: unknown }
  | { readonly isDone: false; readonly status: ExportStatus; readonly error: unknown };

/** A form in a format, ready to be written; or why it cannot be. */
type Prepared = { readonly request: ExportRequest } & (
  | { readonly job: ExportJob; readonly total: number }
  | { readonly error: unknown }
);

/** What became of a part. */
type Part = { readonly request: ExportRequest } & (
  | { readonly report: ExportDone }
  | { readonly error: unknown }
);

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<Ended>;
}

/** Runs one export at a time, of one or several parts, and tells the windows how far it is. */
export class ExportRunner {
  readonly #context: EngineContext;
  readonly #jobs: ExportJobs;
  #running: Running | null = null;
  #status: ExportStatus | null = null;
  #reports: readonly (string | null)[] = [];

  constructor(context: EngineContext, jobs: ExportJobs) {
    this.#context = context;
    this.#jobs = jobs;
  }

  /** The export that runs, or how the last one ended; null when there was none since the engine started. */
  get status(): ExportStatus | null {
    return this.#status;
  }

  /** The path of the report beside the files of a part of the last export; null when there is none. */
  reportOf(part: number): string | null {
    return this.#reports[part] ?? null;
  }

  /**
   * Starts an export of one or several parts into a folder; resolves when its rows are being written, with
   * what becomes of it. Throws `export.running`, `export.files_exist` and, when no part can be made, what
   * making the first throws; it has begun nothing then.
   */
  async start(
    requests: readonly ExportRequest[],
    folder: string,
    preset: string | null,
  ): Promise<{ readonly ended: Promise<Ended> }> {
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
      const prepared = await this.#prepare(requests, abort.signal);
      workspace.transaction(() => workspace.exportPresets.used(preset, clock.now().toISOString()));
      const parts = prepared.length;
      this.#tell({ state: 'running', done: 0, total: null, file: null, part: 0, parts, files: [] });
      void this.#each(prepared, folder, abort.signal).then((last) => {
        this.#tell(last.status);
        end(last);
      });
      return { ended };
    } catch (error) {
      end({ isDone: false, status: { state: 'stopped', written: 0 }, error });
      throw error;
    }
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#running?.abort.abort(new Problem('usage.cancelled', {}));
    await this.#running?.ended;
  }

  /** The same as `start`, when no other export runs any more. */
  async startInTurn(
    requests: readonly ExportRequest[],
    folder: string,
    preset: string,
  ): Promise<{ readonly ended: Promise<Ended> }> {
    while (this.#running !== null) await this.#running.ended;
    return this.start(requests, folder, preset);
  }

  async #prepare(requests: readonly ExportRequest[], signal: AbortSignal): Promise<readonly Prepared[]> {
    const prepared: Prepared[] = [];
    for (const request of requests) {
      try {
        const job = await this.#jobs.make(request, signal);
        if (request.existing === 'ask') refuseExisting(job);
        prepared.push({ request, job, total: (await this.#jobs.counts(job, signal)).exported });
      } catch (error) {
        if (signal.aborted || !isProblem(error) || error.code === 'export.files_exist') throw error;
        prepared.push({ request, error });
      }
    }
    const [first] = prepared;
    if (first !== undefined && 'error' in first && prepared.every((part) => 'error' in part))
      throw first.error;
    return prepared;
  }

  /** Writes the parts one after the other. One that cannot be written does not stop the others. */
  async #each(prepared: readonly Prepared[], folder: string, signal: AbortSignal): Promise<Ended> {
    const parts: Part[] = [];
    for (const [part, one] of prepared.entries()) {
      const { request } = one;
      if ('error' in one) {
        parts.push(one);
        continue;
      }
      try {
        const report = await runExport(this.#context, one.job, {
          signal,
          total: one.total,
          progress: ({ submissions: done, total, files }) =>
            this.#tell({ state: 'running', done, total, file: null, part, parts: prepared.length, files }),
        });
        parts.push({ request, report });
      } catch (error) {
        if (signal.aborted) {
          const written = parts.filter((before) => 'report' in before).length;
          return { isDone: false, status: { state: 'stopped', written }, error };
        }
        parts.push({ request, error: storeProblem(error, this.#context.workspace.folder) });
      }
    }
    return this.#ended(parts, folder);
  }

  #ended(parts: readonly Part[], folder: string): Ended {
    const written = parts.filter((part) => 'report' in part);
    const failed = parts.find((part) => 'error' in part);
    const error = failed !== undefined && 'error' in failed ? failed.error : null;
    if (written.length === 0)
      return { isDone: false, status: { state: 'failed', problem: problemOf(error) }, error };
    this.#reports = parts.map((part) => ('report' in part ? (part.report.exportReport?.text ?? null) : null));
    const sum = (count: (report: ExportDone) => number): number =>
      written.reduce((all, { report }) => all + count(report), 0);
    // All formats of a form have the same submissions.
    const forms = new Map(written.map(({ request, report }) => [request.formId, report]));
    const ofForms = [...forms.values()];
    const inFiles = written.filter(({ request }) => !goesToServer(request.format));
    const inDatabase = written.filter(({ request }) => goesToServer(request.format));
    // What stands for a file of a database is a schema.
    const schemas = inDatabase.flatMap(({ report }) => report.files);
    return {
      isDone: true,
      failed: error,
      status: {
        state: 'done',
        files: inFiles.flatMap(({ report }) => report.files),
        rows: sum(({ rows }) => rows),
        inDatabase: {
          tables: schemas.reduce((all, { tables = [] }) => all + tables.length, 0),
          rows: inDatabase.reduce((all, { report }) => all + report.rows, 0),
        },
        submissions: ofForms.reduce((all, { submissions }) => all + submissions, 0),
        leftOut: ofForms.reduce((all, { unopened }) => all + unopened, 0),
        media: { files: sum(({ media }) => media.files), bytes: sum(({ media }) => media.bytes) },
        placeId: this.#context.grant(folder, true).id,
        folder,
        parts: parts.map((part) => this.#donePart(part)),
      },
    };
  }

  #donePart(part: Part): DonePart {
    const about = partOf(this.#context, part.request);
    if ('error' in part) {
      const none = { problems: [], notes: [], named: {}, hasReport: false };
      return { ...about, ...none, problem: problemOf(part.error) };
    }
    const { named, problems, notes, exportReport } = part.report;
    return {
      ...about,
      problem: null,
      named,
      problems: problems.map(problemView),
      notes: notes.map(problemView),
      hasReport: exportReport !== null,
    };
  }

  #tell(status: ExportStatus): void {
    this.#status = status;
    this.#context.emit({ type: 'export', status });
  }
}

function problemOf(error: unknown) {
  return problemView(isProblem(error) ? error.data : { code: 'engine.bug', params: {} });
}
