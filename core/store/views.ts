import { SqliteError } from 'better-sqlite3';
import type { FieldType, FormModel, FormNode } from '../model/form.ts';
import { mergeForms } from '../xform/merge-forms.ts';
import { viewColumnNames } from '../xform/names.ts';
import { fixedColumns, freeName, partName, tableName, tableParts } from '../xform/view-tables.ts';
import type { Db } from './db.ts';
import { quoted, VIEW_MARK, viewSql } from './view-sql.ts';

interface Column {
  readonly path: string;
  readonly type: FieldType;
}

interface Table {
  /** Path of the repeat, or '' for the form itself. */
  readonly path: string;
  readonly columns: readonly Column[];
}

/** Whether there is any view for people. */
export function hasViews(db: Db): boolean {
  return db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'view' LIMIT 1`).get() !== undefined;
}

/** Drops the views for people. Call it before the format changes, so that none of their names is in use. */
export function dropViews(db: Db): void {
  const names = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'view' AND instr(sql, '${VIEW_MARK}') > 0`,
    )
    .pluck()
    .all();
  for (const name of names) db.exec(`DROP VIEW ${quoted(name)}`);
}

/**
 * Makes the views for people again, who open the database in DB Browser, R or pandas. There is one view per
 * form and per repeat, with one column per field, readable names, and numbers as numbers; an answer that is
 * not a number stays as it is. Takes all versions of every form, the newest first. Call it in a transaction.
 * Returns the forms whose views SQLite refuses; these get no view, and all other forms get theirs.
 */
export function makeViews(db: Db, forms: ReadonlyMap<string, readonly FormModel[]>): readonly string[] {
  dropViews(db);
  const taken = takenNames(db);
  const refused: string[] = [];
  for (const [formId, models] of forms) {
    if (models.length === 0) continue;
    const names = new Set(taken);
    db.exec('SAVEPOINT views_of_form');
    try {
      makeViewsOf(db, formId, models, names);
      for (const name of names) taken.add(name);
    } catch (error) {
      // Any error other than a refusal of this statement comes from the disk or the database, and concerns
      // all forms.
      if (!(error instanceof SqliteError) || !/^SQLITE_(ERROR|TOOBIG|NOMEM)$/.test(error.code)) throw error;
      db.exec('ROLLBACK TO views_of_form');
      refused.push(formId);
    }
    db.exec('RELEASE views_of_form');
  }
  return refused;
}

function makeViewsOf(db: Db, formId: string, models: readonly FormModel[], taken: Set<string>): void {
  for (const { path, columns } of tablesOf(mergeForms(models))) {
    const wanted = tableName(formId, path);
    const fixed = fixedColumns[path === '' ? 'form' : 'repeat'];
    tableParts(columns).forEach((part, i) => {
      const names = viewColumnNames(
        part.map((column) => (path === '' ? column.path : column.path.slice(path.length + 1))),
        fixed,
      );
      const named = part.map((column, at) => ({ ...column, name: names[at] ?? column.path }));
      const name = freeName(partName(wanted, i), taken);
      db.exec(viewSql({ name, formId, path, columns: named }));
    });
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

/**
 * Names that no view may have, in lower case: those of our own tables and indexes, and those of SQLite's own
 * modules (`json_each`). A view with such a name would hide the module from all our statements.
 */
function takenNames(db: Db): Set<string> {
  return new Set(
    db
      .prepare<[], string>(
        `SELECT lower(name) FROM sqlite_master UNION SELECT lower(name) FROM pragma_module_list
         UNION SELECT lower(name) FROM temp.sqlite_master`,
      )
      .pluck()
      .all(),
  );
}
