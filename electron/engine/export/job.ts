import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ExportOptions as CoreOptions } from '../../../core/export/options.ts';
import { Problem } from '../../../core/problem.ts';
import type { StoredRows } from '../../../core/store/rows.ts';
import type { View } from '../../ipc/data.ts';
import type { ExportOptions } from '../../ipc/export.ts';
import type { EngineContext } from '../context.ts';
import { coreOptions } from './core-options.ts';

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
}

/**
 * Makes jobs of what the window asks for. The submissions of the last view are kept while the database is as it was,
 * because plan and preview ask for them at each change of an option.
 */
export class Jobs {
  readonly #context: EngineContext;
  readonly #idsOf: IdsOf;
  #last: { readonly key: string; readonly ids: Promise<readonly number[]> } | null = null;

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
    const ids = asked.rows.kind === 'view' ? await this.#ids(asked.rows.view, signal) : undefined;
    const options = coreOptions(workspace, asked, folder, ids);
    return { formId, reader: workspace.rows(formId), options, folder };
  }

  suggestedFolder(): string {
    return join(homedir(), 'Documents', `${this.#context.info.name} exports`);
  }

  #ids(view: View, signal: AbortSignal | undefined): Promise<readonly number[]> {
    const { workspace } = this.#context;
    const key = JSON.stringify([workspace.changes(), view]);
    if (this.#last?.key === key) return this.#last.ids;
    const ids = this.#gather(view, signal);
    this.#last = { key, ids };
    ids.catch(() => {
      if (this.#last?.ids === ids) this.#last = null;
    });
    return ids;
  }

  async #gather(view: View, signal: AbortSignal | undefined): Promise<readonly number[]> {
    const ids = new Set<number>();
    for await (const id of await this.#idsOf(view)) ids.add(id);
    return this.#context.workspace.exportCounting.inOrder(view.formId, ids, () => turn(signal));
  }
}

/** Lets others have their turn; throws the signal's reason when it was aborted meanwhile. */
export async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
