import { Problem } from '../../../ground/problem.ts';
import type { Server } from './server.ts';

/**
 * Finds out beforehand that the user may not make tables in the schema, or the schema itself; for an update of
 * tables that are there, that the user may not make the temporary tables which it needs. Throws
 * `export.postgres_refused`.
 */
export async function checkRights(server: Server, schema: string, todo: 'make' | 'update'): Promise<void> {
  const [row] = await server.rows(
    `SELECT (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1),
       has_database_privilege(current_database(), 'CREATE'), has_database_privilege(current_database(), 'TEMP')`,
    [schema],
  );
  const [inSchema = null, inDatabase = null, temporary = null] = row ?? [];
  const may = todo === 'update' ? temporary : (inSchema ?? inDatabase);
  if (may !== 't') throw new Problem('export.postgres_refused', { host: server.host, reason: 'permission' });
}
