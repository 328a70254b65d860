import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { countMedia, type MediaCount } from '../../../core/export/media-count.ts';
import { type ExportOptions as CoreOptions, filterOf } from '../../../core/export/options.ts';
import { Problem } from '../../../core/ground/problem.ts';
import type { ExportCounts } from '../../../core/store/export-counts.ts';
import type { StoredRows } from '../../../core/store/rows.ts';
import type { View } from '../../ipc/data.ts';
import type { ExportOptions } from '../../ipc/export.ts';
import type { EngineContext } from '../context.ts';
import { coreOptions, newFilter } from './core-options.ts';

/** The submissions that a view shows, each at least once, in any order. */
export type IdsOf = (
  view: View,
) => AsyncIterable<number> | Iterable<number> | Promise<AsyncIterable<number> | Iterable<number>>;

/** An export that is ready to be planned, previewed or written. */
export interface Job {
  readonly formId: string;
  readonly reader: StoredRows;
  readonly options: CoreOptions;
  readonly folder: string;
  /** Tells jobs apart whose rows are not the same, as long as the database is as it is. */
  readonly rows: string;
}

/**
 * Makes jobs of what the window asks for. The submissions of the last view, and the last counts, are kept while the
 * database is as it was, because plan and preview ask for them at each change of an option.
 */
export class Jobs {
  readonly #context: EngineContext;
  readonly #idsOf: IdsOf;
  readonly #ids = new Latest<readonly number[]>();
  readonly #counts = new Latest<ExportCounts>();
  readonly #media = new Latest<MediaCount>();
  #mediaCounting: AbortController | null = null;

  constructor(context: EngineContext, idsOf: IdsOf) {
    this.#context = context;
    this.#idsOf = idsOf;
  }

  /** Throws `export.form_unknown` and `engine.place_unknown`. */
  async make(asked: ExportOptions, signal?: AbortSignal): Promise<Job> {
    const { workspace } = this.#context;
    const { formId } = asked;
    if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
    const folder = asked.placeId === null ? this.suggestedFolder() : this.#context.pathOf(asked.placeId);
    const ids = await this.#chosen(asked, folder, signal);
    const options = coreOptions(workspace, asked, folder, ids);
    return { formId, reader: workspace.rows(formId), options, folder, rows: this.#key([asked.rows, folder]) };
  }

  /** What a job would write, in numbers. */
  counts({ formId, options, rows }: Job, signal?: AbortSignal): Promise<ExportCounts> {
    const { ids: _ids, ...filter } = filterOf(options);
    return this.#counts.get(JSON.stringify([formId, filter, rows]), () =>
      this.#context.workspace.exportCounting.count(formId, filterOf(options), () => turn(signal)),
    );
  }

  /** The attached files that a job would write. A count that nobody waits for any more is given up. */
  media(job: Job): Promise<MediaCount> {
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

  suggestedFolder(): string {
    return join(homedir(), 'Documents', `${this.#context.info.name} exports`);
  }

  /** Those of a view, or those that are new; undefined where the filter says it by itself. */
  async #chosen(
    asked: ExportOptions,
    folder: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly number[] | undefined> {
    const { formId, rows } = asked;
    if (rows.kind !== 'view' && rows.kind !== 'new') return undefined;
    return this.#ids.get(
      this.#key([
        formId,
        rows,
        asked.format,
        asked.version,
        asked.allVersions,
        asked.withoutDeleted,
        asked.sources,
        folder,
      ]),
      async () => {
        const { exportCounting } = this.#context.workspace;
        const ids =
          rows.kind === 'view'
            ? await this.#shown(rows.view)
            : await exportCounting.matching(formId, newFilter(asked, folder), () => turn(signal));
        return exportCounting.inOrder(formId, ids, () => turn(signal));
      },
    );
  }

  async #shown(view: View): Promise<Set<number>> {
    const ids = new Set<number>();
    for await (const id of await this.#idsOf(view)) ids.add(id);
    return ids;
  }

  #key(parts: readonly unknown[]): string {
    return JSON.stringify([this.#context.workspace.changes(), ...parts]);
  }
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
export async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
