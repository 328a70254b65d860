import { viewColumnNames } from '../../../xform/names.ts';
import { fixedColumns, freeName, partName, tableName, tableParts } from '../../../xform/view-tables.ts';
import type { AnswerColumn, TypedTable } from '../../typed-table.ts';

/** A column of the database: an answer, or one of its choices. */
export interface LaidColumn {
  readonly path: string;
  /** 0 is the answer, 1 the first of its choices … */
  readonly place: number;
  readonly name: string;
}

/** One table of the database. A form or repeat with too many columns continues in further tables. */
export interface LaidPart {
  readonly name: string;
  readonly columns: readonly LaidColumn[];
}

/**
 * Returns the tables for the answers of a form or of one of its repeats, named as the views of a workspace
 * are. Columns that no definition names, which no view has, get the names that are left. Takes all columns of
 * the form, so that a name never depends on what else is exported; the further columns of each; and the names
 * that are taken, in lower case, to which it adds.
 */
export function layOut(
  formId: string,
  { path, columns }: TypedTable,
  choicesOf: (column: AnswerColumn) => readonly string[],
  taken: Set<string>,
): readonly LaidPart[] {
  const wanted = tableName(formId, path).replaceAll('\0', '\uFFFD');
  const answers = columns.filter((column) => column.kind === 'field');
  const all = answers.flatMap((column) =>
    ['', ...choicesOf(column)].map((choice, place) => ({ column, path: column.path, choice, place })),
  );
  return tableParts(all).map((part, i) => {
    const fixed = fixedColumns[path === '' ? 'form' : 'repeat'];
    const own = new Map<string, string>();
    const name = (some: readonly AnswerColumn[]): void => {
      const steps = some.map((column) => (path === '' ? column.path : column.path.slice(path.length + 1)));
      const names = viewColumnNames(steps, [...fixed, ...own.values()]);
      for (const [at, column] of some.entries()) own.set(column.path, names[at] ?? column.path);
    };
    const here = [...new Set(part.map(({ column }) => column))];
    name(here.filter(({ versions }) => versions !== null));
    name(here.filter(({ versions }) => versions === null));
    const used = new Set([...fixed, ...own.values()].map((one) => one.toLowerCase()));
    return {
      name: freeName(partName(wanted, i), taken),
      columns: part.map(({ path: place, choice, place: at }) => {
        const answer = own.get(place) ?? place;
        return { path: place, place: at, name: at === 0 ? answer : freeColumn(`${answer}/${choice}`, used) };
      }),
    };
  });
}

/** Returns the name, with `_2`, `_3` … where it is taken. SQLite does not tell upper and lower case apart. */
export function freeColumn(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let n = 2; used.has(name.toLowerCase()); n += 1) name = `${wanted}_${n}`;
  used.add(name.toLowerCase());
  return name;
}
