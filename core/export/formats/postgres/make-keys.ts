import { problemData } from '../../../ground/problem.ts';
import { identifier, type Server } from './server.ts';
import { addPrimaryKey, inSchema, makeReference, parentColumn, repeatedKeys } from './statements.ts';
import type { Written, WrittenTable } from './written-table.ts';

/** Tables that are new and have their rows: the names of all parts of each table, the first part first. */
export type NewTables = ReadonlyMap<WrittenTable, readonly string[]>;

/**
 * Makes the keys of new tables: primary keys where they can be, indexes, and references. Takes the paths
 * whose tables have a primary key already, with the names of these tables, and adds to them.
 */
export async function makeKeys(
  server: Server,
  written: Written,
  made: NewTables,
  keyed: Map<string, { readonly name: string; readonly key: string }>,
): Promise<void> {
  const { schema } = written;
  const bases = new Map([...made.keys()].map((one) => [one, keyed.get(one.table.path)]));
  for (const [one, names] of made) {
    const { table, isKeyed } = one;
    const [first = ''] = names;
    const isBase = bases.get(one) === undefined;
    let isUnique = isKeyed;
    for (const name of names) {
      const place = inSchema(schema, name);
      // Makes the key at once: to count first would sort the rows twice.
      isUnique = isUnique && (await addPrimaryKey(server, place, table.key));
      if (!isUnique) await server.run(`CREATE INDEX ON ${place} (${identifier(table.key)})`);
    }
    if (isKeyed && !isUnique) {
      const count = await repeatedKeys(server, inSchema(schema, first), table.key);
      written.tell(problemData('export.postgres_keys', { count, table: first, mode: 'replace' }));
    }
    if (isBase && isUnique) keyed.set(table.path, { name: first, key: table.key });
  }
  for (const [one, names] of made) {
    const { table, isKeyed } = one;
    const isBase = bases.get(one) === undefined;
    const own = keyed.get(table.path);
    const [first = '', ...further] = isBase ? names : ['', ...names];
    for (const name of own === undefined ? [] : further) {
      await makeReference(
        server,
        inSchema(schema, name),
        table.key,
        inSchema(schema, own?.name ?? ''),
        table.key,
      );
    }
    const column = parentColumn(one);
    const parent = table.parent === null ? undefined : keyed.get(table.parent.path);
    if (column === null || !isBase) continue;
    if (isKeyed) await server.run(`CREATE INDEX ON ${inSchema(schema, first)} (${identifier(column)})`);
    if (parent === undefined) continue;
    await makeReference(server, inSchema(schema, first), column, inSchema(schema, parent.name), parent.key);
  }
}
