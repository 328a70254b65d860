import { isProblem, problemData } from '../../ground/problem.ts';
import type { BackupFinding } from '../../model/backup.ts';
import { type BackupPlace, measureFile } from '../folder/archive.ts';
import { type Catalog, LOST, sizeIn, volumesOf } from '../folder/catalog.ts';
import { pathIn, snapshotFile, volumeFile } from '../folder/layout.ts';

/** What a check of the backup's own files has found. */
export interface CheckedFiles {
  /** Volumes that are not as they were written. */
  readonly volumes: ReadonlySet<number>;
  readonly snapshots: ReadonlySet<string>;
  readonly findings: readonly BackupFinding[];
}

/** Into how many parts a backup is divided. Each run reads one of them. */
const PARTS = 30;

/**
 * Checks that all volumes and snapshots are there and as large as they were, and reads some of them whole: of 30 parts
 * the one whose turn it is, so that nightly runs read everything in a month. `turn` null reads none. Throws `backup.*`
 * when the disk fails as a whole, and the signal's reason.
 */
export async function checkFiles(
  place: BackupPlace,
  catalog: Catalog,
  turn: number | null,
): Promise<CheckedFiles> {
  const isTurnOf = (number: number): boolean => turn !== null && number % PARTS === turn % PARTS;
  const volumes = new Set<number>();
  const snapshots = new Set<string>();
  const findings: BackupFinding[] = [];
  const isGood = async (
    file: string,
    wanted: { readonly bytes: number; readonly sha256: string },
    isItsTurn: boolean,
  ): Promise<boolean> => {
    const fault = await faultOf(place, file, wanted, isItsTurn);
    if (fault === null) return true;
    findings.push({ ...problemData(fault, { file: pathIn(place.folder, file) }), file });
    return false;
  };
  for (const number of new Set(catalog.snapshots.flatMap(volumesOf))) {
    const known = catalog.volumes.get(number);
    const wanted = known ?? { bytes: -1, sha256: '' };
    if (!(await isGood(volumeFile(number), wanted, isTurnOf(number)))) volumes.add(number);
  }
  for (const snapshot of catalog.snapshots) {
    const file = snapshotFile(snapshot.name);
    if (!(await isGood(file, snapshot, isTurnOf(snapshot.sequence)))) snapshots.add(snapshot.name);
  }
  for (const name of catalog.unreadable) {
    const file = snapshotFile(name);
    findings.push({ ...problemData('backup.file_damaged', { file: pathIn(place.folder, file) }), file });
  }
  return { volumes, snapshots, findings };
}

/** What is wrong with a file of the backup; null: nothing. Its bytes are read if `isRead`. */
async function faultOf(
  { folder, signal }: BackupPlace,
  file: string,
  wanted: { readonly bytes: number; readonly sha256: string },
  isRead: boolean,
): Promise<'backup.file_missing' | 'backup.file_damaged' | null> {
  const size = sizeIn(folder, file);
  if (size === null) return 'backup.file_missing';
  if (size !== wanted.bytes) return 'backup.file_damaged';
  if (!isRead) return null;
  try {
    const { sha256 } = await measureFile(folder, file, signal);
    return sha256 === wanted.sha256 ? null : 'backup.file_damaged';
  } catch (error) {
    if (isProblem(error) && LOST.has(error.code)) return 'backup.file_damaged';
    throw error;
  }
}
