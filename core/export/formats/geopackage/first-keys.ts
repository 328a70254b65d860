import type { OtherDatabase, OtherDatabases } from '../../../model/other-database.ts';
import { isDatabase } from '../../sqlite-files.ts';
import { quoted } from '../sqlite/sql.ts';
import { APPLICATION_ID, VERSION } from './schema.ts';

/** How many keys show whose file it is. */
const FIRST = 50;

/**
 * Returns the keys of the first rows in a GeoPackage that an export has written. Null when it is no such
 * file. Takes the absolute path.
 */
export function firstKeys(path: string, databases: OtherDatabases | undefined): readonly string[] | null {
  if (databases === undefined || !isDatabase(path, APPLICATION_ID, VERSION)) return null;
  let database: OtherDatabase | null = null;
  try {
    database = databases.toRead(path);
    const [first] = database.rows('SELECT table_name FROM gpkg_contents ORDER BY rowid LIMIT 1');
    const [name] = first ?? [];
    if (typeof name !== 'string') return null;
    const rows = database.rows(`SELECT "key" FROM ${quoted(name)} ORDER BY fid LIMIT ${FIRST}`);
    return [...rows].flatMap(([key]) => (typeof key === 'string' ? [key] : []));
  } catch {
    return null;
  } finally {
    database?.close();
  }
}
