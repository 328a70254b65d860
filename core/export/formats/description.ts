import type { FormatOption, ValueOf } from './option.ts';

/** Columns of the main table that come and go by themselves, with what the form holds by now. */
export interface OwnColumns {
  /** One marks drafts: where there are some. */
  readonly hasDrafts: boolean;
  /** One names the sources: where several fill the form, or where it was asked for. */
  readonly hasSources: boolean;
  /** One says whether the signature holds: where the form is encrypted. */
  readonly isEncrypted: boolean;
}

/** What is to be known of a format without its code: plain data, which the window gets too. */
export interface FormatDescription {
  /** Its name on the command line, in the contract and in what a preset keeps. Never changes. */
  readonly id: string;
  /** What its files are for, as the help of the command line says it. */
  readonly help: string;
  /** The options that it has beside those of every export. */
  readonly options: Readonly<Record<string, FormatOption>>;
  /**
   * The columns that come by themselves. Of the others, the one for sources is there only when it is asked for, and
   * the others always or never, as the format has it.
   */
  readonly ownColumns: readonly (keyof OwnColumns)[];
}

/** The options of a format by their names, none of which must be given. */
export type OptionsOf<D extends FormatDescription> = {
  readonly [N in keyof D['options']]?: ValueOf<D['options'][N]> | undefined;
};
