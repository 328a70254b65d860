import type { FieldType, Labels } from '../../model/form.ts';
import type { VersionsSeen } from '../typed-table.ts';
import type { ChoiceList } from './choice-list.ts';

/**
 * What the cells of a column are.
 *
 * | kind | cell |
 * | --- | --- |
 * | `text` | the text, exactly as written |
 * | `whole` | a whole number that a double holds exactly |
 * | `number` | a finite double |
 * | `flag` | 1 or 0: a boolean, or whether a choice of a select-multiple was chosen |
 * | `choice` | the index of the choice in `list.choices` |
 * | `date` | days since 1970-01-01 in the Gregorian calendar, negative before it |
 * | `time` | milliseconds since midnight, on the clock that was written |
 * | `dateTime` | milliseconds since 1970-01-01T00:00 on the clock that `AnalysisTable.zone` names |
 * | `geometry` | the answer as written; `readShape` (`core/export/geo/shape.ts`) reads it, and it always can |
 */
export type ColumnKind =
  | 'text'
  | 'whole'
  | 'number'
  | 'flag'
  | 'choice'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'geometry';

/** What a column has to do with its question. */
export type ColumnRole =
  /** A fact about the submission or the row: `key`, `parent_key`, `position`, `submission_date`. */
  | 'fact'
  /** The answer of a question. */
  | 'answer'
  /** Whether one choice of a select-multiple was chosen, or the position of a choice in a ranking. */
  | 'choice'
  /** One number of a point: latitude, longitude, altitude or accuracy. */
  | 'part'
  /** The label of the choice that the column before has as a value. */
  | 'label'
  /** The answers that are not of their column's type, as written, or dates and times as they were written. */
  | 'text'
  /** An answer of the submission or of a repeat around this one, carried along. */
  | 'carried';

/** What the form says about a question, as far as a codebook or a label needs it. */
export interface Question {
  /** `group/name`. */
  readonly path: string;
  readonly type: FieldType;
  readonly labels: Labels;
  readonly hints: Labels;
  /** As written in the form, with the relevance of the groups around it; null when there is none. */
  readonly relevant: string | null;
  readonly constraint: string | null;
  /** What the form says about an answer that does not fulfil its constraint; absent when it says nothing. */
  readonly constraintMessage?: Labels;
  readonly required: string | null;
  /** The form computes the answer. */
  readonly isCalculated?: true;
  /** Null when no definition has the question, only answers. */
  readonly versions: VersionsSeen | null;
  /** What was done to its answers before they were written, in English; absent when nothing was. */
  readonly treatment?: string;
}

/** A column of a table for analysis, in every format. */
export interface AnalysisColumn {
  /** The name in the file: legal and unique there (`names.ts`). */
  readonly name: string;
  /** The name in the form: the path, `path/choice` for a choice's column; the fact's name for a fact. */
  readonly original: string;
  readonly kind: ColumnKind;
  readonly role: ColumnRole;
  /** In every language of the form; a choice's column has the question and the choice. */
  readonly labels: Labels;
  /** The choices of a `choice` column, and of a text or a choice's column of a select-multiple; else null. */
  readonly list: ChoiceList | null;
  /** The value of the choice that a choice's column is about; else null. */
  readonly choice: string | null;
  /**
   * What the numbers count, or the smallest step of a date or time, in English: `degrees`, `metres`, `days`,
   * `milliseconds`; null when there is no unit.
   */
  readonly unit: string | null;
  /** Null for a fact. */
  readonly question: Question | null;
  /**
   * True for a column that is left out when no row has a value in it: the column of answers that are not of
   * their type.
   */
  readonly isOnlyWhenUsed: boolean;
}

/** The smallest step of dates and times of a kind; null for other kinds. */
export function unitOfTime(kind: ColumnKind): string | null {
  if (kind === 'date') return 'days';
  return kind === 'time' || kind === 'dateTime' ? 'milliseconds' : null;
}
