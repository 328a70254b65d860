import type { ExportHome } from '../model/export-home.ts';
import type { RowFilter } from '../model/rows.ts';
import type { FormatId, OwnOptions } from './formats/descriptions.ts';

/** What every export understands, whatever its format. */
export interface CommonOptions extends RowFilter {
  /** Folder to write to; made when it does not exist. */
  readonly folder: string;
  /**
   * Name of the main file. Its last extension is left off, and characters that are not safe in a file name are
   * replaced. Default: the form's title, with its ID where another form has files of the same names.
   */
  readonly fileName?: string | undefined;
  /** True copies no attachments; cells then hold the bare file name. Default false. */
  readonly excludeMedia?: boolean | undefined;
  /**
   * What happens to files that are already there. True: replaced. False: rows are appended, if the header is the
   * same but for columns that come by themselves. Default: append when `newSince` is set, else replace a file with
   * the same header. In every case but true, a file with another header, or with rows of another form, is a Problem.
   * Attachments are never overwritten.
   */
  readonly overwrite?: boolean | undefined;
  /**
   * The workspace that the form is of: no form then takes the place of another's file, and a file that an earlier
   * export of this form has made may be replaced, whatever its header. Default: nothing is known.
   */
  readonly home?: ExportHome | undefined;
  /**
   * Gives all files of the export the lowest number that is free for each of them, `name (2).csv`, when one of their
   * places is taken. Nothing is replaced then. Default false.
   */
  readonly addNumber?: boolean | undefined;
  /** Only the columns of these answers, by path. What is no answer has its columns all the same. Default: all. */
  readonly columns?: readonly string[] | undefined;
  /**
   * Writes `name-not-exported.csv` beside the files when submissions have no row because they could not be opened:
   * their ids, dates and problem codes. Default false.
   */
  readonly listLeftOut?: boolean | undefined;
  /**
   * A column with the source of each submission: true always, false never. Default: as the format has it, which is
   * where several sources fill the form, or never.
   */
  readonly sourceColumn?: boolean | undefined;
  /** Folders that nothing may be exported into: the workspace. */
  readonly workspaces?: readonly string[] | undefined;
}

/** What an export of one format takes: what every export understands, and what the format has for itself. */
export type OptionsFor<I extends FormatId> = CommonOptions & OwnOptions<I> & { readonly format: I };

export type ExportOptions = { readonly [I in FormatId]: OptionsFor<I> }[FormatId];

/** Whether rows are added below those of a file that is there, when its header is the same. */
export function addsRows({ overwrite, newSince }: CommonOptions): boolean {
  return overwrite === false || (overwrite === undefined && newSince !== undefined);
}

/** Which submissions these options ask for. */
export function filterOf(options: CommonOptions): RowFilter {
  const { version, from, to, newSince, ids, allVersions, withoutDeleted, sources } = options;
  return { version, from, to, newSince, ids, allVersions, withoutDeleted, sources };
}
