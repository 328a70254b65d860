/**
 * One row: the submission itself (`path` is '') or one instance of a repeat.
 */
export interface SubmissionRecord {
  /** Path of the repeat, local names from below the root joined with `/`; '' for the submission itself. */
  readonly path: string;
  /** `I` for the submission; `I/name[n]` and `PARENT/name[n]` for repeats (`briefcase-csv` §7). */
  readonly key: string;
  readonly parentKey: string | null;
  /** Place in document order among all records of the submission, from 0. */
  readonly ordinal: number;
  /**
   * The answers exactly as written, untrimmed, by full path from below the root (`group/field`); those of inner
   * repeats stand in their own records. An absent element has no entry, an empty one the value ''. An attribute
   * stands under `path/@name`. A second element of one path that the form does not repeat stands under `path[2]`, a
   * second attribute of one name under `path/@name[2]`.
   */
  readonly values: Readonly<Record<string, string>>;
  /** How many rows each repeat directly below this record has, by the repeat's path; none means absent. */
  readonly repeats: Readonly<Record<string, number>>;
}

/**
 * The answer at a path of a record, '' when there is none. A form may have a field that is called like what every
 * object has, such as `constructor`; those are no answers.
 */
export function answerAt({ values }: Pick<SubmissionRecord, 'values'>, path: string): string {
  const answer = values[path];
  return typeof answer === 'string' ? answer : '';
}
