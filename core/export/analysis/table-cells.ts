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

/** The columns of a question of another table, for a record that is inside a record of that table. */
export interface CarriedBlock {
  readonly place: string;
  readonly block: Block;
}

/** Makes the rows of one table: facts, answers that are carried along, answers, more facts. */
export class TableCells {
  readonly columns: readonly AnalysisColumn[];
  readonly #before: readonly FactColumn[];
  readonly #carried: readonly CarriedBlock[];
  readonly #blocks: readonly Block[];
  readonly #after: readonly FactColumn[];
  readonly #versions: KnownVersions;
  readonly #empty: readonly Cell[];
  /** The records of the last submission whose rows carry answers along. */
  #parents: {
    readonly records: readonly SubmissionRecord[];
    readonly byKey: ReadonlyMap<string, SubmissionRecord>;
  } = { records: [], byKey: new Map() };
  /** Of the last row: most rows that follow have the same. */
  #last: LastVersion;

  constructor(
    before: readonly FactColumn[],
    carried: readonly CarriedBlock[],
    blocks: readonly Block[],
    after: readonly FactColumn[],
    versions: KnownVersions,
  ) {
    this.#before = before;
    this.#carried = carried;
    this.#blocks = blocks;
    this.#after = after;
    this.#versions = versions;
    this.columns = [
      ...before.map(({ column }) => column),
      ...carried.flatMap(({ block }) => block.columns.map((column) => ({ ...column, role: CARRIED }))),
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
    for (const { place, block } of this.#carried) {
      const values = this.#around(record, place, submission)?.values ?? {};
      const isAsked = version === null || version.has(block.path);
      at = writeBlock(block, cells, at, values, row, isAsked);
    }
    for (let i = 0; i < this.#blocks.length; i += 1) {
      at = writeBlock(this.#blocks[i] as Block, cells, at, record.values, row, has[i] === true);
    }
    for (const fact of this.#after) cells[at++] = fact.cell(record, row);
    return cells;
  }

  /** Returns the record of another table around a record. */
  #around(
    record: SubmissionRecord,
    place: string,
    { records }: ExportSubmission,
  ): SubmissionRecord | undefined {
    if (this.#parents.records !== records) {
      this.#parents = { records, byKey: new Map(records.map((one) => [one.key, one])) };
    }
    let found: SubmissionRecord | undefined = record;
    while (found !== undefined && found.path !== place)
      found = this.#parents.byKey.get(found.parentKey ?? '');
    return found;
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

const CARRIED = 'carried' as const;

/** Writes the cells of a block. Returns where they end. */
function writeBlock(
  block: Block,
  cells: Cell[],
  at: number,
  values: SubmissionRecord['values'],
  row: CellRow,
  isInVersion: boolean,
): number {
  const written = values[block.path];
  const end = at + block.columns.length;
  // A property that every object has, such as `constructor`, is not an answer.
  if (typeof written === 'string') block.write(cells, at, written, row);
  else cells.fill(isInVersion ? NOT_ASKED : NOT_IN_VERSION, at, end);
  return end;
}
