import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { rmSync } from '../../ground/patient-files.ts';
import { problemData } from '../../ground/problem.ts';
import type { BackupCheck, BackupProgress } from '../../model/backup.ts';
import { ExpectedFiles } from '../../store/expected-files.ts';
import { Findings } from '../findings.ts';
import type { BackupPlace } from '../folder/archive.ts';
import { type Catalog, readCatalog, volumesOf } from '../folder/catalog.ts';
import { requireBackup } from '../folder/folder.ts';
import { snapshotFile, volumeFile } from '../folder/layout.ts';
import { openPlace } from '../folder/open-place.ts';
import { sizeOfBackup } from '../folder/space.ts';
import { type DatabaseTarget, restoreDatabase } from '../restore/restore-database.ts';
import { checkVolume } from '../restore/restore-files.ts';
import { checkFiles } from './check-files.ts';

const PROVED = 'proved.sqlite';

export interface VerifyRequest {
  readonly place: BackupPlace;
  /** A folder for what is needed meanwhile; null: everything is in memory. */
  readonly work: string | null;
  /** Whether the database of a plain workspace may be in that folder for a moment, as it is. Otherwise it is in memory. */
  readonly mayBePlain: boolean;
  readonly onProgress: (progress: BackupProgress) => void;
}

/**
 * Reads a whole backup: the check value of every snapshot and volume, the hash of every file that a snapshot names, and
 * every database, by SQLite's own check and its counts. Changes nothing in the backup. Throws `backup.*` when the code is
 * wrong or the disk fails, and the signal's reason.
 */
export async function verify(request: VerifyRequest): Promise<BackupCheck> {
  const { work, onProgress } = request;
  requireBackup(request.place.folder);
  const place = await openPlace(request.place);
  const catalog = await readCatalog(place);
  const findings = new Findings();
  const checked = await checkFiles(place, catalog, null);
  findings.addAll(checked.findings);
  const total = sizeOfBackup(place.folder);
  let done = 0;
  const step = (bytes: number): void => {
    done += bytes;
    onProgress({ step: 'proving', done, total });
  };
  const expected = new ExpectedFiles(work === null ? null : join(work, 'expected.sqlite'));
  try {
    for (const { name, bytes, isEncrypted } of catalog.snapshots) {
      const { problem } = await restoreDatabase(place, name, targetFor(request, isEncrypted), (file) =>
        expected.add(file),
      );
      if (work !== null) rmSync(join(work, PROVED), { force: true });
      if (problem !== null && !checked.snapshots.has(name)) findings.add(snapshotFile(name), problem);
      step(bytes);
    }
    for (const volume of expected.volumes()) {
      const problem = await checkVolume(place, volume, expected);
      if (problem !== null && !checked.volumes.has(volume)) findings.add(volumeFile(volume), problem);
      step(catalog.volumes.get(volume)?.bytes ?? 0);
    }
    for (const { path, volume } of expected.unmet()) {
      findings.add(path, problemData('backup.file_lost', { file: path, volume: volumeFile(volume) }));
    }
    return {
      folder: place.folder,
      snapshots: catalog.snapshots.length + catalog.unreadable.length,
      volumes: volumesIn(catalog),
      files: expected.totals().files,
      bytes: total,
      findings: findings.all(),
    };
  } finally {
    expected.close();
  }
}

function volumesIn({ snapshots }: Catalog): number {
  return new Set(snapshots.flatMap(volumesOf)).size;
}

function targetFor({ work, mayBePlain }: VerifyRequest, isEncrypted: boolean): DatabaseTarget {
  if (work === null || !(isEncrypted || mayBePlain)) return { kind: 'memory' };
  // What was encrypted in the workspace is so here too, under a key that nobody else has.
  const key = isEncrypted ? createSecretKey(randomBytes(32)) : null;
  return { kind: 'file', path: join(work, PROVED), key };
}
