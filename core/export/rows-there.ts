import { basename, join } from 'node:path';
import { Problem, type ProblemData, problemData } from '../ground/problem.ts';
import type { ExportSubmission, RowFilter, RowReader } from '../model/rows.ts';
import { type ExportOptions, filterOf } from './options.ts';
import type { Table } from './table.ts';

/**
 * Finds the submissions that already have a row in a file that rows are added to, so that none gets a second
 * row. A submission that has its row is skipped. A submission that was edited since ends the export, because
 * the file has its earlier version. Several contents may share one instance ID, and each has a row: the
 * contents without a row are added.
 */
export class RowsThere {
  readonly #file: string;
  readonly #keys: ReadonlyMap<string, number>;
  readonly #reader: RowReader;
  readonly #filter: RowFilter;
  /** For each key that was met: how many of the file's rows belong to submissions that are still to come. */
  readonly #left = new Map<string, number>();
  #passed = 0;
  #edited = 0;
  #firstEdited = '';

  private constructor(
    file: string,
    keys: ReadonlyMap<string, number>,
    reader: RowReader,
    options: ExportOptions,
  ) {
    this.#file = file;
    this.#keys = keys;
    this.#reader = reader;
    this.#filter = filterOf(options);
  }

  /** Reads the keys from a table's file. Null is a table with a new file. */
  static in(folder: string, table: Table | null, reader: RowReader, options: ExportOptions): RowsThere {
    if (table === null) return new RowsThere('', new Map(), reader, options);
    const path = join(folder, table.file);
    return new RowsThere(basename(path), table.keysIn(path), reader, options);
  }

  /** How many submissions were skipped. */
  get passed(): number {
    return this.#passed;
  }

  /** True when the submission's rows must be added. */
  takes({ instanceId, records, otherIds = [] }: ExportSubmission): boolean {
    if (this.#keys.size === 0) return true;
    const key = records.find(({ path }) => path === '')?.key ?? instanceId;
    if (this.#isThere(key, instanceId)) {
      this.#passed += 1;
      return false;
    }
    if (this.#filter.allVersions !== true && otherIds.some((id) => this.#keys.has(id))) {
      this.#edited += 1;
      if (this.#edited === 1) this.#firstEdited = instanceId;
    }
    return true;
  }

  /**
   * True when one of the file's rows with this key belongs to this submission or to one that is still to
   * come. Rows that an earlier export wrote do not count, because this export does not read their
   * submissions.
   */
  #isThere(key: string, instanceId: string): boolean {
    const inFile = this.#keys.get(key);
    if (inFile === undefined) return false;
    const left = this.#left.get(key) ?? inFile - this.#exportedBefore(instanceId);
    this.#left.set(key, left - 1);
    return left > 0;
  }

  #exportedBefore(instanceId: string): number {
    const { newSince, ...all } = this.#filter;
    const count = (filter: RowFilter): number => this.#reader.countOfId?.(instanceId, filter) ?? 0;
    return newSince === undefined ? 0 : count(all) - count(this.#filter);
  }

  /** Throws `export.edited_since` when a submission would have two rows. */
  check(): void {
    if (this.#edited === 0) return;
    throw new Problem('export.edited_since', {
      count: this.#edited,
      file: this.#file,
      instanceId: this.#firstEdited,
    });
  }

  notes(): ProblemData[] {
    if (this.#passed === 0) return [];
    return [problemData('export.rows_there', { count: this.#passed, file: this.#file })];
  }
}
