import { mergeForms } from '../xform/merge-forms.ts';
import type { FieldType, FormModel, FormNode } from '../xform/model.ts';
import { viewColumnNames } from '../xform/names.ts';
import type { Db } from './database.ts';

/** SQLite takes no more columns in one view; wider tables go on in a second one. */
const MOST_COLUMNS = 1900;
const PREFIX_MARK = 'attache view';

interface Column {
  readonly path: string;
  readonly type: FieldType;
}

interface Table {
  /** Path of the repeat, or '' for the form itself. */
  readonly path: string;
  readonly columns: readonly Column[];
}

/**
 * Makes the views anew for people who open the database in DB Browser, R or pandas: one for each form and one for each
 * repeat, one column a field, under readable names, numbers as numbers; an answer that is no number stays as it is.
 * Takes all versions of every form, the newest first. To be called in a transaction.
 */
export function makeViews(db: Db, forms: ReadonlyMap<string, readonly FormModel[]>): void {
  const old = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'view' AND sql LIKE '%/* ${PREFIX_MARK} */%'`,
    )
    .pluck()
    .all();
  for (const name of old) db.exec(`DROP VIEW ${quoted(name)}`);
  const taken = new Set(db.prepare<[], string>('SELECT lower(name) FROM sqlite_master').pluck().all());
  for (const [formId, models] of forms) {
    if (models.length === 0) continue;
    for (const table of tablesOf(mergeForms(models))) {
      const name = table.path === '' ? formId : `${formId} ${table.path.replaceAll('/', ' ')}`;
      for (
        let from = 0, part = 1;
        from === 0 || from < table.columns.length;
        from += MOST_COLUMNS, part += 1
      ) {
        const columns = table.columns.slice(from, from + MOST_COLUMNS);
        const view = freeName(part === 1 ? name : `${name} ${part}`, taken);
        db.exec(viewSql(view, formId, { path: table.path, columns }));
      }
    }
  }
}

function tablesOf(form: FormModel): Table[] {
  const tables: Table[] = [];
  const walk = (path: string, nodes: readonly FormNode[]): void => {
    const columns: Column[] = [];
    const repeats: { path: string; children: readonly FormNode[] }[] = [];
    const collect = (list: readonly FormNode[]): void => {
      for (const node of list) {
        if (node.kind === 'field') columns.push({ path: node.path, type: node.type });
        else if (node.kind === 'group') collect(node.children);
        else repeats.push(node);
      }
    };
    collect(nodes);
    tables.push({ path, columns });
    for (const repeat of repeats) walk(repeat.path, repeat.children);
  };
  walk('', form.children);
  return tables;
}

function viewSql(view: string, formId: string, { path, columns }: Table): string {
  const fixed =
    path === ''
      ? [
          's.instance_id AS "KEY"',
          's.submission_date AS "submission_date"',
          's.version AS "form_version"',
          's.signature AS "signature"',
        ]
      : ['r.key AS "KEY"', 'r.parent_key AS "PARENT_KEY"'];
  const names = viewColumnNames(
    columns.map((column) => (path === '' ? column.path : column.path.slice(path.length + 1))),
    ['key', 'parent_key', 'submission_date', 'form_version', 'signature'],
  );
  const fields = columns.map((column, i) => `${valueSql(column)} AS ${quoted(names[i] ?? column.path)}`);
  return `CREATE VIEW ${quoted(view)} AS SELECT /* ${PREFIX_MARK} */ ${[...fixed, ...fields].join(', ')}
    FROM submission s JOIN record r ON r.submission_id = s.id
    WHERE s.form_id = ${text(formId)} AND r.path = ${text(path)}`;
}

function valueSql({ path, type }: Column): string {
  const key = JSON.stringify(path);
  const raw = `nullif(trim(r."values" ->> ${text(`$.${key}`)}, ' ' || char(9, 10, 13)), '')`;
  if (type === 'int') return `iif(${raw} GLOB '*[^0-9-]*', ${raw}, CAST(${raw} AS INTEGER))`;
  if (type === 'decimal') return `iif(${raw} GLOB '*[^0-9.eE+-]*', ${raw}, CAST(${raw} AS REAL))`;
  return raw;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${wanted} ${n}`;
  taken.add(name.toLowerCase());
  return name;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
