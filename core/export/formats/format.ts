import type { RowReader } from '../../model/rows.ts';
import type { ExportOptions } from '../options.ts';
import type { TablesPlan } from '../table.ts';
import type { OwnColumns } from './description.ts';

/** What the names of an export's files begin with. */
export interface BaseNames {
  /** Of the tables: the file name that was asked for, else the form's. */
  readonly main: string;
  /** The form's own, which is its title where no other form of the workspace has files of the same names. */
  readonly form: string;
}

/** How a format makes file names: from a text the base, and from that the names of all files of a form. */
export interface Naming {
  /** Takes a form's title, or the file name that was asked for. */
  base(text: string): string;
  /** Takes a base and the paths of all tables, '' first. The main file comes first. */
  files(base: string, paths: readonly string[]): readonly string[];
  /** The files that tell under which base a form was exported before. */
  telling(base: string): readonly string[];
}

/**
 * A format: how the rows of a form are written. Its functions are methods, so that each format takes its own options
 * and all of them stand in one registry, which calls none with those of another.
 */
export interface Format<O extends ExportOptions = ExportOptions> {
  readonly naming: Naming;
  /** Throws the Problem for the first option of its own whose value cannot be used. */
  check?(options: O): void;
  /**
   * Takes the form's reader, the options, what file names begin with, and which columns there are by themselves. Touches
   * no file. Throws a Problem when the form cannot be written with these options.
   */
  plan(reader: RowReader, options: O, names: BaseNames, own: OwnColumns): TablesPlan;
  /** What `Output.firstKeys` says, of a file that an earlier export of this format may have made. */
  firstKeys(path: string, options: O): readonly string[] | null;
}
