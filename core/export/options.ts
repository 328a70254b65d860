import { parseDate } from '../ground/dates.ts';
import { Problem } from '../ground/problem.ts';
import type { ExportHome } from '../model/export-home.ts';
import type { RowFilter } from '../model/rows.ts';
import type { NameStyle } from '../xform/names.ts';
import { isTimeZone } from './zone.ts';

/** What both profiles understand. */
export interface CommonOptions extends RowFilter {
  /** Folder to write to; made when it does not exist. */
  readonly folder: string;
  /**
   * Name of the main file. Its last extension is left off, and characters that are not safe in a file name are
   * replaced. Default: the form's title, with its ID where another form has files of the same names.
   */
  readonly fileName?: string | undefined;
  /** One column more for each choice of a select-multiple. Default false. */
  readonly splitSelectMultiples?: boolean | undefined;
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
  /** Prefixes `'` to cells that a spreadsheet would run as a formula. Default: true in tidy, false in Briefcase. */
  readonly formulaGuard?: boolean | undefined;
  /**
   * A column with the source of each submission: true always, false never. Default: in tidy where several sources fill
   * the form, in Briefcase never.
   */
  readonly sourceColumn?: boolean | undefined;
  /** Folders that nothing may be exported into: the workspace. */
  readonly workspaces?: readonly string[] | undefined;
}

/** The files that ODK Briefcase writes (`briefcase-csv`). */
export interface BriefcaseOptions extends CommonOptions {
  readonly profile: 'briefcase';
  /** Columns are named by their field alone. Default false. */
  readonly removeGroupNames?: boolean | undefined;
  /** Time zone that date-times are shown in, an IANA name. Default UTC. */
  readonly timeZone?: string | undefined;
}

/** Tables for statistics programs and spreadsheets. */
export interface TidyOptions extends CommonOptions {
  readonly profile: 'tidy';
  /** How columns are named: by the whole path, its last name, or its shortest unique ending. Default 'full'. */
  readonly names?: NameStyle | undefined;
  /** Language whose labels stand in place of the values of select questions. Default: the values. */
  readonly labels?: string | undefined;
  /** Converts all date-times to this zone (an IANA name). Default: each keeps the offset it was written with. */
  readonly timeZone?: string | undefined;
  /** Byte order mark at the start of each file, which older Excel needs to see UTF-8. Default false. */
  readonly byteOrderMark?: boolean | undefined;
  /** Separator between cells, one character. Default a comma. */
  readonly separator?: string | undefined;
}

export type ExportOptions = BriefcaseOptions | TidyOptions;

/** Whether rows are added below those of a file that is there, when its header is the same. */
export function addsRows({ overwrite, newSince }: CommonOptions): boolean {
  return overwrite === false || (overwrite === undefined && newSince !== undefined);
}

/** Which submissions these options ask for. */
export function filterOf(options: CommonOptions): RowFilter {
  const { version, from, to, newSince, ids, allVersions, withoutDeleted, sources } = options;
  return { version, from, to, newSince, ids, allVersions, withoutDeleted, sources };
}

/** Throws the Problem for the first option whose value cannot be used. */
export function checkOptions(options: ExportOptions): void {
  const { from, to, timeZone } = options;
  if (from !== undefined && parseDate(from) === null)
    throw new Problem('export.day_invalid', { option: 'from' });
  if (to !== undefined && parseDate(to) === null) throw new Problem('export.day_invalid', { option: 'to' });
  if (from !== undefined && to !== undefined && to < from) {
    throw new Problem('export.range_reversed', { from, to });
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new Problem('export.time_zone_unknown', { zone: timeZone });
  }
  if (options.profile === 'tidy' && options.separator !== undefined && !isSeparator(options.separator)) {
    throw new Problem('export.separator_invalid', {});
  }
}

function isSeparator(text: string): boolean {
  return /^[^\p{L}\p{N}"'\r\n\0\u2028\u2029]$/u.test(text);
}
