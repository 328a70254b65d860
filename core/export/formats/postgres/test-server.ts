import type { Secret } from '../../../ground/secret.ts';
import { readAddress } from './address.ts';
import { postgresProblem } from './failures.ts';
import { checkSchema } from './format.ts';
import { checkRights } from './rights.ts';
import { Server } from './server.ts';

/** What a test of a database needs. */
export interface TestedDatabase {
  readonly url: string;
  readonly schema: string;
  readonly mode: 'replace' | 'update';
  readonly password: Secret | undefined;
  readonly caFile: string | null;
}

/**
 * Signs in to a database and looks whether tables may be written into the schema. Changes nothing there.
 * Returns the version of the server. Throws `export.postgres_*` problems.
 */
export async function testServer({ url, schema, mode, password, caFile }: TestedDatabase): Promise<string> {
  const address = readAddress(url, caFile);
  checkSchema(schema);
  const { host, port } = address;
  let server: Server | null = null;
  try {
    server = await Server.connect(address, password);
    // Who updates tables that are there need not be allowed to make any.
    await checkRights(server, schema, mode === 'update' ? 'update' : 'make');
    const [version] = await server.rows("SELECT current_setting('server_version')");
    return version?.[0] ?? '';
  } catch (error) {
    const isConnected = server !== null;
    throw postgresProblem(error, { host, port, schema, table: '', isConnected, isCommitting: false });
  } finally {
    server?.cut();
  }
}
