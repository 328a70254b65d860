import type { ProblemData } from '../../../ground/problem.ts';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import type { RowSpool } from '../../analysis/spool.ts';
import type { TableNames } from './table-names.ts';

/** A table that an export writes, with its rows. */
export interface WrittenTable {
  readonly table: AnalysisTable;
  readonly name: string;
  readonly spool: RowSpool;
  /** False for audit logs, whose rows have only the key of their submission. */
  readonly isKeyed: boolean;
}

/** What an export writes into a schema. */
export interface Written {
  readonly schema: string;
  readonly formId: string;
  /** A table before those that lead to it. */
  readonly tables: readonly WrittenTable[];
  readonly names: TableNames;
  /** The keys of versions that newer ones have taken the place of. */
  readonly superseded: ReadonlySet<string>;
  /** Identifies the workspace. Null: no table is known to be its own. */
  readonly writer: string | null;
  /**
   * True when the export has every submission of the form that the workspace can read. Then a row that it does
   * not have is one that the workspace has no more.
   */
  readonly isWhole: boolean;
  /** The keys of submissions that are here and could not be written. Their rows of before stay. */
  kept(): ReadonlySet<string>;
  /** Called before each table, for reports of what failed. */
  writing(table: string): void;
  /** Counts a text that PostgreSQL cannot hold as it is. */
  changed(table: string, column: string): void;
  /** Tells the user about a table. */
  tell(problem: ProblemData): void;
}
