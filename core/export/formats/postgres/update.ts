import { Problem, problemData } from '../../../ground/problem.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { finishedTable } from '../../analysis/finished-table.ts';
import { copyRows } from './copy-rows.ts';
import { MOST_COLUMNS, type PlacedColumn, partsOf } from './layout.ts';
import { makeKeys } from './make-keys.ts';
import { withMark } from './mark.ts';
import { checkOwners, notOwner } from './owners.ts';
import { keysOf, type Placed, type PlacedTable, removeOrphans, removeRows } from './remove-rows.ts';
import { checkNames } from './replace.ts';
import { identifier, literal, type Server } from './server.ts';
import { describeColumns, inSchema, makeTable, parentColumn, repeatedKeys } from './statements.ts';
import { type TableThere, tablesThere } from './tables-there.ts';
import { typeOf } from './values.ts';
import type { Written, WrittenTable } from './written-table.ts';

/** One table of the schema, and the columns of the export that it gets. */
interface Part {
  readonly name: string;
  readonly there: TableThere | null;
  readonly columns: readonly PlacedColumn[];
}

/**
 * Inserts and updates rows by their key, and removes the rows of repeats that a submission no longer has, and
 * those of its earlier versions. An export of everything also removes the rows of submissions that are no
 * longer part of it, unless another workspace writes to the table too. Tables and columns of a grown form are
 * added. Runs within the transaction of the caller. Throws a Problem when a column has another type than its
 * answers now.
 */
export async function updateTables(server: Server, written: Written): Promise<void> {
  const { schema, tables, formId } = written;
  const there = await tablesThere(server, schema);
  checkNames(there, written);
  checkOwners(there, { formId, writer: written.writer, mode: 'update' });
  const ours = new Map(tables.map((one) => [one, partsThere(there, formId, one)]));
  const placed: Placed = {
    schema,
    tables: [...ours].map(([one, own]) => ({ one, names: own.map(({ name }) => name) })),
  };
  const keyed = new Map<string, { readonly name: string; readonly key: string }>();
  const made = new Map<WrittenTable, string[]>();
  const staged = new Map<string, string>();
  let number = 0;
  for (const one of tables) {
    const own = ours.get(one) ?? [];
    const [first] = own;
    if (first !== undefined) {
      if (one.isKeyed && !isKeyOf(first, one)) {
        throw new Problem('export.postgres_table', { table: first.name, reason: 'noKey' });
      }
      if (one.isKeyed) keyed.set(one.table.path, { name: first.name, key: one.table.key });
    }
    const known = new Set(own.flatMap(({ columns }) => [...columns.keys()]));
    const table = finishedTable(one.table, one.spool, ({ name }) => known.has(name));
    const parts = layOut(one, table, own, there, written);
    for (const [i, part] of parts.entries()) {
      number += 1;
      const stage = identifier(`attache_${number}`);
      written.writing(part.name);
      if (part.there === null) {
        await makeTable(server, one, inSchema(schema, part.name), part.columns, {
          part: own.length + i + 1,
          writers: written.writer === null ? [] : [written.writer],
        });
        made.set(one, [...(made.get(one) ?? []), part.name]);
      } else await addColumns(server, one, part, part.there, schema);
      await stageRows(server, written, one, table, part, stage);
      if (i === 0) staged.set(one.table.path, stage);
      if (i === 0 && one.isKeyed) {
        const count = await repeatedKeys(server, stage, one.table.key);
        if (count > 0) throw new Problem('export.postgres_keys', { count, table: part.name, mode: 'update' });
      }
      const parent = one.table.parent === null ? undefined : staged.get(one.table.parent.path);
      if (i === 0 && parent !== undefined && part.there !== null) {
        await removeOld(server, placed, { one, names: own.map(({ name }) => name) }, stage, parent);
      }
      await putRows(server, one, inSchema(schema, part.name), stage, part.columns, part.there !== null);
    }
  }
  await removeGone(server, written, placed, staged, ours.get(tables[0] as WrittenTable)?.[0]);
  await makeKeys(server, written, made, keyed);
}

/** Returns the tables of the schema that have the columns of a table, the first part first. */
function partsThere(
  there: ReadonlyMap<string, TableThere>,
  formId: string,
  { table }: WrittenTable,
): readonly TableThere[] {
  return [...there.values()]
    .filter(({ mark }) => mark?.form === formId && mark.path === table.path)
    .sort((a, b) => (a.mark?.part ?? 0) - (b.mark?.part ?? 0));
}

function isKeyOf({ key }: TableThere, { table }: WrittenTable): boolean {
  return key.length === 1 && key[0] === table.key;
}

/** Puts each column into the table that has it, and new ones where there is room. */
function layOut(
  one: WrittenTable,
  table: FinishedTable,
  own: readonly TableThere[],
  there: ReadonlyMap<string, TableThere>,
  { names }: Written,
): readonly Part[] {
  const free = (part: number): string => {
    let name = part === 1 ? one.name : names.further(one.name, part);
    while (there.has(name)) name = names.further(one.name, part);
    return name;
  };
  if (own.length === 0) {
    return partsOf(table).map((columns, i) => ({ name: free(i + 1), there: null, columns }));
  }
  const all = table.columns.map((column, place): PlacedColumn => ({ column, place }));
  const key = all.filter(({ column }) => column.name === table.key);
  const fresh = all.filter(({ column }) => !own.some(({ columns }) => columns.has(column.name)));
  const last = own.at(-1);
  const room = Math.max(0, MOST_COLUMNS - (last?.width ?? 0));
  const parts = own.map((there): Part => {
    const here = all.filter(({ column }) => there.columns.has(column.name));
    const added = there === last ? fresh.slice(0, room) : [];
    return { name: there.name, there, columns: [...here, ...added] };
  });
  const rest = fresh.slice(room);
  if (rest.length === 0) return parts;
  return [...parts, { name: free(own.length + 1), there: null, columns: [...key, ...rest] }];
}

