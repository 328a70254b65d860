import type { FieldType } from '../model/form.ts';
import { BETWEEN_ORIGINS, originsOf } from './origins.ts';
import { isRow } from './readable.ts';

/** One question of a view: the path that its answers are kept under, its name there, and its type. */
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

/** What stands in the SQL of every view of ours, so that it is known again. */
export const VIEW_MARK = '/* attache view */';

/** Names of the columns that are not questions. */
export const fixedColumns = {
  form: ['KEY', 'submission_date', 'form_version', 'signature', 'is_draft', 'submission_source'],
  repeat: ['KEY', 'PARENT_KEY'],
} as const;

const FIXED_SQL = {
  // The record's own key, which a submission without an instance ID has as well.
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
 * The statement that makes a view. It must be read by every SQLite from 3.37 on, which people have in Python, R or a
 * viewer: nothing newer may stand in it (no `->>`, which came with 3.38).
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

/** The answer as it was written; null where nothing was. White space is a part of text, and of nothing else. */
function answerSql({ path, type }: ViewColumn): string {
  const written = `json_extract(r."values", ${text(`$.${JSON.stringify(path)}`)})`;
  const trimmed = `nullif(trim(${written}, ${BLANK}), '')`;
  return type === 'string' ? `iif(${trimmed} IS NULL, NULL, ${written})` : trimmed;
}

/** A number where the text is exactly a number that SQLite can hold; else the text. `x` is a column's name. */
function valueSql(x: string, type: FieldType): string {
  // Digits that come back the same: no leading zero or plus, no more than 64 bits.
  const isInteger = `CAST(CAST(${x} AS INTEGER) AS TEXT) = ${x}`;
  if (type === 'int') return `CASE WHEN ${isInteger} THEN CAST(${x} AS INTEGER) ELSE ${x} END`;
  if (type !== 'decimal') return x;
  const real = `CAST(${x} AS REAL)`;
  // A fraction may begin with its point; apart from that it is written as in JSON.
  const json = `CASE WHEN ${x} GLOB '.[0-9]*' THEN '0' || ${x} WHEN ${x} GLOB '-.[0-9]*' THEN '-0' || substr(${x}, 2) ELSE ${x} END`;
  const isNumber = `CASE WHEN json_valid(${json}) THEN json_type(${json}) IN ('integer', 'real') ELSE 0 END`;
  const digits = `ltrim(replace(substr(${x}, 1, instr(lower(${x}) || 'e', 'e') - 1), '.', ''), '-0')`;
  const isExact = `(length(${digits}) <= 15 OR printf('%!.16g', ${real}) = ${x} OR printf('%!.17g', ${real}) = ${x})`;
  // Beyond the range of a double it would become infinite, or nothing.
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
