import { basename, join } from 'node:path';
import { Problem, type ProblemData, problemData } from '../ground/problem.ts';
import type { ExportSubmission, RowFilter, RowReader } from '../model/rows.ts';
import { type ExportOptions, filterOf } from './options.ts';
import type { Table } from './table.ts';

/**
 * The submissions that have a row in the file that rows are added to, so that none has two: what is there already is
 * passed over, and what was edited since ends the export, because its earlier version is there. Of several contents under
 * one instance ID, each of which has a row, those that are not there yet are added.
 */
export class RowsThere {
  readonly #file: string;
  readonly #keys: ReadonlyMap<string, number>;
  readonly #reader: RowReader;
  readonly #filter: RowFilter;
  /** How many rows of a key stand for what is still to come, of the keys that were met. */
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

  /** Reads the keys of a table's file. Takes null for a table whose file is written anew. */
  static in(folder: string, table: Table | null, reader: RowReader, options: ExportOptions): RowsThere {
    if (table === null) return new RowsThere('', new Map(), reader, options);
    const path = join(folder, table.file);
    return new RowsThere(basename(path), table.keysIn(path), reader, options);
  }

  /** How many were passed over. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether a submission's rows are to be added. */
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
   * Whether one of the file's rows of a key is of what is come to. Those of what was exported before, and so is not come
   * to, are not.
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
