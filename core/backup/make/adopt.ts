import { isProblem } from '../../ground/problem.ts';
import type { ArchivedFile, BackupIndex } from '../../store/backup-index.ts';
import { measured } from '../containers/measured.ts';
import { type BackupPlace, measureFile, readArchive } from '../folder/archive.ts';
import { type KnownVolume, LOST } from '../folder/catalog.ts';
import { volumeFile } from '../folder/layout.ts';

/**
 * Takes over the volumes that interrupted runs have completed and no snapshot names: reads each whole, and adds its files
 * to the index. Returns those that are good.
 */
export async function adoptVolumes(
  place: BackupPlace,
  numbers: readonly number[],
  index: Pick<BackupIndex, 'addArchived'>,
): Promise<readonly KnownVolume[]> {
  const adopted: KnownVolume[] = [];
  for (const number of numbers) {
    const files = await filesOf(place, number);
    if (files === null) continue;
    const { bytes, sha256 } = await measureFile(place.folder, volumeFile(number), place.signal);
    for (const file of files) index.addArchived(file);
    adopted.push({ number, bytes, sha256 });
  }
  return adopted;
}

/** The files of a volume; null when it is damaged. A volume has at most some ten thousand. */
async function filesOf(place: BackupPlace, volume: number): Promise<readonly ArchivedFile[] | null> {
  const files: ArchivedFile[] = [];
  try {
    for await (const { name, size, modified, content } of readArchive(place, volumeFile(volume))) {
      let sha256 = '';
      for await (const _ of measured(content, (measure) => {
        sha256 = measure.sha256;
      }));
      files.push({ path: name, size, modified: Math.trunc(modified.getTime() / 1000), volume, sha256 });
    }
    return files;
  } catch (error) {
    if (isProblem(error) && LOST.has(error.code)) return null;
    throw error;
  }
}
