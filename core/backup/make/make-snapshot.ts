import { join } from 'node:path';
import { makeWorkFolder, removeWorkFolder } from '../../ground/work-folders.ts';
import type { BackupReport } from '../../model/backup.ts';
import { BackupIndex } from '../../store/backup-index.ts';
import { checkFiles } from '../check/check-files.ts';
import { Findings } from '../findings.ts';
import { readCatalog, writeLatest } from '../folder/catalog.ts';
import { newSnapshotName, SNAPSHOTS } from '../folder/layout.ts';
import type { NewManifest } from '../folder/manifest.ts';
import { sizeOfBackup } from '../folder/space.ts';
import { loadBase } from './base.ts';
import type { BackupJob } from './job.ts';
import { removeOld } from './remove-old.ts';
import { storeFiles } from './store-files.ts';
import { writeSnapshot } from './write-snapshot.ts';

/**
 * Makes a snapshot of a workspace, which may be in use. Checks the backup's own files first: what a damaged volume had is
 * stored again. Throws `backup.*` and `store.*` problems, and the signal's reason. Whatever happens, earlier snapshots
 * are as they were, and the next run uses the volumes that this one has completed.
 */
export async function makeSnapshot(job: BackupJob): Promise<BackupReport> {
  const { place, workspace, onProgress } = job;
  const findings = new Findings();
  const catalog = await readCatalog(place);
  const sequence = (catalog.snapshots.at(-1)?.sequence ?? 0) + 1;
  onProgress({ step: 'checking', done: 0, total: 0 });
  const checked = await checkFiles(place, catalog, sequence);
  findings.addAll(checked.findings);
  const work = makeWorkFolder(join(workspace, 'incoming'), 'backup');
  try {
    const index = new BackupIndex(join(work, 'index.sqlite'));
    try {
      const base = await loadBase(place, catalog, checked, index);
      const stored = await storeFiles(job, base, index, work);
      findings.addAll(stored.faults);
      const name = newSnapshotName(
        job.at,
        new Set([...catalog.snapshots.map((one) => one.name), ...catalog.unreadable]),
      );
      onProgress({ step: 'snapshot', done: 0, total: 0 });
      const database = { path: stored.copy, key: job.keys?.database ?? null };
      const manifest: NewManifest = {
        workspaceId: job.workspaceId,
        at: job.at.toISOString(),
        sequence: base.sequence,
        isEncrypted: job.keys !== null,
        ...stored.contents,
      };
      const snapshot = await writeSnapshot(place, name, manifest, index, database);
      const snapshots = [...catalog.snapshots, snapshot];
      writeLatest(place.folder, { snapshots, volumes: stored.volumes });
      const removed = removeOld(place.folder, { ...catalog, snapshots, volumes: stored.volumes });
      const { files, bytes } = index.totals();
      return {
        folder: place.folder,
        snapshot: name,
        at: manifest.at,
        submissions: manifest.forms.reduce((sum, form) => sum + form.submissions, 0),
        files,
        fileBytes: bytes,
        ...stored.added,
        bytes: sizeOfBackup(place.folder),
        snapshots: snapshots.length - removed.filter((file) => file.startsWith(SNAPSHOTS)).length,
        removed,
        isProved: stored.isComplete,
        findings: findings.all(),
      };
    } finally {
      index.close();
    }
  } finally {
    removeWorkFolder(work);
  }
}
