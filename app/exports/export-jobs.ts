import { setImmediate } from 'node:timers/promises';
import { countMedia, type MediaCount } from '../../core/export/media-count.ts';
import { type ExportOptions, filterOf } from '../../core/export/options.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportCounts } from '../../core/store/export-counts.ts';
import type { StoredRows } from '../../core/store/rows.ts';
import type { ExportContext } from './export-context.ts';
import {
  type ExportRequest,
  exportName,
  newFilter,
  optionsOf,
  type ShownSubmissions,
} from './export-request.ts';

/** An export that is ready to be planned, previewed or written. */
export interface ExportJob {
  readonly formId: string;
  readonly reader: StoredRows;
  readonly options: ExportOptions;
  /** What "new since the last export" is counted by. */
  readonly name: string;
  /** Tells jobs apart whose rows are not the same, as long as the database is as it is. */
  readonly rows: string;
}

/**
 * Makes jobs of requests. The submissions of the last choice, and the last counts, are kept while the database is as it
 * was, because plan and preview ask for them at each change of an option.
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

  /** Throws `export.form_unknown`, and the signal's reason. */
  async make(request: ExportRequest, signal?: AbortSignal): Promise<ExportJob> {
    const { workspace } = this.#context;
    const { formId, folder } = request;
    if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
    const ids = await this.#chosen(request, signal);
    return {
      formId,
      reader: workspace.rows(formId),
      options: optionsOf(workspace, request, ids),
      name: exportName(request),
      rows: this.#key([request.shown?.key, request.onlyNew, folder]),
    };
  }

  /** What a job would write, in numbers. */
  counts({ formId, options, rows }: ExportJob, signal?: AbortSignal): Promise<ExportCounts> {
    const { ids: _ids, ...filter } = filterOf(options);
    return this.#counts.get(JSON.stringify([formId, filter, rows]), () =>
      this.#context.workspace.exportCounting.count(formId, filterOf(options), () => turn(signal)),
    );
  }

  /** The attached files that a job would write. A count that nobody waits for any more is given up. */
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

  /** Those that a screen shows, or those that are new; undefined where the filter says it by itself. */
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

/** The last value that was made, by what it was made of; one that failed is not kept. */
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

/** Lets others have their turn; throws the signal's reason when it was aborted meanwhile. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
