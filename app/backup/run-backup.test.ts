// Covers app/backup/backup-code.ts, app/backup/backup-state.ts,
// app/backup/restore-backup.ts, app/backup/restore-drill.ts, app/backup/verify-backup.ts,
// core/backup/make/adopt.ts, core/backup/folder/archive.ts, core/backup/make/back-up.ts,
// core/backup/make/base.ts, core/backup/folder/catalog.ts, core/backup/check/check-files.ts,
// core/backup/make/claim.ts, core/backup/check/drill.ts, core/backup/findings.ts,
// core/backup/folder/folder-lock.ts, core/backup/folder/folder.ts, core/backup/folder/key-file.ts,
// core/backup/known-backups.ts, core/backup/folder/layout.ts, core/backup/make/make-snapshot.ts,
// core/backup/make/name-files.ts, core/backup/folder/open-place.ts, core/backup/readme/ar.ts, core/backup/readme/en.ts,
// core/backup/readme/es.ts, core/backup/readme/fr.ts, core/backup/readme/pt.ts, core/backup/readme/readme.ts,
// core/backup/readme/sw.ts, core/backup/make/remove-old.ts, core/backup/restore/restore-database.ts,
// core/backup/restore/restore-files.ts, core/backup/restore/restore.ts, core/backup/folder/space.ts, core/backup/make/store-files.ts,
// core/backup/folder/stray-files.ts, core/backup/restore/unfinished.ts, core/backup/check/verify.ts,
// core/backup/workspace-files.ts, core/backup/make/write-snapshot.ts, core/backup/make/write-volumes.ts,
// core/store/backup-identity.ts, core/store/backup-index.ts,
// core/store/database-copy.ts, core/store/expected-files.ts, core/store/scratch-database.ts,
// core/store/unfinished-restore.ts.
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dumpWorkspace } from '../../cli/testing/dump.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { areEncrypted, plainBytes, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { backupStates, backupSummary } from './backup-state.ts';
import { BackedUp, ports, sampleKeys } from './testing/backed-up.ts';
import { verifyBackup } from './verify-backup.ts';

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

const volumesIn = (folder: string): readonly string[] => readdirSync(join(folder, 'volumes')).toSorted();

/** What a disk shows of a file: it is the same as long as nobody writes the file. */
const stampOf = (path: string): string => JSON.stringify([statSync(path).mtimeMs, statSync(path).size]);

test('a backup holds the whole workspace, tells its code once, and grows by what is new', async () => {
  const workspace = await backedUp.filled();
  const folder = backedUp.newFolder();
  const told: Secret[] = [];
  const tellCode = (code: Secret): void => void told.push(code);
  const first = await backedUp.backUp(workspace, folder, { tellCode });
  expect(first).toMatchObject({ submissions: 40, snapshots: 1, isProved: true, findings: [] });
  expect(first.files).toBeGreaterThan(10);
  expect(first.newFiles).toBe(first.files);
  expect(first.newVolumes).toBeGreaterThan(2);
  const stamps = volumesIn(folder).map((name) => stampOf(join(folder, 'volumes', name)));

  const second = await backedUp.backUp(workspace, folder, { tellCode });
  expect(second).toMatchObject({ files: first.files, newFiles: 0, newVolumes: 0, snapshots: 2 });
  await backedUp.spaces.fill(workspace, sampleKeys, 60);
  const third = await backedUp.backUp(workspace, folder, { tellCode });
  expect(third.newFiles).toBe(third.files - first.files);
  expect(third.newFiles).toBeGreaterThan(0);
  expect(
    volumesIn(folder)
      .slice(0, stamps.length)
      .map((name) => stampOf(join(folder, 'volumes', name))),
  ).toEqual(stamps);

  expect(told).toHaveLength(1);
  const code = told[0] as Secret;
  const report = await backedUp.restore(folder, code);
  expect(report).toMatchObject({
    submissions: third.submissions,
    files: third.files,
    findings: [],
    isEncrypted: areEncrypted,
  });
  expect(dumpWorkspace(report.workspace)).toEqual(dumpWorkspace(workspace.folder));
  const earlier = await backedUp.restore(folder, code, { snapshot: first.snapshot });
  expect(earlier).toMatchObject({ submissions: 40, files: first.files, findings: [] });
  expect(await verifyBackup({ ...ports, folder, code, workspaceFolder: workspace.folder })).toMatchObject({
    snapshots: 3,
    findings: [],
  });
});

