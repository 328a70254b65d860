import type { CommonOptions } from '../options.ts';

/** The options of formats with tables for analysis. A format has those that its description names. */
export interface AnalysisOptions extends CommonOptions {
  /** The language of labels where there is room for only one. Default: the form's first. */
  readonly labels?: string | undefined;
  /** Select-multiples and rankings as one text, as a column for each choice, or both. Default: both. */
  readonly selectMultiple?: 'text' | 'columns' | 'both' | undefined;
  /**
   * How choices are written where they have no codes. `both` adds a column with the label. Default: the
   * labels when a language of labels is given, else the values.
   */
  readonly choices?: 'values' | 'labels' | 'both' | undefined;
  /** Date-times on the clock of this zone. Default: on the clock that recorded each of them. */
  readonly timeZone?: string | undefined;
  /** Adds a column with the text as it was written to each date, time and date-time. */
  readonly dateTexts?: boolean | undefined;
  /** Questions, by name or path, whose answers the rows of repeats inside carry along. */
  readonly carry?: readonly string[] | undefined;
  /** With `wide`, the reader makes columns of the rows of repeats (`wide-reader.ts`). Default: `long`. */
  readonly repeats?: 'long' | 'wide' | undefined;
}
