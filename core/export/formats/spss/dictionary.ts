/** How a value is shown. The codes are those of the file. */
export interface Display {
  readonly type: number;
  readonly width: number;
  readonly decimals: number;
}

const A = 1;
const F = 5;

/** Plain digits. Takes the width with sign and point, and how many digits follow the point. */
export function plainNumber(width: number, decimals: number): Display {
  return { type: F, width, decimals };
}

/** `dd-mmm-yyyy`. */
export const DATE: Display = { type: 20, width: 11, decimals: 0 };
/** `hh:mm:ss`. */
export const TIME: Display = { type: 21, width: 8, decimals: 0 };
/** `dd-mmm-yyyy hh:mm:ss`. A width that is one too small makes readers forget that it is a date. */
export const DATE_TIME: Display = { type: 22, width: 20, decimals: 0 };

/** Text. Takes the width in bytes, at most 255. */
export function text(width: number): Display {
  return { type: A, width, decimals: 0 };
}

/** What may be computed with the values of a variable. */
export type Measure = 'nominal' | 'ordinal' | 'scale';

/** A name with texts, of a file or of a variable. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** The labels of values. Variables that share the labels have the same object. */
export type ValueLabels = readonly { readonly value: number | string; readonly label: string }[];

/** A variable of an SPSS file. */
export interface Variable {
  /** The long name. Legal there, and no other variable has it in other letters. */
  readonly name: string;
  /** At most 255 bytes. */
  readonly label: string;
  /** 0 for a number; for a text its longest value in bytes, 1 to 32,767. */
  readonly width: number;
  readonly display: Display;
  /** The width of its column in the data window, in characters. */
  readonly columnWidth: number;
  readonly measure: Measure;
  /** Values that stand for no value: up to three; of a text wider than 8 bytes only one, of at most 8 bytes. */
  readonly missing: readonly (number | string)[];
  readonly labels: ValueLabels | null;
  readonly attributes: readonly Attribute[];
}

/** Variables of 0 and 1 that together are one question with several answers. */
export interface ResponseSet {
  /** Without the `$` before it. */
  readonly name: string;
  readonly label: string;
  /** Their long names, at least two. */
  readonly variables: readonly string[];
}

/** Everything that an SPSS file says before its cases. */
export interface Dictionary {
  /** The label of the file, at most 64 bytes. */
  readonly label: string;
  /** The program that wrote it, in ASCII. */
  readonly product: string;
  /** `dd Mmm yy` with an English month, and `hh:mm:ss`. */
  readonly created: { readonly day: string; readonly time: string };
  readonly variables: readonly Variable[];
  readonly sets: readonly ResponseSet[];
  readonly attributes: readonly Attribute[];
  /** Lines of at most 80 bytes. */
  readonly document: readonly string[];
  /** How many cases follow. */
  readonly cases: number;
}