test('a restored workspace goes on with the same backup, and reads no file again', async () => {
  const workspace = await backedUp.filled();
  const folder = backedUp.newFolder();
  const first = await backedUp.backUp(workspace, folder);
  const { workspace: to } = await backedUp.restore(folder, backedUp.codeOf(workspace));
  const restored = testWorkspace(to);
  try {
    const told: Secret[] = [];
    const again = await backedUp.backUp(restored, folder, { tellCode: (code) => void told.push(code) });
    expect(again).toMatchObject({ files: first.files, newFiles: 0, snapshots: 2, findings: [] });
    expect(told).toEqual([]);
    expect(backupStates(to)).toMatchObject([{ folder, plan: { isNightly: false }, lastRun: 'good' }]);
  } finally {
    restored.close();
  }
});

test('a backup that runs while submissions are stored is whole, and the next one has the rest', async () => {
  const workspace = await backedUp.filled(10);
  const folder = backedUp.newFolder();
  const [, first] = await Promise.all([
    backedUp.spaces.fill(workspace, sampleKeys, 120),
    backedUp.backUp(workspace, folder),
  ]);
  expect(first).toMatchObject({ findings: [], isProved: true });
  const to = backedUp.newFolder();
  const restored = await backedUp.restore(folder, backedUp.codeOf(workspace), { to });
  expect(restored).toMatchObject({ findings: [], submissions: first.submissions });
  const second = await backedUp.backUp(workspace, folder);
  expect(second.findings).toEqual([]);
  expect(second.submissions).toBeGreaterThan(first.submissions);
  const whole = await backedUp.restore(folder, backedUp.codeOf(workspace));
  expect(dumpWorkspace(whole.workspace)).toEqual(dumpWorkspace(workspace.folder));
});

test('one run at a time writes into a folder', async () => {
  const workspace = await backedUp.filled(5);
  const folder = backedUp.newFolder();
  await backedUp.backUp(workspace, folder);
  const runs = await Promise.allSettled([
    backedUp.backUp(workspace, folder),
    backedUp.backUp(workspace, folder),
  ]);
  expect(runs.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = runs.find((run) => run.status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'backup.busy' } });
  expect(await backedUp.backUp(workspace, folder)).toMatchObject({ snapshots: 3 });
});

test('two workspaces in one folder are refused, one workspace on two disks works', async () => {
  const [one, other] = [await backedUp.filled(5), await backedUp.filled(5)];
  const [folder, second] = [backedUp.newFolder(), backedUp.newFolder()];
  await backedUp.backUp(one, folder);
  const files = readdirSync(folder, { recursive: true });
  // A code that is shown before a refusal would be thrown away, and is not shown again.
  const told: Secret[] = [];
  const tellCode = (code: Secret): void => void told.push(code);
  await expect(backedUp.backUp(other, folder, { tellCode })).rejects.toMatchObject({
    code: 'backup.other_workspace',
  });
  expect(told).toEqual([]);
  // Also when the file that says it is gone.
  rmSync(join(folder, 'key.json'));
  await expect(backedUp.backUp(other, folder)).rejects.toMatchObject({ code: 'backup.other_workspace' });
  expect(await backedUp.backUp(one, folder)).toMatchObject({ snapshots: 2 });
  expect(files.length).toBeGreaterThan(4);
  await backedUp.backUp(other, backedUp.newFolder(), { tellCode });
  expect(told).toHaveLength(1);
  await backedUp.backUp(one, second);
  expect(await backedUp.restore(second, backedUp.codeOf(one))).toMatchObject({ findings: [] });
  expect(backupStates(one.folder).map((state) => state.folder)).toEqual([folder, second]);
});

