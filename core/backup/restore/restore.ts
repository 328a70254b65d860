import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { flushFolder, flushTree } from '../../ground/flush-to-disk.ts';
import { isInside } from '../../ground/is-inside.ts';
import { renameSync } from '../../ground/patient-files.ts';
import { Problem, problemData } from '../../ground/problem.ts';
import { storeProblem } from '../../ground/store-problem.ts';
import { makeWorkFolder, removeWorkFolder } from '../../ground/work-folders.ts';
import type { BackupProgress, RestoreReport } from '../../model/backup.ts';
import type { WorkspaceKeys } from '../../model/workspace-keys.ts';
import { ExpectedFiles } from '../../store/expected-files.ts';
import { type LostFile, noteLostFiles } from '../../store/lost-files.ts';
import { RestoredPlaces } from '../../store/restored-places.ts';
import { RESTORING } from '../../store/unfinished-restore.ts';
import { Findings } from '../findings.ts';
import type { BackupPlace } from '../folder/archive.ts';
import { readCatalog, readSnapshot } from '../folder/catalog.ts';
import { requireBackup } from '../folder/folder.ts';
import { DATABASE, snapshotFile, volumeFile } from '../folder/layout.ts';
import type { ManifestHeader } from '../folder/manifest.ts';
import { openPlace } from '../folder/open-place.ts';
import { requireSpace } from '../folder/space.ts';
import { restoreDatabase } from './restore-database.ts';
import { restoreVolume } from './restore-files.ts';
import { beginIn, endIn, requireFree } from './unfinished.ts';

export interface RestoreRequest {
  readonly place: BackupPlace;
  /** The folder for the restored workspace: new or empty, or left by an interrupted restore. */
  readonly to: string;
  /** null: the newest that can be read. */
  readonly snapshot: string | null;
  /**
   * Makes the keys of the restored workspace, and its key file in this folder; null for a plain workspace. With keys,
   * nothing is on the disk as it is at any moment, whatever the workspace was.
   */
  readonly makeKeys: ((folder: string) => Promise<WorkspaceKeys>) | null;
  /** Whether somebody has said that what was encrypted may be plain. */
  readonly mayBePlain: boolean;
  readonly onProgress: (progress: BackupProgress) => void;
}

/**
 * Restores a snapshot into a folder, which is then a workspace. What is in damaged volumes is left out and reported; if
 * the newest snapshot is damaged itself, the one before it is restored, and that is reported too. When it is interrupted,
 * the folder says so, is refused as a workspace, and the same restore can be started again. Throws `backup.*` and
 * `store.*` problems, what `makeKeys` throws, and the signal's reason.
 */
export async function restore(typed: RestoreRequest): Promise<RestoreReport> {
  const { to } = typed;
  const { folder } = typed.place;
  requireBackup(folder);
  if (isInside(to, folder) || isInside(folder, to)) {
    throw new Problem('backup.folder_inside', { folder, workspace: to });
  }
  requireFree(to);
  const place = await openPlace(typed.place);
  const request = { ...typed, place };
  const names = await candidates(request);
  requireChosen(request, await firstReadable(place, names));
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    beginIn(to);
    const keys = (await request.makeKeys?.(to)) ?? null;
    const work = makeWorkFolder(join(to, 'incoming'), 'backup');
    try {
      const report = await restoreInto(request, names, keys, work);
      // With its database it is a workspace: a power cut must take nothing from it then.
      for (const name of ['files', 'ciphertext'].map((one) => join(to, one))) {
        if (existsSync(name)) await flushTree(name, place.signal);
      }
      renameSync(join(to, RESTORING), join(to, DATABASE));
      flushFolder(to);
      endIn(to);
      return report;
    } finally {
      removeWorkFolder(work);
    }
  } catch (error) {
    throw storeProblem(error, to);
  }
}

/** The snapshots that may be restored: the one that was asked for, or all, the newest first. */
async function candidates({ place, snapshot }: RestoreRequest): Promise<readonly string[]> {
  const { snapshots, unreadable } = await readCatalog(place);
  const there = [...snapshots.map(({ name }) => name), ...unreadable];
  if (snapshot !== null) {
    const name = snapshot.replace(/\.zip$/, '');
    if (!there.includes(name))
      throw new Problem('backup.snapshot_unknown', { folder: place.folder, snapshot });
    return [name];
  }
  // A snapshot that cannot be read has only its name to tell when it was made.
  const known = snapshots.toReversed();
  return [...unreadable.filter((name) => name > (known[0]?.name ?? '')), ...known.map(({ name }) => name)];
}

