import { basename, join } from 'node:path';
import { Problem, type ProblemData, problemData } from '../problem.ts';
import type { Table } from './format.ts';
import { keysInFile } from './keys-in-file.ts';
import type { ExportOptions } from './options.ts';
import type { ExportSubmission } from './rows.ts';

/**
 * The submissions that have a row in the file that rows are added to, so that none has two: what is there already is
 * passed over, and what was edited since ends the export, because its earlier version is there.
 */
export class RowsThere {
  readonly #file: string;
  readonly #keys: ReadonlySet<string>;
  readonly #allVersions: boolean;
  #passed = 0;
  #edited = 0;
  #firstEdited = '';

  private constructor(file: string, keys: ReadonlySet<string>, allVersions: boolean) {
    this.#file = file;
    this.#keys = keys;
    this.#allVersions = allVersions;
  }

  /** Reads the keys of a table's file. Takes null for a table whose file is written anew. */
  static in(folder: string, table: Table | null, options: ExportOptions): RowsThere {
    const allVersions = options.allVersions === true;
    if (table === null) return new RowsThere('', new Set(), allVersions);
    const isTidy = options.profile === 'tidy';
    const column = isTidy ? table.columns.indexOf('key') : table.columns.lastIndexOf('KEY');
    const separator = (isTidy ? options.separator : undefined) ?? ',';
    const path = join(folder, table.file);
    return new RowsThere(basename(path), keysInFile(path, separator, column), allVersions);
  }

  /** How many were passed over. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether a submission's rows are to be added. */
  takes({ instanceId, records, otherIds = [] }: ExportSubmission): boolean {
    if (this.#keys.size === 0) return true;
    const key = records.find(({ path }) => path === '')?.key ?? instanceId;
    if (this.#keys.has(key)) {
      this.#passed += 1;
      return false;
    }
    if (!this.#allVersions && otherIds.some((id) => this.#keys.has(id))) {
      this.#edited += 1;
      if (this.#edited === 1) this.#firstEdited = instanceId;
    }
    return true;
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
