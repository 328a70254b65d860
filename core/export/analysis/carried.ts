import { Problem } from '../../ground/problem.ts';
import type { AnswerColumn, TypedTable } from '../typed-table.ts';

/** A question that repeats carry along, and the path of the table that has its answers. */
export interface Carried {
  readonly place: string;
  readonly column: AnswerColumn;
}

/**
 * Returns the questions that repeats carry along, in the order in which the user names them. Takes all tables
 * of the form, and paths or names of questions. Without repeats there are none. Throws a Problem for one that
 * no repeat can carry: there is no such question around a repeat, or several have that name.
 */
export function carriedQuestions(
  tables: readonly TypedTable[],
  wanted: readonly string[],
): readonly Carried[] {
  if (tables.length < 2) return [];
  const all = tables.flatMap(({ path: place, columns }) =>
    columns.flatMap((column): Carried[] =>
      column.kind === 'field' && tables.some(({ path }) => isInside(path, place)) ? [{ place, column }] : [],
    ),
  );
  return [...new Set(wanted)].map((question) => {
    const byPath = all.filter(({ column }) => column.path === question);
    const [found, other] = byPath.length > 0 ? byPath : all.filter(({ column }) => column.name === question);
    if (found === undefined) throw new Problem('export.carry_unknown', { question, why: 'unknown' });
    if (other !== undefined) throw new Problem('export.carry_unknown', { question, why: 'several' });
    return found;
  });
}

/** True when the rows of a table are inside rows of the other. */
export function isInside(path: string, other: string): boolean {
  return path !== '' && (other === '' || path.startsWith(`${other}/`));
}
