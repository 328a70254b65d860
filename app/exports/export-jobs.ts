import { setImmediate } from 'node:timers/promises';
import { countMedia, type MediaCount } from '../../core/export/media-count.ts';
import { type ExportOptions, filterOf } from '../../core/export/options.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportCounts } from '../../core/store/export-counts.ts';
import { type ChangedRows, changedRows } from './changed-rows.ts';
import type { ExportContext } from './export-context.ts';
import {
  type ExportRequest,
  exportName,
  newFilter,
  optionsOf,
  type ShownSubmissions,
} from './export-request.ts';
import { isNothingNew } from './nothing-new.ts';

/** An export that is ready to be planned, previewed or written. */
export interface ExportJob extends ChangedRows {
  readonly formId: string;
  readonly options: ExportOptions;
  /** True when it writes nothing, because only new submissions are asked for and there is none. */
  readonly isNothingNew: boolean;
  /** The name under which "new since the last export" is counted. */
  readonly name: string;
  /** Where the report goes; null: into the folder of the export. */
  readonly reportFolder: string | null;
  /**
   * Identifies the rows of the job while the database does not change: two jobs with other rows have another
   * text.
   */
  readonly rows: string;
}

/**
 * Makes jobs from requests. Keeps the chosen submissions and the counts of the last request until the
 * database changes, because plan and preview need them after each change of an option.
 */
export class ExportJobs {
  readonly #context: ExportContext;
  readonly #ids = new Latest<readonly number[]>();
  readonly #counts = new Latest<ExportCounts>();
  readonly #media = new Latest<MediaCount>();
  #mediaCounting: AbortController | null = null;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  /** Makes the job of a request. Throws `export.form_unknown`, and the signal's reason. */
  async make(request: ExportRequest, signal?: AbortSignal): Promise<ExportJob> {
    const { workspace, printer } = this.#context;
    const { formId, folder } = request;
    if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
    const ids = await this.#chosen(request, signal);
    const options = optionsOf(workspace, request, ids, printer);
    const stored = workspace.rows(formId);
    return {
      formId,
      ...changedRows(workspace, stored, request, options),
      options,
      isNothingNew: isNothingNew(stored, request, options),
      name: exportName(request),
      reportFolder: request.reportFolder ?? null,
      rows: this.#key([request.shown?.key, request.onlyNew, folder]),
    };
  }

  /** Returns how much a job would write. */
  counts({ formId, options, rows }: ExportJob, signal?: AbortSignal): Promise<ExportCounts> {
    const { ids: _ids, ...filter } = filterOf(options);
    return this.#counts.get(JSON.stringify([formId, filter, rows]), () =>
      this.#context.workspace.exportCounting.count(formId, filterOf(options), () => turn(signal)),
    );
  }

  /** Returns how many submissions a form has, for a request whose job cannot be made. */
  async here({ formId, allVersions }: Pick<ExportRequest, 'formId' | 'allVersions'>): Promise<number> {
    const { exportCounting } = this.#context.workspace;
    return (await exportCounting.count(formId, { allVersions }, () => turn(undefined))).here;
  }

  /**
   * Counts the attached files that a job would write. A count that nobody waits for any more is cancelled.
   */
  media(job: ExportJob): Promise<MediaCount> {
    const { formId, reader, options, rows } = job;
    const { ids: _ids, ...filter } = filterOf(options);
    const { format, columns = null, excludeMedia } = options;
    const key = JSON.stringify([formId, filter, rows, format, columns, excludeMedia]);
    return this.#media.get(key, async () => {
      this.#mediaCounting?.abort(new Problem('usage.cancelled', {}));
      const counting = new AbortController();
      this.#mediaCounting = counting;
      const { withFiles } = await this.counts(job);
      return countMedia(reader, options, withFiles, () => turn(counting.signal));
    });
  }

  /** The submissions that a screen shows, or the new ones; undefined when the filter alone selects them. */
  async #chosen(
    request: ExportRequest,
    signal: AbortSignal | undefined,
  ): Promise<readonly number[] | undefined> {
    const { formId, format, folder, version, allVersions, withoutDeleted, sources, shown, onlyNew } = request;
    if (shown === undefined && onlyNew !== 'apart') return undefined;
    const parts = [
      formId,
      shown?.key,
      onlyNew,
      format,
      version,
      allVersions,
      withoutDeleted,
      sources,
      folder,
    ];
    return this.#ids.get(this.#key(parts), async () => {
      const { exportCounting } = this.#context.workspace;
      const ids =
        shown !== undefined
          ? await allOf(shown)
          : await exportCounting.matching(formId, newFilter(request), () => turn(signal));
      return exportCounting.inOrder(formId, ids, () => turn(signal));
    });
  }

  #key(parts: readonly unknown[]): string {
    return JSON.stringify([this.#context.workspace.changes(), ...parts]);
  }
}

async function allOf(shown: ShownSubmissions): Promise<Set<number>> {
  const ids = new Set<number>();
  for await (const id of await shown.ids()) ids.add(id);
  return ids;
}

/** Keeps the last value and the key that it was made for. A value that failed is not kept. */
class Latest<T> {
  #last: { readonly key: string; readonly value: Promise<T> } | null = null;

  get(key: string, make: () => Promise<T>): Promise<T> {
    if (this.#last?.key === key) return this.#last.value;
    const value = make();
    this.#last = { key, value };
    value.catch(() => {
      if (this.#last?.value === value) this.#last = null;
    });
    return value;
  }
}

/** Lets other work run. Throws the signal's reason when it was aborted in the meantime. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
