import type { DataRow } from '../model/table-row.ts';
import type { TableView, Wording } from '../model/table-view.ts';
import { type DataArguments, type DataMethod, type DataValue, ReaderThread } from './reader-thread.ts';
import { isPlain, type ViewList } from './view-list.ts';
import { ViewLists } from './view-lists.ts';

/** How long a page waits for its list before it says that the list is being made. */
const PATIENCE_MS = 90;
const MOST_COPIED = 10_000;
/** Rows copied in one turn of the thread, so that pages come in between. */
const COPIED_AT_ONCE = 500;

/** What is answered in a moment, and must not wait behind what takes seconds. */
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
 * The reader in two threads, beside whatever writes: one for pages and sheets, one that looks through everything. The
 * lists of views are kept here, so that a page asks its thread for a few rows by their ids.
 */
export class DataThread {
  readonly #quick: ReaderThread;
  readonly #slow: ReaderThread;
  readonly #lists: ViewLists;

  /**
   * Takes the workspace's folder, whose database must be there, and what is told when an old list that was given out has
   * been made anew.
   */
  constructor(folder: string, onFresh: (formId: string) => void = () => undefined) {
    this.#quick = new ReaderThread(folder);
    this.#slow = new ReaderThread(folder);
    this.#lists = new ViewLists((view, wording) => this.#slow.makeList(view, wording), onFresh);
  }

  /** Calls the reader. Throws the problem that it met. */
  call<K extends DataMethod>(method: K, ...args: DataArguments<K>): Promise<DataValue<K>> {
    return (QUICK.has(method) ? this.#quick : this.#slow).call(method, ...args);
  }

  /** Submissions of these forms, or of any (null), have come or changed: lists that were made before are old. */
  changed(formIds: readonly string[] | null): void {
    this.#lists.changed(formIds);
  }

  /** A number that grows when there is more to see of a form than before. */
  revision(formId: string): number {
    return this.#lists.revision(formId);
  }

  /** A page of a view. While its list is being made for the first time `total` is null: ask again. */
  async rows(
    view: TableView,
    wording: Wording,
    columns: readonly string[],
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number | null; readonly sofar: number; readonly rows: readonly DataRow[] }> {
    // The first rows of the plain order are found by an index at once, and always as they are at this moment.
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
      // A column that the form does not have is told at once, not when the list is there.
      await this.#quick.call('columnNames', view.formId, view.path, columns);
      return { total: null, sofar, rows: [] };
    }
    const rows = await this.#page(view, wording, columns, list, offset, offset + limit);
    return { total: list.ids.length, sofar: list.ids.length, rows };
  }

  /** Where a submission stands in a view; null when it is not in it. Looks where the window's own rows come from. */
  async find(view: TableView, submissionId: number): Promise<number | null> {
    const list = this.#lists.kept(view) ?? (await this.#whole(view, AS_RECORDED));
    const at = list.ids.indexOf(submissionId);
    return at < 0 ? null : at;
  }

  /** The submissions of a view, each once. */
  async ids(view: TableView): Promise<Int32Array> {
    const { ids } = await this.#whole(view, AS_RECORDED);
    return view.path === '' ? ids : Int32Array.from(new Set(ids));
  }

  /** Rows of a view as tab-separated text with a header, at most 10,000. */
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

/** Tabs and line ends would make other cells and rows of it. */
function plainCell(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
