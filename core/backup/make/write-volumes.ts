import { createHash, hash } from 'node:crypto';
import { Breath } from '../../ground/breath.ts';
import { rmSync } from '../../ground/patient-files.ts';
import { isProblem, type ProblemData, problemData } from '../../ground/problem.ts';
import { PART, putInPlace } from '../../ground/write-durably.ts';
import { pieces, readWhole } from '../../model/content.ts';
import type { BackupIndex, NamedFile } from '../../store/backup-index.ts';
import { SeenNames } from '../containers/tar-names.ts';
import { type TarFile, tarSize } from '../containers/tar-write.ts';
import { type BackupPlace, writeArchive } from '../folder/archive.ts';
import type { KnownVolume } from '../folder/catalog.ts';
import { pathIn, volumeFile } from '../folder/layout.ts';
import { faultOf, type WorkspaceFiles } from '../workspace-files.ts';

/** The largest size of a volume, unless it has a single file that is larger. */
export const VOLUME_BYTES = 1024 ** 3;
/** More files would need too much memory while their volume is written. */
const MOST_FILES = 20_000;
/** A file of this size is read before its place in the volume begins, so that its errors cost nothing else. */
const SMALL = 256 * 1024;

/** What the files that are not in a volume yet are written from, and who hears of it. */
export interface VolumeJob {
  readonly place: BackupPlace;
  readonly files: WorkspaceFiles;
  readonly index: BackupIndex;
  /** The number of the first new volume. */
  readonly first: number;
  readonly at: Date;
  readonly volumeBytes: number;
  /** Called with the bytes of each file that is in its volume. */
  readonly onStored: (bytes: number) => void;
  /** A file that could not be read. It is left out. */
  readonly onFault: (path: string, problem: ProblemData) => void;
}

/** Writes all pending files of the index into new volumes, each in its place when it is whole. Returns the volumes. */
export async function writeVolumes(job: VolumeJob): Promise<readonly KnownVolume[]> {
  const written: KnownVolume[] = [];
  // Two names that some disks take for one may not be in one volume: the later one waits for the next round.
  for (let before = -1; written.length > before; ) {
    before = written.length;
    for await (const batch of batches(job)) {
      const volume = await writeVolume(job, job.first + written.length, batch);
      if (volume !== null) written.push(volume);
    }
  }
  return written;
}

/** The pending files, in amounts that make a volume each. */
async function* batches(job: VolumeJob): AsyncGenerator<readonly NamedFile[]> {
  let batch: NamedFile[] = [];
  let bytes = 0;
  let names = new SeenNames();
  const breath = new Breath(job.place.signal);
  for (const file of job.index.pending()) {
    await breath.take();
    const size = tarSize({ name: file.path, size: file.size });
    if (batch.length > 0 && (bytes + size > job.volumeBytes || batch.length >= MOST_FILES)) {
      yield batch;
      batch = [];
      bytes = 0;
      names = new SeenNames();
    }
    if (!names.add(file.path)) continue;
    batch.push(file);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Writes one volume. A file that cannot be read is left out. Null when no file is left. */
async function writeVolume(
  job: VolumeJob,
  number: number,
  batch: readonly NamedFile[],
): Promise<KnownVolume | null> {
  const { place, index, at } = job;
  const left = new Set(batch);
  const file = volumeFile(number);
  for (;;) {
    const hashes = new Map<NamedFile, string>();
    const reading: { file: NamedFile | null } = { file: null };
    const fail = (failed: NamedFile, problem: ProblemData): void => {
      left.delete(failed);
      index.leaveOut(failed.path);
      job.onFault(failed.path, problem);
    };
    async function* files(): AsyncGenerator<TarFile> {
      for (const next of [...left]) {
        const { path: name, size } = next;
        const modified = new Date(next.modified * 1000);
        if (size <= SMALL) {
          const bytes = smallFile(job, next, fail);
          if (bytes === null) continue;
          hashes.set(next, hash('sha256', bytes));
          yield { name, size, modified, content: [bytes] };
        } else {
          reading.file = next;
          const content = contentOf(job, next, (sha256) => hashes.set(next, sha256));
          yield { name, size, modified, content };
          reading.file = null;
        }
      }
    }
    try {
      const measure = await writeArchive(place, file, files(), at);
      if (hashes.size === 0) {
        rmSync(pathIn(place.folder, file + PART), { force: true });
        return null;
      }
      putInPlace(pathIn(place.folder, file));
      for (const [{ path, size }, sha256] of hashes) {
        index.place(path, number, sha256);
        job.onStored(size);
      }
      return { number, ...measure };
    } catch (error) {
      const { file: failed } = reading;
      if (failed === null) throw error;
      if (!isProblem(error)) fail(failed, faultOf(error, failed.path));
      else if (error.code === 'backup.file_changed') fail(failed, error.data);
      else throw error;
    }
  }
}

/** All bytes of a small file; null when it cannot be read. */
function smallFile(
  { files }: VolumeJob,
  file: NamedFile,
  fail: (file: NamedFile, problem: ProblemData) => void,
): Uint8Array | null {
  try {
    const bytes = readWhole(files.content(file));
    if (bytes.length === file.size) return bytes;
    fail(file, problemData('backup.file_changed', { file: file.path }));
  } catch (error) {
    fail(file, faultOf(error, file.path));
  }
  return null;
}

/** The bytes of a file, and its hash when all were read. */
function* contentOf(
  { files }: VolumeJob,
  file: NamedFile,
  onHash: (sha256: string) => void,
): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const piece of pieces(files.content(file))) {
    hash.update(piece);
    yield piece;
  }
  onHash(hash.digest('hex'));
}
