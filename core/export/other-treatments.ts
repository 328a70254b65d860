import type { RowReader } from '../model/rows.ts';

/** What a reader says of a de-identified export. Empty for any other. */
export type Treated = Pick<RowReader, 'treatments' | 'deidentified'>;

/** What was done to the answers of a question, in English. */
export interface QuestionTreatment {
  readonly path: string;
  readonly treatment: string;
}

/**
 * Returns what was done to questions that have no column: those that are left out, and those of repeats that are
 * columns. Takes the treatments by path, and the paths of the questions that the columns belong to.
 */
export function otherTreatments(
  treatments: ReadonlyMap<string, string>,
  questions: Iterable<string>,
): readonly QuestionTreatment[] {
  const here = new Set(questions);
  return [...treatments].flatMap(([path, treatment]) => (here.has(path) ? [] : [{ path, treatment }]));
}
