import type { KeyObject } from 'node:crypto';
import { rmSync } from '../../ground/patient-files.ts';
import { isProblem, type ProblemData, problemData } from '../../ground/problem.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import { DatabaseCopy } from '../../store/database-copy.ts';
import { writeEncrypted, writePieces } from '../../store/write-encrypted.ts';
import { type BackupPlace, readArchive } from '../folder/archive.ts';
import { LOST } from '../folder/catalog.ts';
import { DATABASE, MANIFEST, snapshotFile } from '../folder/layout.ts';
import { type ManifestHeader, readManifest } from '../folder/manifest.ts';

/** A snapshot whose database was restored, or why it was not. */
export type RestoredDatabase =
  | { readonly header: ManifestHeader; readonly problem: null }
  | { readonly header: ManifestHeader | null; readonly problem: ProblemData };

/** Where a database goes: into a file, encrypted if there is a key, or only into the memory, to be checked. */
export type DatabaseTarget =
  | { readonly kind: 'file'; readonly path: string; readonly key: KeyObject | null }
  | { readonly kind: 'memory' };

/**
 * Restores the database of a snapshot, checks it with SQLite and compares its counts. Gives the files of the manifest to
 * `onFile`. What cannot be restored is removed again. Throws
 * `backup.*` when the disk of the backup fails as a whole, the file system's errors of the target, and the signal's
 * reason.
 */
export async function restoreDatabase(
  place: BackupPlace,
  snapshot: string,
  target: DatabaseTarget,
  onFile: (file: ArchivedFile) => void,
): Promise<RestoredDatabase> {
  const file = snapshotFile(snapshot);
  let header: ManifestHeader | null = null;
  let made: string | Buffer | null = null;
  let problem: ProblemData | null = null;
  try {
    for await (const entry of readArchive(place, file)) {
      if (entry.name === MANIFEST) header = await readManifest(entry.content, onFile);
      else if (entry.name === DATABASE) made = await put(entry.content, target);
    }
    if (header === null || made === null) problem = problemData('backup.file_damaged', { file });
    else problem = faultIn(made, target.kind === 'file' ? target.key : null, snapshot, header);
  } catch (error) {
    if (isDamage(error)) problem = problemData('backup.database_damaged', { snapshot });
    else if (isProblem(error) && LOST.has(error.code)) problem = problemData('backup.file_damaged', { file });
    else throw error;
  } finally {
    if (problem !== null && target.kind === 'file') rmSync(target.path, { force: true });
  }
  if (problem === null && header !== null) return { header, problem };
  return { header, problem: problem ?? problemData('backup.file_damaged', { file }) };
}

/** Whether an error says that what was archived is no database, or a damaged one. */
function isDamage(error: unknown): boolean {
  if (isProblem(error)) return error.code === 'store.page_damaged';
  return error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
}

/** What is wrong with a database; null: nothing. */
function faultIn(
  made: string | Buffer,
  key: KeyObject | null,
  snapshot: string,
  { forms, database: { format } }: ManifestHeader,
): ProblemData | null {
  const damaged = problemData('backup.database_damaged', { snapshot });
  let database: DatabaseCopy | null = null;
  try {
    database = new DatabaseCopy(made, key);
    if (database.faults().length > 0) return damaged;
    const isSame =
      database.format() === format && JSON.stringify(database.counts()) === JSON.stringify(forms);
    return isSame ? null : problemData('backup.counts_differ', { snapshot });
  } catch (error) {
    if (isProblem(error) || (error instanceof Error && error.name === 'SqliteError')) return damaged;
    throw error;
  } finally {
    database?.close();
  }
}

/** Returns the path of the file, or the bytes. */
async function put(content: AsyncIterable<Uint8Array>, target: DatabaseTarget): Promise<string | Buffer> {
  if (target.kind === 'memory') {
    const pieces: Buffer[] = [];
    for await (const piece of content) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
  }
  const { path, key } = target;
  await (key === null ? writePieces(content, path) : writeEncrypted(content, path, key));
  return path;
}
