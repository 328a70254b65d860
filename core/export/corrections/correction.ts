/** One line of a list of corrections. Who made it and why stay in the user's file. */
export interface Correction {
  /** The line in the file, from 1. */
  readonly line: number;
  /** The key of a submission or of a row of a repeat, as exports write it. */
  readonly key: string;
  /** The path of a question, or its name when no other question of the row has it. */
  readonly variable: string;
  /** The answer as it is stored. */
  readonly old: string;
  readonly new: string;
}

/** A list of corrections, read from a file. */
export interface CorrectionList {
  /** The file's name, without folder. */
  readonly file: string;
  /** SHA-256, hex. */
  readonly sha256: string;
  readonly corrections: readonly Correction[];
}

/** Why a correction was not made. */
export type Refusal =
  | 'key unknown'
  | 'key of several submissions'
  | 'variable unknown'
  | 'variable of several questions'
  | 'attachment or id'
  | 'old answer differs';

/** What became of a correction. It has no answer, so that a report may hold it. */
export interface Refused extends Pick<Correction, 'line' | 'key' | 'variable'> {
  readonly why: Refusal;
}
