import type { FieldType } from '../model/form.ts';
import { fixedColumns } from '../xform/view-tables.ts';
import { BETWEEN_ORIGINS, originsOf } from './origins.ts';
import { isRow } from './readable.ts';

/** One question in a view: the path of its answers, its column name, and its type. */
export interface ViewColumn {
  readonly path: string;
  readonly name: string;
  readonly type: FieldType;
}

/** One view: a form (`path` is '') or a repeat, with columns under names that are all different. */
export interface View {
  readonly name: string;
  readonly formId: string;
  readonly path: string;
  readonly columns: readonly ViewColumn[];
}

/** A text in the SQL of each of our views, by which we recognise them. */
export const VIEW_MARK = '/* attache view */';

const FIXED_SQL = {
  // The record's own key. A submission without an instance ID has one too.
  form: [
    'r.key',
    's.submission_date',
    's.version',
    's.signature',
    's.is_draft',
    originsOf('s', `'${BETWEEN_ORIGINS}'`),
  ],
  repeat: ['r.key', 'r.parent_key'],
} as const;

/**
 * The statement that makes a view. Every SQLite from 3.37 on must be able to read it, because people use the
 * one in Python, R or a viewer. It may not use anything newer (no `->>`, which came with 3.38).
 */
export function viewSql({ name, formId, path, columns }: View): string {
  const kind = path === '' ? 'form' : 'repeat';
  const fixed = fixedColumns[kind].map((column, i) => `${FIXED_SQL[kind][i]} AS ${quoted(column)}`);
  const inner = columns.map((column, i) => `${answerSql(column)} AS a${i}`);
  const outer = columns.map(({ name: column, type }, i) => `${valueSql(`a${i}`, type)} AS ${quoted(column)}`);
  return `CREATE VIEW ${quoted(name)} AS SELECT ${VIEW_MARK} ${[...fixedColumns[kind].map(quoted), ...outer].join(', ')}
    FROM (SELECT ${[...fixed, ...inner].join(', ')}
      FROM submission s JOIN record r ON r.submission_id = s.id
      WHERE s.form_id = ${text(formId)} AND r.path = ${text(path)} AND ${isRow('s')})`;
}

const BLANK = "' ' || char(9, 10, 13)";

/**
 * The answer as it was written; null where there is none. White space belongs to a text answer, and to no
 * other.
 */
function answerSql({ path, type }: ViewColumn): string {
  const written = `json_extract(r."values", ${text(`$.${JSON.stringify(path)}`)})`;
  const trimmed = `nullif(trim(${written}, ${BLANK}), '')`;
  return type === 'string' ? `iif(${trimmed} IS NULL, NULL, ${written})` : trimmed;
}

/**
 * A number where the text is exactly a number that SQLite can hold; else the text. `x` is a column's name.
 */
function valueSql(x: string, type: FieldType): string {
  // Digits that SQLite gives back unchanged: no leading zero or plus, at most 64 bits.
  const isInteger = `CAST(CAST(${x} AS INTEGER) AS TEXT) = ${x}`;
  if (type === 'int') return `CASE WHEN ${isInteger} THEN CAST(${x} AS INTEGER) ELSE ${x} END`;
  if (type !== 'decimal') return x;
  const real = `CAST(${x} AS REAL)`;
  // A fraction may begin with its point; otherwise it is written as in JSON.
  const json = `CASE WHEN ${x} GLOB '.[0-9]*' THEN '0' || ${x} WHEN ${x} GLOB '-.[0-9]*' THEN '-0' || substr(${x}, 2) ELSE ${x} END`;
  const isNumber = `CASE WHEN json_valid(${json}) THEN json_type(${json}) IN ('integer', 'real') ELSE 0 END`;
  const digits = `ltrim(replace(substr(${x}, 1, instr(lower(${x}) || 'e', 'e') - 1), '.', ''), '-0')`;
  const isExact = `(length(${digits}) <= 15 OR printf('%!.16g', ${real}) = ${x} OR printf('%!.17g', ${real}) = ${x})`;
  // A number outside the range of a double would become infinity or zero.
  const isInRange = `abs(${real}) < 1.7e308 AND (abs(${real}) > 1e-300 OR ${digits} = '')`;
  return `CASE WHEN CAST(${real} AS TEXT) IN (${x}, ${x} || '.0') THEN ${real} WHEN ${isInteger} THEN CAST(${x} AS INTEGER)
    WHEN ${isNumber} THEN iif(${isExact} AND ${isInRange}, ${real}, ${x}) ELSE ${x} END`;
}

/** A name as SQL has it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
