/**
 * How a form's answers are named as tables of SQLite, for people who open them in DB Browser, R or pandas. The
 * views of a workspace and the copies that exports write have the same names.
 */

/** Names of the columns that are not questions. */
export const fixedColumns = {
  form: ['KEY', 'submission_date', 'form_version', 'signature', 'is_draft', 'submission_source'],
  repeat: ['KEY', 'PARENT_KEY'],
} as const;

/** SQLite allows no more columns in one table. Wider tables continue in a second one. */
const MOST_COLUMNS = 1900;
/**
 * The most characters of paths and names in one view: SQLite reads no statement of more than a million bytes.
 */
const MOST_TEXT = 100_000;

/** Returns the columns, in as few tables as SQLite allows; one table without columns where there are none. */
export function tableParts<C extends { readonly path: string }>(
  columns: readonly C[],
): readonly (readonly C[])[] {
  const parts: C[][] = [[]];
  let length = 0;
  for (const column of columns) {
    length += column.path.length;
    const last = parts[parts.length - 1];
    if (last !== undefined && last.length < MOST_COLUMNS && length <= MOST_TEXT) {
      last.push(column);
    } else {
      parts.push([column]);
      length = column.path.length;
    }
  }
  return parts;
}

/**
 * The name of the table for a form, or for one of its repeats. SQLite reserves names that begin with
 * `sqlite_`, and names its own tables `pragma_…`.
 */
export function tableName(formId: string, path: string): string {
  const name = path === '' ? formId : `${formId} ${path.replaceAll('/', ' ')}`;
  return /^(sqlite|pragma)_/i.test(name) ? `_${name}` : name;
}

/** The name of a part of a table that continues in several: `household`, `household 2` … Takes its index. */
export function partName(name: string, part: number): string {
  return part === 0 ? name : `${name} ${part + 1}`;
}

/** Returns the name, or the name with a number where it is taken. Takes the taken names in lower case, and adds to them. */
export function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${wanted} ${n}`;
  taken.add(name.toLowerCase());
  return name;
}
