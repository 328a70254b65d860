import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { rmSync } from '../../ground/patient-files.ts';
import { Problem, problemData } from '../../ground/problem.ts';
import type { BackupProgress, DrillReport } from '../../model/backup.ts';
import { pieces } from '../../model/content.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import { ExpectedFiles } from '../../store/expected-files.ts';
import { Findings } from '../findings.ts';
import type { BackupPlace } from '../folder/archive.ts';
import { type KnownSnapshot, readCatalog, volumesOf } from '../folder/catalog.ts';
import { requireBackup } from '../folder/folder.ts';
import { DATABASE, snapshotFile, volumeFile } from '../folder/layout.ts';
import { openPlace } from '../folder/open-place.ts';
import { restoreDatabase } from '../restore/restore-database.ts';
import { restoreVolume } from '../restore/restore-files.ts';
import { WorkspaceFiles } from '../workspace-files.ts';

export interface DrillRequest {
  readonly place: BackupPlace;
  /** An empty folder in the workspace. */
  readonly work: string;
  /** The keys of the workspace: what is restored is encrypted as the workspace is. */
  readonly keys: WorkspaceKeys | null;
  /** Chooses what is restored: another number takes other volumes. */
  readonly turn: number;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** How many volumes a drill restores, with all their files that the snapshot names. */
const VOLUMES = 3;

/**
 * Restores the newest snapshot into a temporary folder, as after a loss: the whole database, which is then checked and
 * counted, and the files of some volumes, which are then read back. Throws `backup.*` problems, the file system's errors
 * of the work folder, and the signal's reason.
 */
export async function drill(request: DrillRequest): Promise<DrillReport> {
  const { work, keys, turn, onProgress } = request;
  requireBackup(request.place.folder);
  const place = await openPlace(request.place);
  const { snapshots } = await readCatalog(place);
  const newest = snapshots[snapshots.length - 1];
  if (newest === undefined) throw new Problem('backup.no_snapshot', { folder: place.folder });
  const findings = new Findings();
  const expected = new ExpectedFiles(join(work, 'expected.sqlite'));
  const path = join(work, DATABASE);
  const placeOf = (name: string): string => (keys === null ? name : hiddenPlace(name, keys.files.names));
  onProgress({ step: 'proving', done: 0, total: 0 });
  try {
    const chosen = chosenVolumes(newest, turn);
    const target = { kind: 'file', path, key: keys?.database ?? null } as const;
    const { header, problem } = await restoreDatabase(place, newest.name, target, (file) => {
      if (chosen.has(file.volume)) expected.add(file);
    });
    rmSync(path, { force: true });
    if (problem !== null) findings.add(snapshotFile(newest.name), problem);
    for (const volume of expected.volumes()) {
      const files = {
        folder: work,
        key: keys?.files.content ?? null,
        temporary: join(work, 'file'),
        placeOf,
        onBytes: () => undefined,
      };
      const fault = await restoreVolume(place, volume, expected, files);
      if (fault !== null) findings.add(volumeFile(volume), fault);
    }
    const restored = new WorkspaceFiles(work, keys?.files ?? null);
    let compared = 0;
    for (const file of expected.met()) {
      compared += 1;
      if (hashOf(restored, { ...file, path: placeOf(file.path) }) !== file.sha256) {
        findings.add(file.path, problemData('store.file_changed', { file: file.path }));
      }
      place.signal.throwIfAborted();
    }
    for (const { path: name, volume } of expected.unmet()) {
      findings.add(name, problemData('backup.file_lost', { file: name, volume: volumeFile(volume) }));
    }
    return {
      folder: place.folder,
      snapshot: newest.name,
      submissions: header?.forms.reduce((sum, form) => sum + form.submissions, 0) ?? 0,
      files: compared,
      findings: findings.all(),
    };
  } finally {
    expected.close();
  }
}

/** The numbers of the volumes whose turn it is. */
function chosenVolumes(snapshot: KnownSnapshot, turn: number): ReadonlySet<number> {
  const all = volumesOf(snapshot);
  return new Set(Array.from({ length: VOLUMES }, (_, i) => all[(turn * VOLUMES + i) % all.length] ?? 0));
}

/** A snapshot from before the workspace was encrypted has readable names. They may not come back. */
function hiddenPlace(name: string, key: KeyObject): string {
  const hidden = createHmac('sha256', key).update(name).digest('hex');
  return `files/${hidden.slice(0, 2)}/${hidden}`;
}

/** The hash of a restored file, as it is read from the disk. */
function hashOf(files: WorkspaceFiles, file: ArchivedFile): string {
  const hash = createHash('sha256');
  for (const piece of pieces(files.content(file))) hash.update(piece);
  return hash.digest('hex');
}
