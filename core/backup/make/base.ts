import type { BackupIndex } from '../../store/backup-index.ts';
import type { CheckedFiles } from '../check/check-files.ts';
import type { BackupPlace } from '../folder/archive.ts';
import { type Catalog, type KnownVolume, readSnapshot, volumesOf } from '../folder/catalog.ts';
import { pathIn, VOLUMES, volumeNumber } from '../folder/layout.ts';
import { namesIn } from '../folder/stray-files.ts';
import { adoptVolumes } from './adopt.ts';

/** What a new snapshot builds on. */
export interface Base {
  /** All volumes that may be named, with those of interrupted runs. */
  readonly volumes: ReadonlyMap<number, KnownVolume>;
  /** The number for the next volume. No number is used twice. */
  readonly nextVolume: number;
  /** The sequence number for the next snapshot. */
  readonly sequence: number;
}

/**
 * Adds to the index what the backup has: from volumes that interrupted runs have completed, and from the newest snapshot
 * that can be read. What is in a damaged volume does not count, so that it is stored again.
 */
export async function loadBase(
  place: BackupPlace,
  catalog: Catalog,
  checked: Pick<CheckedFiles, 'volumes'>,
  index: Pick<BackupIndex, 'addArchived'>,
): Promise<Base> {
  const there = namesIn(pathIn(place.folder, VOLUMES)).flatMap((name) => volumeNumber(name) ?? []);
  const named = new Set(catalog.snapshots.flatMap(volumesOf));
  const left = there.filter((number) => !named.has(number) && !catalog.volumes.has(number));
  const adopted = await adoptVolumes(
    place,
    left.toSorted((a, b) => a - b),
    index,
  );
  for (const snapshot of catalog.snapshots.toReversed()) {
    const header = await readSnapshot(place, snapshot.name, (file) => {
      if (!checked.volumes.has(file.volume)) index.addArchived(file);
    });
    if (header !== null) break;
  }
  const volumes = new Map(catalog.volumes);
  for (const volume of adopted) volumes.set(volume.number, volume);
  const newest = catalog.snapshots[catalog.snapshots.length - 1];
  return {
    volumes,
    nextVolume: Math.max(0, ...there, ...named) + 1,
    sequence: (newest?.sequence ?? 0) + 1,
  };
}
