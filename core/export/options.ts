import type { Secret } from '../ground/secret.ts';
import type { ExportHome } from '../model/export-home.ts';
import type { OtherDatabases } from '../model/other-database.ts';
import type { PagePrinter } from '../model/page-printer.ts';
import type { RowFilter } from '../model/rows.ts';
import { descriptionOf, type FormatId, type OwnOptions } from './formats/descriptions.ts';

/** The options of every export, in any format. */
export interface CommonOptions extends RowFilter {
  /** The folder to write to. It is made when it does not exist. */
  readonly folder: string;
  /**
   * The name of the main file, without its last extension. Unsafe characters are replaced. Default: the
   * form's title, with the form ID when another form has files with the same names.
   */
  readonly fileName?: string | undefined;
  /** True copies no attachments; cells then hold the bare file name. Default false. */
  readonly excludeMedia?: boolean | undefined;
  /**
   * What happens to existing files. True replaces them. False appends rows if the header is the same, apart
   * from automatic columns. Default: append when `newSince` is set, else replace a file with the same header.
   * Unless true, a file with another header or with rows of another form is a Problem. Attachments are never
   * overwritten.
   */
  readonly overwrite?: boolean | undefined;
  /**
   * The workspace of the form. With it, no form replaces another form's file, and a file that an earlier
   * export of this form made may be replaced, whatever its header is. Default: nothing is known.
   */
  readonly home?: ExportHome | undefined;
  /**
   * When one of the export's files exists already, gives all its files the lowest number that is free for all
   * of them, `name (2).csv`. Then nothing is replaced. Default false.
   */
  readonly addNumber?: boolean | undefined;
  /**
   * Writes only the columns of these answers, by path. Columns that are not answers are always there.
   * Default: all.
   */
  readonly columns?: readonly string[] | undefined;
  /**
   * Writes `name-not-exported.csv` when submissions have no row because they could not be decrypted or read.
   * It lists their ids, dates and problem codes. Default false.
   */
  readonly listLeftOut?: boolean | undefined;
  /**
   * A column with the source of each submission: true always, false never. Default: the format decides. It
   * writes the column when several sources fill the form, or never.
   */
  readonly sourceColumn?: boolean | undefined;
  /** Opens the files of formats that are databases. Default: such a format can be planned, and not written. */
  readonly databases?: OtherDatabases | undefined;
  /** Prints pages, for formats with PDF files. Default: such a file cannot be written. */
  readonly printer?: PagePrinter | undefined;
  /** The password of the server, for formats that go to one. Default: none. */
  readonly secret?: Secret | undefined;
  /** The PEM file of an authority that servers may have their certificates from. Default: those of the computer. */
  readonly caFile?: string | null | undefined;
  /** Identifies the workspace, for tables on a server that several workspaces may write to. Default: nothing does. */
  readonly writer?: (() => string) | undefined;
  /** The folders of workspaces: nothing may be exported into them. */
  readonly workspaces?: readonly string[] | undefined;
}

/** The options of an export in one format: the common ones and those of the format. */
export type OptionsFor<I extends FormatId> = CommonOptions & OwnOptions<I> & { readonly format: I };

export type ExportOptions = { readonly [I in FormatId]: OptionsFor<I> }[FormatId];

/** True when rows are added to an existing file with the same header. */
export function addsRows({ overwrite, newSince }: CommonOptions): boolean {
  return overwrite === false || (overwrite === undefined && newSince !== undefined);
}

/** True when the files of the format have answers, and not only what is known about them. */
export function hasAnswers({ format }: ExportOptions): boolean {
  return descriptionOf(format).hasNoAnswers !== true;
}

/** True when attachments are copied. */
export function bringsMedia(options: ExportOptions): boolean {
  return options.excludeMedia !== true && hasAnswers(options);
}

/** Returns which submissions these options ask for. */
export function filterOf(options: CommonOptions): RowFilter {
  const { version, from, to, newSince, ids, allVersions, withoutDeleted, sources } = options;
  return { version, from, to, newSince, ids, allVersions, withoutDeleted, sources };
}
