import type { AnalysisColumn } from '../../analysis/column.ts';
import { columnComment, tableComment } from './comments.ts';
import type { PlacedColumn } from './layout.ts';
import type { Mark } from './mark.ts';
import { identifier, literal, type Server } from './server.ts';
import { typeOf } from './values.ts';
import type { WrittenTable } from './written-table.ts';

/** A name with its schema, as SQL has it. */
export function inSchema(schema: string, name: string): string {
  return `${identifier(schema)}.${identifier(name)}`;
}

/** Makes a schema when it is not there. Asks first, because making it needs more rights. */
export async function makeSchema(server: Server, schema: string): Promise<void> {
  const found = await server.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.length === 0) await server.run(`CREATE SCHEMA ${identifier(schema)}`);
}

/** Waits until no other export of the form writes into the schema. Call it within a transaction. */
export async function oneAtATime(server: Server, schema: string, formId: string): Promise<void> {
  await server.rows('SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))', [schema, formId]);
}

/** Makes a table without keys, which are made when its rows are there. Takes its name as SQL has it. */
export async function makeTable(
  server: Server,
  { table }: WrittenTable,
  name: string,
  columns: readonly PlacedColumn[],
  mark: Pick<Mark, 'part' | 'writers'>,
): Promise<void> {
  const declared = columns.map(({ column }) => `${identifier(column.name)} ${typeOf(column)}`);
  await server.run(`CREATE TABLE ${name} (${declared.join(', ')})`);
  await server.run(`COMMENT ON TABLE ${name} IS ${literal(tableComment(table, mark))}`);
  await describeColumns(
    server,
    table,
    name,
    columns.map(({ column }) => column),
  );
}

/** Writes the comments of columns. */
export async function describeColumns(
  server: Server,
  { form }: WrittenTable['table'],
  name: string,
  columns: readonly AnalysisColumn[],
): Promise<void> {
  const comments = columns.map(
    (column) =>
      `COMMENT ON COLUMN ${name}.${identifier(column.name)} IS ${literal(columnComment(column, form))}`,
  );
  if (comments.length > 0) await server.run(comments.join('; '));
}

/** Returns how many rows have the key of another row. Takes a table and the column of its key. */
export async function repeatedKeys(server: Server, name: string, key: string): Promise<number> {
  const own = identifier(key);
  const [counted] = await server.rows(`SELECT count(*) - count(DISTINCT ${own}) FROM ${name}`);
  return Number(counted?.[0] ?? 0);
}

/** Errors of rows that a key or a reference cannot have (PostgreSQL, "PostgreSQL Error Codes"). */
const NULL_IN_KEY = '23502';
const NO_SUCH_KEY = '23503';
const REPEATED_KEY = '23505';

/**
 * Makes a column the primary key of a table. Returns false when a row has no key, or that of another row; the table
 * then is as it was.
 */
export function addPrimaryKey(server: Server, name: string, key: string): Promise<boolean> {
  const statement = `ALTER TABLE ${name} ADD PRIMARY KEY (${identifier(key)})`;
  return server.tryRun(statement, [NULL_IN_KEY, REPEATED_KEY]);
}

/** Makes the rows of a table lead to those of another, which also removes them with these. */
export async function makeReference(
  server: Server,
  name: string,
  column: string,
  to: string,
  key: string,
): Promise<void> {
  const references = `REFERENCES ${to} (${identifier(key)}) ON DELETE CASCADE`;
  // A row whose parent was not exported stands alone.
  await server.tryRun(`ALTER TABLE ${name} ADD FOREIGN KEY (${identifier(column)}) ${references}`, [
    NO_SUCH_KEY,
  ]);
}

/** The column that leads to the row above; null for submissions. */
export function parentColumn({ table, isKeyed }: WrittenTable): string | null {
  if (!isKeyed) return table.key;
  return (
    table.columns.find(({ role, original }) => role === 'fact' && original === 'parent_key')?.name ?? null
  );
}
