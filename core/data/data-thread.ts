import type { DataRow } from '../model/table-row.ts';
import type { TableView, Wording } from '../model/table-view.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';
import { type DataArguments, type DataMethod, type DataValue, ReaderThread } from './reader-thread.ts';
import { isPlain, type ViewList } from './view-list.ts';
import { ViewLists } from './view-lists.ts';

/** How long a page waits for its list. After that, the reply is that the list is not ready. */
const PATIENCE_MS = 90;
const MOST_COPIED = 10_000;
/** How many rows are copied at a time, so that pages can be read in between. */
const COPIED_AT_ONCE = 500;

/** Fast methods. They must not wait behind methods that take seconds. */
const QUICK: ReadonlySet<DataMethod> = new Set([
  'newest',
  'page',
  'columnNames',
  'sheet',
  'media',
  'mediaPath',
  'xml',
] as const);

/**
 * The reader in two threads, apart from the code that writes. One thread reads pages and sheets, the other
 * reads whole tables. The lists of views are kept here, so that a page only asks its thread for a few rows by
 * their ids.
 */
export class DataThread {
  readonly #quick: ReaderThread;
  readonly #slow: ReaderThread;
  readonly #lists: ViewLists;

  /**
   * Takes the folder of a workspace that has its database, and its keys. `onFresh` is called when a new list replaces an
   * old one that was already shown.
   */
  constructor(
    folder: string,
    keys: WorkspaceKeys | null = null,
    onFresh: (formId: string) => void = () => undefined,
  ) {
    this.#quick = new ReaderThread(folder, keys, 'rows');
    this.#slow = new ReaderThread(folder, keys, 'tables');
    this.#lists = new ViewLists((view, wording) => this.#slow.makeList(view, wording), onFresh);
  }

  /** Calls a method of the reader. Throws the problem that the reader met. */
  call<K extends DataMethod>(method: K, ...args: DataArguments<K>): Promise<DataValue<K>> {
    return (QUICK.has(method) ? this.#quick : this.#slow).call(method, ...args);
  }

  /**
   * Reports that submissions of these forms, or of any form (null), came or changed. Lists that were made
   * before are now old.
   */
  changed(formIds: readonly string[] | null): void {
    this.#lists.changed(formIds);
  }

  /** Returns a number that grows when a form has more to show than before. */
  revision(formId: string): number {
    return this.#lists.revision(formId);
  }

  /** Returns a page of a view. `total` is null while the list is made for the first time: ask again. */
  async rows(
    view: TableView,
    wording: Wording,
    columns: readonly string[],
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number | null; readonly sofar: number; readonly rows: readonly DataRow[] }> {
    // An index finds the rows of the plain order at once, and they are always up to date.
    if (isPlain(view) && offset < limit) {
      const { total, rows } = await this.#quick.call('newest', view.formId, columns, wording, offset, limit);
      return { total, sofar: total, rows };
    }
    const { list, sofar } = await this.#lists.get(view, wording, PATIENCE_MS);
    if (list === null && isPlain(view)) {
      const { total, rows } = await this.#quick.call('newest', view.formId, columns, wording, offset, limit);
      return { total, sofar: total, rows };
    }
    if (list === null) {
      // An unknown column is reported at once, and not only when the list is ready.
      await this.#quick.call('columnNames', view.formId, view.path, columns);
      return { total: null, sofar, rows: [] };
    }
    const rows = await this.#page(view, wording, columns, list, offset, offset + limit);
    return { total: list.ids.length, sofar: list.ids.length, rows };
  }

  /**
   * Returns the position of a submission in a view; null when the view does not have it. Uses the same list
   * as the window's rows.
   */
  async find(view: TableView, submissionId: number): Promise<number | null> {
    const list = this.#lists.kept(view) ?? (await this.#whole(view, AS_RECORDED));
    const at = list.ids.indexOf(submissionId);
    return at < 0 ? null : at;
  }

  /** Returns the submissions of a view, each once. */
  async ids(view: TableView): Promise<Int32Array> {
    const { ids } = await this.#whole(view, AS_RECORDED);
    return view.path === '' ? ids : Int32Array.from(new Set(ids));
  }

  /** Returns rows of a view as tab-separated text with a header, at most 10,000 rows. */
  async copy(
    view: TableView,
    wording: Wording,
    columns: readonly string[],
    ranges: readonly { readonly from: number; readonly to: number }[],
  ): Promise<string> {
    const names = await this.#quick.call('columnNames', view.formId, view.path, columns);
    const list = this.#lists.kept(view) ?? (await this.#whole(view, wording));
    const lines = [names.map(plainCell).join('\t')];
    for (const { from, to } of ranges) {
      const end = Math.min(to + 1, list.ids.length, from + MOST_COPIED + 1 - lines.length);
      for (let at = from; at < end; at += COPIED_AT_ONCE) {
        const until = Math.min(at + COPIED_AT_ONCE, end);
        for (const { cells } of await this.#page(view, wording, columns, list, at, until)) {
          lines.push(cells.map((cell) => plainCell(cell ?? '')).join('\t'));
        }
      }
    }
    return lines.join('\n');
  }

  async close(): Promise<void> {
    this.#lists.close();
    await Promise.all([this.#quick.close(), this.#slow.close()]);
  }

  #page(
    view: TableView,
    wording: Wording,
    columns: readonly string[],
    list: ViewList,
    from: number,
    to: number,
  ): Promise<DataRow[]> {
    const ids = list.ids.slice(from, to);
    const ordinals = list.ordinals?.slice(from, to) ?? null;
    return this.#quick.call('page', view.formId, view.path, columns, wording, ids, ordinals);
  }

  async #whole(view: TableView, wording: Wording): Promise<ViewList> {
    const { list } = await this.#lists.get(view, wording, Number.POSITIVE_INFINITY);
    if (list === null) throw new Error('the data thread is closed');
    return list;
  }
}

const AS_RECORDED: Wording = { show: 'values', language: '' };

/** Tabs and line ends would start new cells and rows. */
function plainCell(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
