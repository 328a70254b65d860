import { Problem, problemData } from '../../../ground/problem.ts';
import { finishedTable } from '../../analysis/finished-table.ts';
import { copyRows } from './copy-rows.ts';
import { partsOf } from './layout.ts';
import { makeKeys } from './make-keys.ts';
import { checkOwners } from './owners.ts';
import type { Server } from './server.ts';
import { inSchema, makeTable } from './statements.ts';
import { tablesThere } from './tables-there.ts';
import type { Written, WrittenTable } from './written-table.ts';

/**
 * Drops the tables that Attaché has made of the form, and makes them again with all rows. Runs within the
 * transaction of the caller. Throws a Problem when a table of another has one of the names.
 */
export async function replaceTables(server: Server, written: Written): Promise<void> {
  const { schema, formId, tables, names, writer } = written;
  const there = await tablesThere(server, schema);
  const ours = [...there.values()].filter(({ mark }) => mark?.form === formId).map(({ name }) => name);
  checkNames(there, written);
  checkOwners(there, { formId, writer, mode: 'replace' });
  const [first] = ours;
  if (first !== undefined) {
    written.writing(first);
    const others = there.get(tables[0]?.name ?? '')?.mark?.writers.filter((one) => one !== writer) ?? [];
    if (others.length > 0) written.tell(problemData('export.postgres_replaced', { table: first }));
    await server.run(`DROP TABLE ${ours.map((name) => inSchema(schema, name)).join(', ')}`);
  }
  const made = new Map<WrittenTable, string[]>();
  for (const one of tables) {
    const table = finishedTable(one.table, one.spool);
    const own: string[] = [];
    for (const [i, columns] of partsOf(table).entries()) {
      const name = i === 0 ? one.name : names.further(one.name, i + 1);
      if (there.has(name) && !ours.includes(name)) throw notOurs(name);
      written.writing(name);
      await makeTable(server, one, inSchema(schema, name), columns, {
        part: i + 1,
        writers: writer === null ? [] : [writer],
      });
      await copyRows(server, written, inSchema(schema, name), name, columns, table);
      own.push(name);
    }
    made.set(one, own);
  }
  await makeKeys(server, written, made, new Map());
}

/** Throws a Problem when something that is not a table of the form has the name of one. */
export function checkNames(
  there: Awaited<ReturnType<typeof tablesThere>>,
  { tables, formId }: Pick<Written, 'tables' | 'formId'>,
): void {
  for (const { name } of tables) {
    const found = there.get(name);
    if (found !== undefined && found.mark?.form !== formId) throw notOurs(name);
  }
}

function notOurs(table: string): Problem {
  return new Problem('export.postgres_table', { table, reason: 'notOurs' });
}
