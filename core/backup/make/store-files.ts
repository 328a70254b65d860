import { statSync } from 'node:fs';
import { join } from 'node:path';
import { rmSync } from '../../ground/patient-files.ts';
import type { ProblemData } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import type { BackupFinding, BackupReport } from '../../model/backup.ts';
import type { BackupIndex } from '../../store/backup-index.ts';
import { copyDatabase } from '../../store/copy-database.ts';
import { DatabaseCopy } from '../../store/database-copy.ts';
import { Findings } from '../findings.ts';
import type { KnownVolume } from '../folder/catalog.ts';
import { DATABASE } from '../folder/layout.ts';
import type { NewManifest } from '../folder/manifest.ts';
import { requireSpace } from '../folder/space.ts';
import { WorkspaceFiles } from '../workspace-files.ts';
import type { Base } from './base.ts';
import type { BackupJob } from './job.ts';
import { compareDoubted, nameFiles } from './name-files.ts';
import { VOLUME_BYTES, writeVolumes } from './write-volumes.ts';

/** A copy of the database, whose files are all in volumes. */
export interface StoredFiles {
  /** The path of the copy. */
  readonly copy: string;
  readonly contents: Pick<NewManifest, 'database' | 'forms' | 'missing' | 'volumes'>;
  readonly volumes: ReadonlyMap<number, KnownVolume>;
  readonly added: Pick<BackupReport, 'newFiles' | 'newBytes' | 'newVolumes'>;
  readonly faults: readonly BackupFinding[];
  /** Whether the backup has every file that the workspace has. */
  readonly isComplete: boolean;
}

/** A workspace whose files are replaced while they are read is read again, at most this many times. */
const MOST_COPIES = 3;
/** When more are missing, nobody has replaced them. */
const MOST_REPLACED = 10_000;
/** Bytes of a file's line in the manifest. */
const LINE = 300;

/**
 * Copies the database into the work folder, and stores the files that it names and no volume has. A file that is replaced
 * by a pull before it was read is named by no later copy: then the database is copied again.
 */
export async function storeFiles(
  job: BackupJob,
  base: Base,
  index: BackupIndex,
  work: string,
): Promise<StoredFiles> {
  const { place, keys, workspace, onProgress } = job;
  const { signal } = place;
  const files = new WorkspaceFiles(workspace, keys?.files ?? null);
  const volumes = new Map(base.volumes);
  const added = { newFiles: 0, newBytes: 0, newVolumes: 0 };
  let nextVolume = base.nextVolume;
  for (let tries = 1; ; tries += 1) {
    onProgress({ step: 'database', done: 0, total: 0 });
    const copy = join(work, `${tries}-${DATABASE}`);
    await copyOf(job, copy);
    const database = new DatabaseCopy(copy, keys?.database ?? null);
    const faults = new Findings();
    const missing: string[] = [];
    let isComplete = true;
    const onFault = (path: string, problem: ProblemData, isArchived: boolean): void => {
      faults.add(path, problem);
      if (isArchived) return;
      if (problem.code !== 'store.file_missing') isComplete = false;
      if (missing.length < MOST_REPLACED) missing.push(path);
    };
    try {
      index.unnameAll();
      await nameFiles(database.files(), files, index, signal, onFault);
      await compareDoubted(files, index, signal, onFault);
      const { files: count, pendingBytes: total } = index.totals();
      requireSpace(place.folder, total + statSync(copy).size + count * LINE);
      let done = 0;
      onProgress({ step: 'files', done, total });
      const written = await writeVolumes({
        place,
        files,
        index,
        first: nextVolume,
        at: job.at,
        volumeBytes: job.volumeBytes ?? VOLUME_BYTES,
        onStored: (bytes) => {
          done += bytes;
          added.newFiles += 1;
          added.newBytes += bytes;
          onProgress({ step: 'files', done, total });
        },
        onFault: (path, problem) => onFault(path, problem, false),
      });
      for (const volume of written) volumes.set(volume.number, volume);
      nextVolume += written.length;
      added.newVolumes += written.length;
      if (tries < MOST_COPIES && isReplaced(job, missing)) continue;
      return {
        copy,
        contents: {
          database: { name: DATABASE, size: statSync(copy).size, format: database.format() },
          forms: [...database.counts()],
          missing,
          volumes: index.volumes().flatMap((number) => volumes.get(number) ?? []),
        },
        volumes,
        added,
        faults: faults.all(),
        isComplete,
      };
    } finally {
      database.close();
    }
  }
}

async function copyOf({ workspace, keys }: BackupJob, copy: string): Promise<void> {
  const path = join(workspace, DATABASE);
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  requireSpace(workspace, statSync(path).size + log);
  try {
    await copyDatabase(path, keys?.database ?? null, copy);
  } catch (error) {
    rmSync(copy, { force: true });
    throw storeProblem(error, workspace);
  }
}

/** Whether the workspace does not name one of these files any more. */
function isReplaced({ workspace, keys }: BackupJob, missing: readonly string[]): boolean {
  if (missing.length === 0 || missing.length >= MOST_REPLACED) return false;
  const left = new Set(missing);
  const database = new DatabaseCopy(join(workspace, DATABASE), keys?.database ?? null);
  try {
    for (const path of database.files()) left.delete(path);
    return left.size > 0;
  } finally {
    database.close();
  }
}
