/**
 * One row: the submission itself (`path` is '') or one instance of a repeat.
 */
export interface SubmissionRecord {
  /** Path of the repeat: local names from below the root, joined with `/`. '' for the submission itself. */
  readonly path: string;
  /** `I` for the submission; `I/name[n]` and `PARENT/name[n]` for repeats (`briefcase-csv` §7). */
  readonly key: string;
  readonly parentKey: string | null;
  /** Place in document order among all records of the submission, from 0. */
  readonly ordinal: number;
  /**
   * The answers exactly as written, untrimmed, by full path from below the root (`group/field`). Answers of
   * inner repeats are in their own records. An absent element has no entry; an empty one has the value ''.
   * The path of an attribute is `path/@name`. If the form does not repeat an element, a second one has the
   * path `path[2]`; a second attribute with one name has `path/@name[2]`.
   */
  readonly values: Readonly<Record<string, string>>;
  /**
   * How many rows each repeat directly below this record has, by the repeat's path. A repeat without rows has
   * no entry.
   */
  readonly repeats: Readonly<Record<string, number>>;
}

/**
 * Returns the answer at a path of a record, or '' when there is none. A form may have a field named like a
 * property of every object, such as `constructor`; the property is not an answer.
 */
export function answerAt({ values }: Pick<SubmissionRecord, 'values'>, path: string): string {
  const answer = values[path];
  return typeof answer === 'string' ? answer : '';
}
