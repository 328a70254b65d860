import type { Statement } from 'better-sqlite3';
import type { Db } from './db.ts';
import { closeScratch, openScratch } from './scratch-database.ts';

/** A file of a workspace. */
export interface NamedFile {
  /** From the workspace's folder, with `/`. */
  readonly path: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** A file of a workspace, as a volume of a backup has it. */
export interface ArchivedFile extends NamedFile {
  /** The number of its volume. */
  readonly volume: number;
  /** In hex. */
  readonly sha256: string;
}

interface Row extends NamedFile {
  readonly volume: number | null;
  readonly sha256: Buffer | null;
}

type Which = 'pending' | 'archived' | 'doubted';

const AT_ONCE = 500;

/**
 * Which files a snapshot has, and which of them are in a volume already: for any number of files, in a
 * scratch database. First add what is archived, then name the files of the workspace. Files of a workspace
 * never change, so that what is archived under a path stays right.
 */
export class BackupIndex {
  readonly #db: Db;
  readonly #archived;
  readonly #name;
  readonly #nameArchived;
  readonly #place;
  readonly #touch;
  readonly #leaveOut;
  readonly #pages: Readonly<Record<Which, Statement<[string], Row>>>;

  /** Makes the index in a file that does not exist yet. */
  constructor(path: string) {
    // Doubted: the file in the workspace has another size or time than the one that was archived.
    this.#db = openScratch(
      path,
      `CREATE TABLE file (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, volume INTEGER,
         sha256 BLOB, is_named INTEGER NOT NULL, is_doubted INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID`,
    );
    this.#archived = this.#db.prepare<[string, number, number, number, Uint8Array]>(
      `INSERT INTO file VALUES (?, ?, ?, ?, ?, 0, 0)
       ON CONFLICT DO UPDATE SET size = excluded.size, modified = excluded.modified, volume = excluded.volume,
         sha256 = excluded.sha256`,
    );
    this.#name = this.#db.prepare<[NamedFile]>(
      `INSERT INTO file VALUES (@path, @size, @modified, NULL, NULL, 1, 0)
       ON CONFLICT DO UPDATE SET is_named = 1, is_doubted = size <> @size OR modified <> @modified`,
    );
    this.#nameArchived = this.#db.prepare<[string]>(
      'UPDATE file SET is_named = 1 WHERE path = ? AND volume IS NOT NULL',
    );
    this.#place = this.#db.prepare<[number, Uint8Array, string]>(
      'UPDATE file SET volume = ?, sha256 = ? WHERE path = ?',
    );
    this.#touch = this.#db.prepare<[number, string]>(
      'UPDATE file SET modified = ?, is_doubted = 0 WHERE path = ?',
    );
    this.#leaveOut = this.#db.prepare<[string]>('UPDATE file SET is_named = 0 WHERE path = ?');
    const page = (where: string) =>
      this.#db.prepare<[string], Row>(
        `SELECT path, size, modified, volume, sha256 FROM file
         WHERE path > ? AND is_named = 1 AND ${where} ORDER BY path LIMIT ${AT_ONCE}`,
      );
    this.#pages = {
      pending: page('volume IS NULL'),
      archived: page('volume IS NOT NULL'),
      doubted: page('volume IS NOT NULL AND is_doubted = 1'),
    };
  }

  /** Adds a file that a volume has. A later one of the same path replaces it. */
  addArchived({ path, size, modified, volume, sha256 }: ArchivedFile): void {
    this.#archived.run(path, size, modified, volume, Buffer.from(sha256, 'hex'));
  }

  /** Adds a file that the snapshot has. */
  name(file: NamedFile): void {
    this.#name.run(file);
  }

  /** Adds a file that is not in the workspace any more. Returns false when no volume has it either. */
  nameArchived(path: string): boolean {
    return this.#nameArchived.run(path).changes > 0;
  }

  /** Leaves a file out of the snapshot. */
  leaveOut(path: string): void {
    this.#leaveOut.run(path);
  }

  /** Takes all files out of the snapshot again, but remembers where they are. */
  unnameAll(): void {
    this.#db.exec('DELETE FROM file WHERE volume IS NULL; UPDATE file SET is_named = 0, is_doubted = 0');
  }

  /** Notes where the content of a file is. */
  place(path: string, volume: number, sha256: string): void {
    this.#place.run(volume, Buffer.from(sha256, 'hex'), path);
  }

  /** Notes that a file is the archived one, and only has another time. */
  touch(path: string, modified: number): void {
    this.#touch.run(modified, path);
  }

  /** The files of the snapshot that no volume has, in the order of their paths. */
  *pending(): Generator<NamedFile> {
    for (const { path, size, modified } of this.#all('pending')) yield { path, size, modified };
  }

  /** The files of the snapshot that a volume has, in the order of their paths. */
  archived(): Generator<ArchivedFile> {
    return this.#placed('archived');
  }

  /** Of these, those that look other in the workspace than they were when they were archived. */
  doubted(): Generator<ArchivedFile> {
    return this.#placed('doubted');
  }

  /** How many files the snapshot has, their bytes, and how much of that is pending. */
  totals(): { readonly files: number; readonly bytes: number; readonly pendingBytes: number } {
    const sql = `SELECT count(*) AS files, ifnull(sum(size), 0) AS bytes,
      ifnull(sum(size) FILTER (WHERE volume IS NULL), 0) AS pendingBytes FROM file WHERE is_named = 1`;
    const none = { files: 0, bytes: 0, pendingBytes: 0 };
    return this.#db.prepare<[], typeof none>(sql).get() ?? none;
  }

  /** The numbers of the volumes that have files of the snapshot, in order. */
  volumes(): readonly number[] {
    const sql = 'SELECT DISTINCT volume FROM file WHERE is_named = 1 AND volume IS NOT NULL ORDER BY volume';
    return this.#db.prepare<[], number>(sql).pluck().all();
  }

  /** Closes and removes the index. */
  close(): void {
    closeScratch(this.#db);
  }

  *#placed(which: 'archived' | 'doubted'): Generator<ArchivedFile> {
    for (const { volume, sha256, ...file } of this.#all(which)) {
      if (volume !== null && sha256 !== null) yield { ...file, volume, sha256: sha256.toString('hex') };
    }
  }

  /** Page by page, so that the caller may write in between. */
  *#all(which: Which): Generator<Row> {
    for (let after = ''; ; ) {
      const rows = this.#pages[which].all(after);
      yield* rows;
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.path;
    }
  }
}
