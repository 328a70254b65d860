import type { RowReader } from '../../model/rows.ts';
import type { ExportOptions } from '../options.ts';
import type { TablesPlan } from '../table.ts';
import type { OwnColumns } from './description.ts';

/** The bases of an export's file names. */
export interface BaseNames {
  /** For the tables: the file name that the user asked for, else the form's base. */
  readonly main: string;
  /** The form's base: its title, if no other form of the workspace has files with the same names. */
  readonly form: string;
}

/** How a format makes file names. A text gives the base; the base gives the names of all files of a form. */
export interface Naming {
  /** Takes a form's title, or the file name that the user asked for. */
  base(text: string): string;
  /** Takes a base and the paths of all tables, '' first. The main file comes first. */
  files(base: string, paths: readonly string[]): readonly string[];
  /** Returns the files that show under which base a form was exported before. */
  telling(base: string): readonly string[];
}

/**
 * A format: how the rows of a form are written. Its functions are methods, so that each format can take its
 * own type of options while one registry holds all formats. The registry never calls a format with the
 * options of another.
 */
export interface Format<O extends ExportOptions = ExportOptions> {
  readonly naming: Naming;
  /** Throws the Problem for the first option of this format with a value that cannot be used. */
  check?(options: O): void;
  /**
   * Takes the form's reader, the options, the bases of the file names, and which automatic columns there are.
   * Touches no file. Throws a Problem when the form cannot be written with these options.
   */
  plan(reader: RowReader, options: O, names: BaseNames, own: OwnColumns): TablesPlan;
  /**
   * Returns the same as `Output.firstKeys`, for a file that an earlier export of this format may have made.
   */
  firstKeys(path: string, options: O): readonly string[] | null;
}
