import type { FormatOption, ValueOf } from './option.ts';

/** Columns of the main table that are there or not, depending on what the form holds now. */
export interface OwnColumns {
  /** A column that marks drafts: when there are drafts. */
  readonly hasDrafts: boolean;
  /** A column that names the sources: when several sources fill the form, or when the user asks for it. */
  readonly hasSources: boolean;
  /** A column that tells whether the signature is valid: when the form is encrypted. */
  readonly isEncrypted: boolean;
  /** True when the columns that name people and devices are left out. */
  readonly isDeidentified?: boolean | undefined;
}

/** A format without its code: plain data, which the window also gets. */
export interface FormatDescription {
  /** The name in the contract, in presets and in JSON. Never changes. */
  readonly id: string;
  /** The name on the command line and of its folder, when it is not the ID. */
  readonly name?: string;
  /** Where its rows go. A server needs no folder to write to. Default: a folder. */
  readonly goesTo?: 'folder' | 'server';
  /**
   * True for files that tell about answers and have none. No attachment is copied, and a submission stays new
   * for the next export.
   */
  readonly hasNoAnswers?: true;
  /** True when the rows of repeats are inside the row of their submission, and have no table. */
  readonly hasRepeatsInside?: true;
  /** What its files are for, in the help of the command line. */
  readonly help: string;
  /** The options of this format, beside those of every export. */
  readonly options: Readonly<Record<string, FormatOption>>;
  /**
   * The columns that this format adds automatically. Without `hasSources` here, the column for sources is
   * there only when the user asks for it. The other columns are then always there or never, as the format
   * defines.
   */
  readonly ownColumns: readonly (keyof OwnColumns)[];
}

/** The options of a format by name. All of them are optional. */
export type OptionsOf<D extends FormatDescription> = {
  readonly [N in keyof D['options']]?: ValueOf<D['options'][N]> | undefined;
};