async function firstReadable(place: BackupPlace, names: readonly string[]): Promise<ManifestHeader> {
  for (const name of names) {
    const header = await readSnapshot(place, name, () => undefined);
    if (header !== null) return header;
  }
  if (names.length === 1) throw new Problem('backup.file_damaged', { file: snapshotFile(names[0] ?? '') });
  throw new Problem('backup.no_snapshot', { folder: place.folder });
}

/** Throws `backup.how_to_restore` for a snapshot that was encrypted, unless somebody has said what it shall be. */
function requireChosen(
  { place, makeKeys, mayBePlain }: RestoreRequest,
  { isEncrypted }: Pick<ManifestHeader, 'isEncrypted'>,
): void {
  if (!isEncrypted || makeKeys !== null || mayBePlain) return;
  throw new Problem('backup.how_to_restore', { folder: place.folder });
}

/** Restores the first of these snapshots that can be restored, under temporary names where they count. */
async function restoreInto(
  request: RestoreRequest,
  names: readonly string[],
  keys: WorkspaceKeys | null,
  work: string,
): Promise<RestoreReport> {
  const { place, to, snapshot: asked, onProgress } = request;
  const findings = new Findings();
  for (const [i, name] of names.entries()) {
    // The workspace may have been encrypted or decrypted between this snapshot and a newer one that is damaged.
    const older = i === 0 ? null : await readSnapshot(place, name, () => undefined);
    if (older !== null) requireChosen(request, older);
    const expected = new ExpectedFiles(join(work, `expected-${i}.sqlite`));
    try {
      const path = join(to, RESTORING);
      onProgress({ step: 'database', done: 0, total: 0 });
      const target = { kind: 'file', path, key: keys?.database ?? null } as const;
      const restored = await restoreDatabase(place, name, target, (file) => expected.add(file));
      if (restored.problem !== null) {
        if (asked !== null) throw new Problem(restored.problem.code, restored.problem.params as never);
        findings.add(snapshotFile(name), restored.problem);
        continue;
      }
      if (i > 0) {
        const damaged = names[0] ?? '';
        findings.add(
          snapshotFile(damaged),
          problemData('backup.older_restored', { snapshot: name, damaged }),
        );
      }
      const { files: count, bytes: total } = expected.totals();
      requireSpace(to, total);
      let done = 0;
      const places = keys === null || restored.header.isEncrypted ? null : placesIn(work, path, keys);
      let lost = 0;
      try {
        const files = {
          folder: to,
          key: keys?.files.content ?? null,
          temporary: join(work, 'file'),
          placeOf: (name: string, md5: string) => (places === null ? name : places.placeOf(name, md5)),
          onBytes: (count: number) => {
            done += count;
            onProgress({ step: 'restoring', done, total });
          },
        };
        for (const volume of expected.volumes()) {
          const problem = await restoreVolume(place, volume, expected, files);
          if (problem !== null) findings.add(volumeFile(volume), problem);
        }
        places?.rename();
        lost = lostFiles(expected, findings);
        if (lost > 0) noteLostFiles(path, keys?.database ?? null, namedLost(expected, places));
      } finally {
        places?.close();
      }
      const { at, forms } = restored.header;
      return {
        workspace: to,
        snapshot: name,
        at,
        submissions: forms.reduce((sum, form) => sum + form.submissions, 0),
        files: count - lost,
        bytes: done + statSync(path).size,
        isEncrypted: keys !== null,
        findings: findings.all(),
      };
    } finally {
      expected.close();
    }
  }
  throw new Problem('backup.no_snapshot', { folder: place.folder });
}

/** Reports the files that no volume has brought. Returns how many they are. */
function lostFiles(expected: ExpectedFiles, findings: Findings): number {
  let count = 0;
  for (const { path, volume } of namedLost(expected)) {
    count += 1;
    findings.add(path, problemData('backup.file_lost', { file: path, volume }));
  }
  return count;
}

function* namedLost(expected: ExpectedFiles, places: RestoredPlaces | null = null): Generator<LostFile> {
  for (const { path, volume } of expected.unmet()) {
    yield { path: places === null ? path : places.nowAt(path), volume: volumeFile(volume) };
  }
}

/** A backup of a plain workspace has readable names. In an encrypted one, nobody may read them. */
function placesIn(work: string, path: string, keys: WorkspaceKeys): RestoredPlaces {
  return new RestoredPlaces(join(work, 'places.sqlite'), path, keys.database, keys.files);
}
