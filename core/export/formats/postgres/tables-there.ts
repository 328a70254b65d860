import { type Mark, markIn } from './mark.ts';
import type { Server } from './server.ts';

/** A table that is in the schema before the export. */
export interface TableThere {
  readonly name: string;
  /** Null when Attaché has not made it. */
  readonly mark: Mark | null;
  readonly comment: string;
  /** The type of each column, as PostgreSQL writes it. */
  readonly columns: ReadonlyMap<string, string>;
  /** How many columns it has had, also those that were dropped. */
  readonly width: number;
  /** The columns of its primary key. */
  readonly key: readonly string[];
  /** True when this user owns it, or may do what its owner may. */
  readonly isOwn: boolean;
}

/** Returns everything in a schema that has a name which a table could have. */
export async function tablesThere(server: Server, schema: string): Promise<ReadonlyMap<string, TableThere>> {
  const relations = await server.rows(
    `SELECT c.relname, obj_description(c.oid, 'pg_class'), c.relkind = 'r', c.relnatts,
       (SELECT string_agg(a.attname, E'\\n') FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary),
       pg_has_role(c.relowner, 'USAGE')
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1`,
    [schema],
  );
  const attributes = await server.rows(
    `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
    [schema],
  );
  const columns = Map.groupBy(attributes, ([table]) => table ?? '');
  return new Map(
    relations.map(([name, comment, isTable, width, key, isOwn]) => {
      const own = (columns.get(name ?? '') ?? []).map(([, column, type]): [string, string] => [
        column ?? '',
        type ?? '',
      ]);
      const there: TableThere = {
        name: name ?? '',
        comment: comment ?? '',
        mark: isTable === 't' ? markIn(comment ?? null) : null,
        columns: new Map(own),
        width: Number(width),
        key: key?.split('\n') ?? [],
        isOwn: isOwn === 't',
      };
      return [there.name, there];
    }),
  );
}
