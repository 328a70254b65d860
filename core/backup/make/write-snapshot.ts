import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { Problem } from '../../ground/problem.ts';
import { PART, putInPlace } from '../../ground/write-durably.ts';
import { pieces } from '../../model/content.ts';
import type { BackupIndex } from '../../store/backup-index.ts';
import { decryptedPages } from '../../store/decrypted-pages.ts';
import type { Feed } from '../containers/feed.ts';
import type { TarFile } from '../containers/tar-write.ts';
import { type BackupPlace, readArchive, writeArchive } from '../folder/archive.ts';
import { type KnownSnapshot, knownSnapshot } from '../folder/catalog.ts';
import { DATABASE, MANIFEST, pathIn, snapshotFile } from '../folder/layout.ts';
import { manifestLines, type NewManifest, readManifest } from '../folder/manifest.ts';

/** The copy of a database that goes into a snapshot. */
export interface CopiedDatabase {
  readonly path: string;
  /** null when it is plain. */
  readonly key: KeyObject | null;
}

/**
 * Writes a snapshot: the manifest, and behind it the database, decrypted page by page where it is encrypted. Reads it
 * again to its end before it gets its name. Throws as `writeArchive`, and `backup.file_damaged` when what was written
 * cannot be read.
 */
export async function writeSnapshot(
  place: BackupPlace,
  name: string,
  manifest: NewManifest,
  index: Pick<BackupIndex, 'archived'>,
  database: CopiedDatabase,
): Promise<KnownSnapshot> {
  const file = snapshotFile(name);
  const modified = new Date(manifest.at);
  const lines = (): Generator<Buffer> => manifestLines(manifest, index.archived());
  let size = 0;
  // The size comes before the content. The same lines come both times.
  for (const line of lines()) size += line.length;
  const { size: databaseSize } = statSync(database.path);
  const files: readonly TarFile[] = [
    { name: MANIFEST, size, modified, content: lines() },
    { name: DATABASE, size: databaseSize, modified, content: pagesOf(database, databaseSize) },
  ];
  const measure = await writeArchive(place, file, files, modified);
  await proveReadable(place, file + PART);
  putInPlace(pathIn(place.folder, file));
  return knownSnapshot(name, manifest, measure);
}

/** Throws `backup.file_damaged` when an archive of a snapshot cannot be read to its end, or has no whole manifest. */
async function proveReadable(place: BackupPlace, file: string): Promise<void> {
  let isWhole = false;
  for await (const entry of readArchive(place, file)) {
    if (entry.name === MANIFEST) isWhole = (await readManifest(entry.content, () => undefined)) !== null;
    else for await (const _ of entry.content);
  }
  if (!isWhole) throw new Problem('backup.file_damaged', { file });
}

function pagesOf({ path, key }: CopiedDatabase, size: number): Feed {
  return key === null ? pieces({ kind: 'file', path, size }) : decryptedPages(path, key);
}
