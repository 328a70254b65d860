import type { Output } from './sink.ts';

/** The rows of one table of a file. */
export interface TableRows {
  readonly table: string;
  readonly rows: number;
}

/** The rows of one file, and of each of its tables when it has several. */
export interface FileRows {
  readonly rows: number;
  readonly tables?: readonly TableRows[];
  /** True for a file that has no rows, because it says how to use the others. */
  readonly isGuide?: true;
}

/** The outputs that are in one file. */
export interface InFile<O> {
  readonly file: string;
  readonly outputs: readonly O[];
}

/** Groups outputs by their file, in their order. */
export function byFile<O extends Pick<Output, 'file'>>(outputs: readonly O[]): readonly InFile<O>[] {
  return [...Map.groupBy(outputs, ({ file }) => file)].map(([file, own]) => ({ file, outputs: own }));
}

/** An output with its rows. */
interface Counted {
  readonly table?: string | undefined;
  readonly rows: number;
  /** True for audit logs, whose rows are not rows of the form. */
  readonly isAudit: boolean;
  /** True for a file without rows. */
  readonly isGuide?: boolean;
}

/** Returns the rows of a file. Takes its outputs. Beside tables of the form, audit logs do not count. */
export function fileRows(outputs: readonly Counted[]): FileRows {
  if (outputs.every(({ isGuide }) => isGuide === true)) return { rows: 0, isGuide: true };
  const counting = outputs.length === 1 ? outputs : outputs.filter(({ isAudit }) => !isAudit);
  const rows = counting.reduce((sum, output) => sum + output.rows, 0);
  const tables = outputs.flatMap(({ table, rows: own }) =>
    table === undefined ? [] : [{ table, rows: own }],
  );
  return tables.length === 0 ? { rows } : { rows, tables };
}
