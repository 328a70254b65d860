import { identifier, type Server } from './server.ts';
import { inSchema, parentColumn } from './statements.ts';
import type { WrittenTable } from './written-table.ts';

/** So many keys are sent together. */
const KEYS = 5000;

/** A table of the form that is in the schema: one name for each of its parts, the first part first. */
export interface PlacedTable {
  readonly one: WrittenTable;
  readonly names: readonly string[];
}

/** The tables of a form in their schema, a table before those that lead to it. */
export interface Placed {
  readonly schema: string;
  readonly tables: readonly PlacedTable[];
}

/** Removes rows by their keys, with their further parts and all repeats below them. */
export async function removeRows(
  server: Server,
  placed: Placed,
  { one, names }: PlacedTable,
  keys: readonly string[],
): Promise<void> {
  for (const name of names) await deleteWhere(server, placed, name, one.table.key, one.table.key, keys);
  await removeRepeats(server, placed, one.table.path, keys);
}

/**
 * Removes the repeats of rows that are gone. References do the same where they are, and a table in which one
 * row leads nowhere has none.
 */
async function removeRepeats(
  server: Server,
  placed: Placed,
  path: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  for (const table of placed.tables) {
    const { one, names } = table;
    const column = parentColumn(one);
    const [first] = names;
    if (one.table.parent?.path !== path || column === null || first === undefined) continue;
    const gone = await deleteWhere(server, placed, first, column, one.table.key, keys);
    if (one.isKeyed) await removeRows(server, placed, { one, names: names.slice(1) }, gone);
  }
}

/**
 * Removes the rows of repeats whose parents are not there, unless this export has just written them. Takes the
 * tables that have its rows, by the paths of the tables.
 */
export async function removeOrphans(
  server: Server,
  placed: Placed,
  stages: ReadonlyMap<string, string>,
): Promise<void> {
  const first = new Map(placed.tables.map(({ one, names }) => [one.table.path, { one, name: names[0] }]));
  for (const table of placed.tables) {
    const { one, names } = table;
    const column = parentColumn(one);
    const parent = first.get(one.table.parent?.path ?? '');
    const stage = stages.get(one.table.path);
    if (column === null || parent?.name === undefined || names[0] === undefined || stage === undefined)
      continue;
    const own = identifier(one.table.key);
    const gone = await server.rows(
      `DELETE FROM ${inSchema(placed.schema, names[0])} t
       WHERE NOT EXISTS (SELECT 1 FROM ${inSchema(placed.schema, parent.name)} p
           WHERE p.${identifier(parent.one.table.key)} = t.${identifier(column)})
         AND NOT EXISTS (SELECT 1 FROM ${stage} s WHERE s.${own} = t.${own})
       RETURNING t.${own}`,
    );
    if (one.isKeyed) await removeRows(server, placed, { one, names: names.slice(1) }, keysOf(gone));
  }
}

/** Returns the keys of rows, as a query gives them. */
export function keysOf(rows: readonly (readonly (string | null)[])[]): readonly string[] {
  return rows.flatMap(([key]) => key ?? []);
}

async function deleteWhere(
  server: Server,
  { schema }: Placed,
  name: string,
  column: string,
  key: string,
  values: readonly string[],
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let i = 0; i < values.length; i += KEYS) {
    const rows = await server.rows(
      `DELETE FROM ${inSchema(schema, name)} WHERE ${identifier(column)} = ANY ($1) RETURNING ${identifier(key)}`,
      [values.slice(i, i + KEYS)],
    );
    for (const one of keysOf(rows)) gone.push(one);
  }
  return gone;
}