test('a disk that is not connected is not filled with another backup, and the next run goes on', async () => {
  const workspace = await backedUp.filled(5);
  const folder = backedUp.newFolder();
  await backedUp.backUp(workspace, folder);
  renameSync(folder, `${folder}-away`);
  await expect(backedUp.backUp(workspace, folder)).rejects.toMatchObject({ code: 'backup.folder_gone' });
  expect(existsSync(folder)).toBe(false);
  expect(backupStates(workspace.folder)).toMatchObject([
    { lastRun: 'failed', problem: { code: 'backup.folder_gone' } },
  ]);
  renameSync(`${folder}-away`, folder);
  expect(await backedUp.backUp(workspace, folder)).toMatchObject({ snapshots: 2, newFiles: 0 });
  rmSync(folder, { recursive: true });
  expect(await backedUp.backUp(workspace, folder, { isNew: true })).toMatchObject({ snapshots: 1 });
});

test.each([
  [
    'with other files in it',
    (folder: string) => writeFileSync(join(folder, 'mine.txt'), 'x'),
    'backup.folder_taken',
  ],
  ['in the workspace', (_: string, workspace: string) => join(workspace, 'backup'), 'backup.folder_inside'],
  ['around the workspace', (_: string, workspace: string) => join(workspace, '..'), 'backup.folder_inside'],
])('a folder %s is refused', async (_, make, code) => {
  const workspace = backedUp.spaces.open();
  const folder = backedUp.newFolder();
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder);
  const made = make(folder, workspace.folder);
  await expect(backedUp.backUp(workspace, typeof made === 'string' ? made : folder)).rejects.toMatchObject({
    code,
  });
});

test('a file that is missing in the workspace is reported, and stays in the backup once it is there', async () => {
  const workspace = await backedUp.filled();
  const folder = backedUp.newFolder();
  const files = readdirSync(workspace.filesFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const [early, late] = files.map((entry) => join(entry.parentPath, entry.name)) as [string, string];
  const [bytes, onDisk] = [plainBytes(late), statSync(late).size];
  rmSync(early);
  const first = await backedUp.backUp(workspace, folder);
  expect(first.findings).toMatchObject([{ code: 'store.file_missing' }]);
  expect(first.isProved).toBe(true);
  rmSync(late);
  const second = await backedUp.backUp(workspace, folder);
  expect(second.findings.map(({ code }) => code)).toEqual(['store.file_missing', 'store.file_missing']);
  expect(second.files).toBe(first.files);
  // Damage in the workspace does not reach the backup.
  writeFileSync(late, Buffer.alloc(onDisk));
  // A backup compares times by the second.
  utimesSync(late, 0, 0);
  const third = await backedUp.backUp(workspace, folder);
  expect(third.findings.map(({ code }) => code).toSorted()).toEqual([
    // A file that is not as it was encrypted cannot be read at all.
    ...(areEncrypted
      ? ['store.file_missing', 'store.file_unreadable']
      : ['store.file_changed', 'store.file_missing']),
  ]);
  const report = await backedUp.restore(folder, backedUp.codeOf(workspace));
  expect(report.findings).toEqual([]);
  const place = late.slice(workspace.folder.length);
  expect(plainBytes(join(report.workspace, place))).toEqual(bytes);
});

test('the age of the last proved backup is known without opening the workspace', async () => {
  const workspace = await backedUp.filled(5);
  const folder = backedUp.newFolder();
  expect(backupSummary(workspace.folder, new Date())).toBeNull();
  const { bytes } = await backedUp.backUp(workspace, folder);
  expect(backupSummary(workspace.folder, new Date())).toMatchObject({
    folder,
    provedDaysAgo: 0,
    isOverdue: false,
    bytes,
  });
  const later = new Date(Date.now() + 8 * 86_400_000);
  expect(backupSummary(workspace.folder, later)).toMatchObject({ provedDaysAgo: 8, isOverdue: true });
});
