import { rmSync } from '../../ground/patient-files.ts';
import { type Catalog, volumesOf, writeLatest } from '../folder/catalog.ts';
import {
  pathIn,
  SNAPSHOTS,
  snapshotFile,
  snapshotOf,
  VOLUMES,
  volumeFile,
  volumeNumber,
} from '../folder/layout.ts';
import { namesIn } from '../folder/stray-files.ts';
import { snapshotsToKeep } from './retention.ts';

/**
 * Removes the snapshots that are no longer kept, and the volumes that no snapshot names. latest.json must be on the disk
 * already, with all snapshots. While a snapshot cannot be read, nobody knows what it names: then all volumes stay.
 * Returns the names of what was removed.
 */
export function removeOld(folder: string, catalog: Catalog): readonly string[] {
  const kept = snapshotsToKeep(catalog.snapshots);
  const names = new Set(kept.map(({ name }) => name));
  const removed: string[] = [];
  const remove = (file: string): void => {
    rmSync(pathIn(folder, file), { force: true });
    removed.push(file);
  };
  // First it is said that they are gone: what is then left of them is swept by a later run.
  if (kept.length < catalog.snapshots.length) writeLatest(folder, { ...catalog, snapshots: kept });
  for (const { name } of catalog.snapshots) if (!names.has(name)) remove(snapshotFile(name));
  if (catalog.unreadable.length > 0) return removed;
  const there = namesIn(pathIn(folder, SNAPSHOTS)).flatMap((file) => snapshotOf(file) ?? []);
  if (there.some((name) => !names.has(name))) return removed;
  const named = new Set(kept.flatMap(volumesOf));
  for (const file of namesIn(pathIn(folder, VOLUMES))) {
    const number = volumeNumber(file);
    if (number !== null && !named.has(number)) remove(volumeFile(number));
  }
  return removed;
}
