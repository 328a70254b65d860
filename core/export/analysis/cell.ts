/**
 * Why a cell has no value. `empty`: the question was asked and has no answer. `notAsked`: the form did not
 * ask it, because it was not relevant: the submission does not have its element. `notInVersion`: the form
 * version of the submission does not have it. When the definition of that version is not here, an absent
 * answer is `notAsked`, which is true of both.
 */
export type MissingReason = 'empty' | 'notAsked' | 'notInVersion';

/** A cell without a value. There are three of them, so `===` compares them. */
export interface Missing {
  readonly missing: MissingReason;
}

export const EMPTY: Missing = Object.freeze({ missing: 'empty' });
export const NOT_ASKED: Missing = Object.freeze({ missing: 'notAsked' });
export const NOT_IN_VERSION: Missing = Object.freeze({ missing: 'notInVersion' });

/**
 * A cell of a table for analysis. The kind of its column says what a string or number means (`ColumnKind`). A
 * number is always finite.
 */
export type Cell = string | number | Missing;

export function isMissing(cell: Cell): cell is Missing {
  return typeof cell === 'object';
}
