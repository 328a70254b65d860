import { statsAt } from '../../../ground/own-files.ts';
import type { DatabaseValue, OtherDatabase, OtherDatabases } from '../../../model/other-database.ts';
import { checkPlain } from '../../existing.ts';
import type { Existing } from '../../sink.ts';
import { checkUnused, isDatabase } from '../../sqlite-files.ts';
import { StagedPath } from '../../staged-path.ts';
import { quoted } from './sql.ts';

/** `Atta`, by which `file` and others know whose database it is. Never changes. */
const APPLICATION_ID = 0x41_74_74_61;
/** Grows when a later version lays its tables out in another way. */
const LAYOUT = 1;

interface Begun {
  readonly place: StagedPath;
  readonly database: OtherDatabase;
  state: 'open' | 'finished' | 'committed';
}

/**
 * The database file of one export. All its tables share it: the first that opens it opens it for all, and the
 * first that finishes, commits or discards it does so for all.
 */
export class DatabaseFile {
  readonly #databases: OtherDatabases | undefined;
  /** The statements that make its tables. */
  readonly #schema: readonly string[];
  #begun: Begun | null = null;

  constructor(databases: OtherDatabases | undefined, schema: readonly string[]) {
    this.#databases = databases;
    this.#schema = schema;
  }

  /**
   * Says what is at a path. Rows can be added to a database with exactly these tables. Throws a Problem when
   * another program has the file open: what it keeps beside the file would damage a new one.
   */
  existing(path: string): Existing {
    checkPlain(path);
    checkUnused(path);
    const size = statsAt(path)?.size ?? 0;
    if (size === 0) return 'none';
    const found = this.#databases === undefined ? null : schemaIn(path, this.#databases);
    return found?.join('\n') === this.#schema.join('\n') ? 'same header' : 'other header';
  }

  /** Starts the file, unless another table has started it. */
  open(path: string, isAppended: boolean): void {
    if (this.#begun !== null) return;
    if (this.#databases === undefined) throw new Error('an export to a database needs `databases`');
    const place = new StagedPath(path, isAppended);
    let database: OtherDatabase;
    try {
      database = this.#databases.toFill(place.temporary);
    } catch (error) {
      place.discard();
      throw error;
    }
    this.#begun = { place, database, state: 'open' };
    if (isAppended) return;
    database.run(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT}`);
    database.run(`BEGIN; ${this.#schema.join('; ')}; COMMIT`);
  }

  /** Returns the function that adds a row. Takes the statement. */
  adding(sql: string): (values: readonly DatabaseValue[]) => void {
    if (this.#begun === null) throw new Error('not open');
    return this.#begun.database.prepare(sql);
  }

  finish(): void {
    if (this.#begun === null || this.#begun.state !== 'open') return;
    this.#begun.database.close();
    this.#begun.place.flush();
    this.#begun.state = 'finished';
  }

  commit(path: string): void {
    if (this.#begun === null || this.#begun.state === 'committed') return;
    checkUnused(path);
    this.#begun.place.commit();
    this.#begun.state = 'committed';
  }

  discard(): void {
    if (this.#begun === null) return;
    this.#begun.database.close();
    if (this.#begun.state !== 'committed') this.#begun.place.discard();
    this.#begun = null;
  }
}

/**
 * Returns the keys of the submissions in a database that an export has written, and how often each occurs:
 * the column `KEY` of its first table. Null when it is no such database. Takes how many rows are read; default:
 * all.
 */
export function keysIn(
  path: string,
  databases: OtherDatabases | undefined,
  most = -1,
): ReadonlyMap<string, number> | null {
  if (databases === undefined || !isDatabase(path, APPLICATION_ID, LAYOUT)) return null;
  return reading(path, databases, (database) => {
    const [first] = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid");
    const [name] = first ?? [];
    if (typeof name !== 'string') return null;
    const keys = new Map<string, number>();
    for (const [key] of database.rows(`SELECT "KEY" FROM ${quoted(name)} LIMIT ${most}`)) {
      if (typeof key === 'string') keys.set(key, (keys.get(key) ?? 0) + 1);
    }
    return keys;
  });
}

function schemaIn(path: string, databases: OtherDatabases): readonly string[] | null {
  if (!isDatabase(path, APPLICATION_ID, LAYOUT)) return null;
  return reading(path, databases, (database) =>
    [...database.rows('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid')].map(([sql]) =>
      String(sql),
    ),
  );
}

function reading<T>(path: string, databases: OtherDatabases, read: (database: OtherDatabase) => T): T | null {
  let database: OtherDatabase | null = null;
  try {
    database = databases.toRead(path);
    return read(database);
  } catch {
    return null;
  } finally {
    database?.close();
  }
}
