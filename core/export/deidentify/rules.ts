/**
 * What happens to the answers of a question. `leave-out`: it has no column. `pseudonymise`: a keyed hash
 * takes the place of each answer, the same for the same answer. `month` and `year`: dates are cut. `grid`:
 * places move to the middle of a square of `size` degrees. `band`: numbers become a range of `size`.
 * `blank`: the column is empty. `keep`: nothing, and nobody suggests anything any more.
 */
export const treatmentNames = [
  'leave-out',
  'pseudonymise',
  'month',
  'year',
  'grid',
  'band',
  'blank',
  'keep',
] as const;
export type TreatmentName = (typeof treatmentNames)[number];

export interface Treatment {
  readonly do: TreatmentName;
  /** Degrees of a grid, or numbers of a band. */
  readonly size?: number | undefined;
}

/** What is done to a column of an export. */
export interface ColumnRule extends Treatment {
  /**
   * The path of a question, of a group or a repeat (then of all questions inside), or the name of questions,
   * or `submission_date`.
   */
  readonly column: string;
  /** Only for this form. Without it, a form that lacks the column is not exported with these rules. */
  readonly form?: string | undefined;
}

/** How an export is de-identified. */
export interface DeidentifyRules {
  readonly columns: readonly ColumnRule[];
  /** Attachments, which show more than anybody can check. They are left out unless this is true. */
  readonly media: boolean;
  /** Columns whose combinations are counted, and the least number of rows that should share one. */
  readonly kAnonymity: { readonly columns: readonly string[]; readonly k: number } | null;
}

/** The size of a grid (about 11 km) and of a band, when a rule has none. */
export const DEFAULT_GRID = 0.1;
export const DEFAULT_BAND = 5;
/** The fact that can be treated like a question. */
export const DATE = 'submission_date';

/** What was done to a column, in English. */
export function treatmentText({ do: name, size }: Treatment): string {
  switch (name) {
    case 'leave-out':
      return 'left out';
    case 'pseudonymise':
      return 'replaced by pseudonyms';
    case 'month':
      return 'dates cut to the month';
    case 'year':
      return 'dates cut to the year';
    case 'grid':
      return `places moved to a grid of ${size ?? DEFAULT_GRID} degrees`;
    case 'band':
      return `numbers in bands of ${size ?? DEFAULT_BAND}`;
    case 'blank':
      return 'left empty';
    case 'keep':
      return 'kept as it is';
  }
}
