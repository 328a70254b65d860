import type { SubmissionRecord } from '../../model/record.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import type { RowContext } from '../table.ts';
import type { Block, CellRow } from './block.ts';
import { type Cell, EMPTY, NOT_ASKED, NOT_IN_VERSION } from './cell.ts';
import type { AnalysisColumn } from './column.ts';
import type { FactColumn } from './fact-columns.ts';
import type { KnownVersion, KnownVersions } from './versions.ts';

/** A version, and for each block whether an absent answer was not asked. */
interface LastVersion {
  readonly name: string | null;
  readonly version: KnownVersion | null;
  readonly has: readonly boolean[];
}

/** Makes the rows of one table: facts, answers, more facts. */
export class TableCells {
  readonly columns: readonly AnalysisColumn[];
  readonly #before: readonly FactColumn[];
  readonly #blocks: readonly Block[];
  readonly #after: readonly FactColumn[];
  readonly #versions: KnownVersions;
  readonly #empty: readonly Cell[];
  /** Of the last row: most rows that follow have the same. */
  #last: LastVersion;

  constructor(
    before: readonly FactColumn[],
    blocks: readonly Block[],
    after: readonly FactColumn[],
    versions: KnownVersions,
  ) {
    this.#before = before;
    this.#blocks = blocks;
    this.#after = after;
    this.#versions = versions;
    this.columns = [
      ...before.map(({ column }) => column),
      ...blocks.flatMap((block) => block.columns),
      ...after.map(({ column }) => column),
    ];
    this.#empty = this.columns.map(() => EMPTY);
    this.#last = this.#lookUp(null);
  }

  of(record: SubmissionRecord, submission: ExportSubmission, context: RowContext, file: string): Cell[] {
    if (submission.version !== this.#last.name) this.#last = this.#lookUp(submission.version);
    const { version, has } = this.#last;
    const row: CellRow = { submission, context, file, version };
    const cells = this.#empty.slice();
    let at = 0;
    for (const fact of this.#before) cells[at++] = fact.cell(record, row);
    const { values } = record;
    for (let i = 0; i < this.#blocks.length; i += 1) {
      const block = this.#blocks[i] as Block;
      const written = values[block.path];
      const width = block.columns.length;
      // A property that every object has, such as `constructor`, is not an answer.
      if (typeof written === 'string') block.write(cells, at, written, row);
      else cells.fill(has[i] === true ? NOT_ASKED : NOT_IN_VERSION, at, at + width);
      at += width;
    }
    for (const fact of this.#after) cells[at++] = fact.cell(record, row);
    return cells;
  }

  /**
   * Without a definition nobody knows whether the version has a question. That its answer is absent says
   * that it was not asked, whatever the reason.
   */
  #lookUp(name: string | null): LastVersion {
    const version = this.#versions.of(name);
    return { name, version, has: this.#blocks.map(({ path }) => version === null || version.has(path)) };
  }
}
