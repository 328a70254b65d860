import type { ColumnKind } from './column.ts';

/** What names a format allows. `names.ts` makes names by it. */
export interface NameRules {
  /** The longest name. */
  readonly most: number;
  readonly counted: 'characters' | 'bytes';
  /** True when two names that differ only by case are the same name there. */
  readonly isCaseBlind: boolean;
  /** `any`: every character but control characters; `letters`: letters of any script, digits and `_`; `ascii`. */
  readonly characters: 'any' | 'letters' | 'ascii';
  /** True when a name must begin with a letter. */
  readonly startsWithLetter: boolean;
  /** Names that are words of the program, in small letters when `isCaseBlind`; a name like that gets `_` behind it. */
  isReserved(name: string): boolean;
}

/** What a format can hold. The columns are made for it. */
export interface Target {
  readonly names: NameRules;
  /** Columns of the widest table. */
  readonly mostColumns: number;
  /** A point as four columns of numbers, or as one `geometry` column. Lines and areas follow: text, or geometry. */
  readonly places: 'numbers' | 'geometry';
  /** Select-ones as `choice` columns with codes, or as texts: values or labels, as the options say. */
  readonly choices: 'codes' | 'texts';
  /** The most choices of a `choice` column; a question with more is a column of texts. Default: any number. */
  readonly mostChoices?: number;
  /**
   * True when a column of that kind can hold the value. Answers that it cannot hold go, as they were written,
   * to the column beside it. Asked for `whole`, `number`, `date`, `time` and `dateTime`; default: all are held.
   */
  holds?(kind: ColumnKind, value: number): boolean;
}
