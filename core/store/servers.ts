import { folderSettings, type Server, serverSettings } from '../model/server.ts';
import { keptKind } from '../model/server-kind.ts';
import type { Db } from './db.ts';
import { AT_SERVER } from './on-server.ts';

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly settings: string;
}

/** The other tables and columns that contain a source's name. */
const NAMED: readonly (readonly [table: string, column: string])[] = [
  ['source_form', 'source'],
  ['listed', 'source'],
  ['cursor', 'source'],
  ['problem', 'source'],
  ['run', 'source'],
  ['set_aside', 'source'],
  ['source_state', 'source'],
  ['key_proof', 'source'],
  ['told_origin', 'source'],
];

/** The servers that the user has added. */
export class Servers {
  readonly #put;
  readonly #change;
  readonly #remove;
  readonly #all;
  readonly #renames;
  readonly #isUsed;
  readonly #isServer;

  constructor(db: Db) {
    this.#change = db.prepare('UPDATE server SET name = ?, kind = ?, settings = ? WHERE name = ?');
    this.#renames = NAMED.map(([table, column]) =>
      db.prepare<[string, string]>(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`),
    );
    this.#isUsed = db
      .prepare<[object], number>(
        `SELECT 1 FROM server WHERE name = @name UNION SELECT 1 FROM listed WHERE source = @name
         UNION SELECT 1 FROM source_form WHERE source = @name LIMIT 1`,
      )
      .pluck();
    this.#isServer = db.prepare<[string], number>(`SELECT ${AT_SERVER} FROM (SELECT ? AS source) l`).pluck();
    this.#put = db.prepare('INSERT INTO server VALUES (?,?,?) ON CONFLICT DO NOTHING');
    this.#remove = db.prepare('DELETE FROM server WHERE name = ?');
    this.#all = db.prepare<[], Row>('SELECT name, kind, settings FROM server ORDER BY name');
  }

  /** Adds a server; false when there is one of that name already. */
  add(server: Server): boolean {
    return this.#put.run(server.name, server.kind, JSON.stringify(server.settings)).changes === 1;
  }

  /**
   * Gives a server other settings, and moves everything known of it to another name. Call it in a
   * transaction, with a name that is not in use. False when there is no server of that name.
   */
  change(name: string, server: Server): boolean {
    const settings = JSON.stringify(server.settings);
    if (this.#change.run(server.name, server.kind, settings, name).changes === 0) return false;
    if (server.name !== name) this.renameSource(name, server.name);
    return true;
  }

  /**
   * Moves everything known of a source to another name, which must not be in use. Call it in a transaction.
   */
  renameSource(from: string, to: string): void {
    for (const rename of this.#renames) rename.run(to, from);
  }

  /** Whether a server has this name, or something was once pulled under it. */
  isUsed(name: string): boolean {
    return this.#isUsed.get({ name }) === 1;
  }

  /** Whether the data under this name came from a folder and not from a server. */
  isFolder(source: string): boolean {
    return this.#isServer.get(source) !== 1;
  }

  /** Removes a server; false when there is none of that name. What was pulled from it stays. */
  remove(name: string): boolean {
    return this.#remove.run(name).changes === 1;
  }

  all(): readonly Server[] {
    return this.#all.all().map(({ name, kind, settings }): Server => {
      const parsed: unknown = JSON.parse(settings);
      if (kind === 'folder') return { name, kind, settings: folderSettings.parse(parsed) };
      return {
        name,
        kind: keptKind(kind),
        settings: serverSettings.parse(parsed),
      };
    });
  }

  find(name: string): Server | null {
    return this.all().find((server) => server.name === name) ?? null;
  }
}