async function addColumns(
  server: Server,
  { table }: WrittenTable,
  { name, columns }: Part,
  there: TableThere,
  schema: string,
): Promise<void> {
  const place = inSchema(schema, name);
  for (const { column } of columns) {
    const was = there.columns.get(column.name);
    const now = typeOf(column);
    if (was !== undefined && was !== now) {
      throw new Problem('export.postgres_column', { table: name, column: column.name, was, now });
    }
  }
  const fresh = columns.map(({ column }) => column).filter((column) => !there.columns.has(column.name));
  if (fresh.length === 0) return;
  if (!there.isOwn) throw notOwner(name);
  const added = fresh.map((column) => `ADD COLUMN ${identifier(column.name)} ${typeOf(column)}`);
  await server.run(`ALTER TABLE ${place} ${added.join(', ')}`);
  await describeColumns(server, table, place, fresh);
}

/** Sends the rows into a table that only this connection sees, and that ends with the transaction. */
async function stageRows(
  server: Server,
  written: Written,
  { table: { key } }: WrittenTable,
  table: FinishedTable,
  { name, columns }: Part,
  stage: string,
): Promise<void> {
  const declared = columns.map(({ column }) => `${identifier(column.name)} ${typeOf(column)}`);
  await server.run(`CREATE TEMPORARY TABLE ${stage} (${declared.join(', ')}) ON COMMIT DROP`);
  await copyRows(server, written, stage, name, columns, table);
  await server.run(`CREATE INDEX ON ${stage} (${identifier(key)}); ANALYZE ${stage}`);
}

/** Removes the rows that belong to exported rows and are not among the exported ones any more. */
async function removeOld(
  server: Server,
  placed: Placed,
  { one, names }: PlacedTable,
  stage: string,
  parent: string,
): Promise<void> {
  const column = parentColumn(one);
  const [first] = names;
  if (column === null || first === undefined) return;
  const [own, key] = [identifier(column), identifier(one.table.key)];
  const parentKey = identifier(one.table.parent?.column ?? '');
  const isStaged = one.isKeyed ? `AND NOT EXISTS (SELECT 1 FROM ${stage} s WHERE s.${key} = t.${key})` : '';
  const gone = await server.rows(
    `DELETE FROM ${inSchema(placed.schema, first)} t
     WHERE EXISTS (SELECT 1 FROM ${parent} p WHERE p.${parentKey} = t.${own}) ${isStaged}
     RETURNING ${one.isKeyed ? `t.${key}` : 'NULL'}`,
  );
  if (one.isKeyed) await removeRows(server, placed, { one, names: names.slice(1) }, keysOf(gone));
}

/** Inserts the rows that are new, and updates the others. */
async function putRows(
  server: Server,
  { table: { key }, isKeyed }: WrittenTable,
  name: string,
  stage: string,
  columns: readonly PlacedColumn[],
  isThere: boolean,
): Promise<void> {
  const list = columns.map(({ column }) => identifier(column.name));
  const changes = list
    .filter((column) => column !== identifier(key))
    .map((column) => `${column} = EXCLUDED.${column}`);
  const conflict =
    !isKeyed || !isThere
      ? ''
      : `ON CONFLICT (${identifier(key)}) DO ${changes.length === 0 ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`}`;
  await server.run(
    `INSERT INTO ${name} (${list.join(', ')}) SELECT ${list.join(', ')} FROM ${stage} ${conflict}`,
  );
}

/**
 * Removes the rows of versions that newer ones have taken the place of. After an export of everything, also
 * those of submissions that the workspace has no more. Takes the tables with the rows of this export by path,
 * and the table of the submissions as it was; undefined: it is new.
 */
async function removeGone(
  server: Server,
  written: Written,
  placed: Placed,
  stages: ReadonlyMap<string, string>,
  main: TableThere | undefined,
): Promise<void> {
  const { schema, superseded, writer, isWhole } = written;
  const [table] = placed.tables;
  const stage = stages.get('');
  if (main === undefined || table === undefined || stage === undefined) return;
  const own = identifier(table.one.table.key);
  const unstaged = `SELECT t.${own} FROM ${inSchema(schema, main.name)} t
     WHERE NOT EXISTS (SELECT 1 FROM ${stage} s WHERE s.${own} = t.${own})`;
  const old =
    superseded.size === 0 ? [] : await server.rows(`${unstaged} AND t.${own} = ANY ($1)`, [[...superseded]]);
  await removeRows(server, placed, table, keysOf(old));
  const kept = isWhole ? written.kept() : new Set();
  const gone = isWhole ? keysOf(await server.rows(unstaged)).filter((key) => !kept.has(key)) : [];
  const writers = main.mark?.writers ?? [];
  const isAlone = writer !== null && writers.length === 1 && writers[0] === writer;
  if (isWhole && isAlone) {
    await removeRows(server, placed, table, gone);
    await removeOrphans(server, placed, stages);
  }
  if (gone.length > 0) {
    const code = isAlone ? 'export.postgres_removed' : 'export.postgres_others';
    written.tell(problemData(code, { count: gone.length, table: main.name }));
  }
  if (writer === null || main.mark === null || writers.includes(writer)) return;
  const comment = withMark(main.comment, { ...main.mark, writers: [...writers, writer] });
  await server.run(`COMMENT ON TABLE ${inSchema(schema, main.name)} IS ${literal(comment)}`);
}
