// Covers core/store/restored-places.ts, core/store/throwaway-pages.ts, core/backup/restore/restore.ts, core/backup/check/drill.ts.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { deriveKeys } from '../../core/vault/workspace-key.ts';
import { fillFully } from '../../fixtures/full-workspace.ts';
import { findTexts } from '../../fixtures/planted.ts';
import { planted } from '../../fixtures/planted-submissions.ts';
import { ownTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { workspaceContent } from '../../fixtures/workspace-content.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { unlockWorkspace } from '../workspace/unlock-workspace.ts';
import { backupCode } from './backup-code.ts';
import { restoreBackup } from './restore-backup.ts';
import { runDrill } from './restore-drill.ts';
import { runBackup } from './run-backup.ts';
import { ports } from './testing/backed-up.ts';

/*
 * The backup of a plain workspace, restored into an encrypted one: it holds the same, and nothing of it was readable on
 * the disk at any moment.
 */
const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const everything = [...planted.answers, ...planted.names, ...planted.presets];
const plain = join(spaces.root, 'plain');
const folder = join(spaces.root, 'backup');
let code: Secret;
const passphrase = new Secret('passphrase of the restored workspace');

beforeAll(async () => {
  const workspace = new Workspace(plain);
  await fillFully(workspace, spaces.root);
  await runBackup({
    ...ports,
    workspace,
    folder,
    passphrase: null,
    tellCode: () => undefined,
    volumeBytes: 300_000,
  });
  code = backupCode(workspace).code;
  workspace.close();
});

/** Restores it encrypted, and looks at every byte each time when something was written. */
async function restoreEncrypted(to: string) {
  const steps = new Set<string>();
  mkdirSync(to);
  const report = await restoreBackup({
    ...ports,
    folder,
    to,
    code,
    snapshot: null,
    as: {
      kind: 'encrypted',
      unlockedBy: { passphrase, keychain: null },
      // Nothing that takes time is between the code and its key file: a restore that was killed can be run again.
      saveCode: () => expect(readdirSync(to)).toContain('workspace.key.json.next'),
    },
    onProgress: ({ step }) => {
      steps.add(step);
      expect(findTexts(to, everything)).toEqual([]);
    },
  });
  expect(steps).toContain('restoring');
  const keys = deriveKeys(await unlockWorkspace(to, { by: 'passphrase', passphrase }));
  return { report, keys };
}

const filesIn = (workspace: string): number =>
  ['files', 'ciphertext'].flatMap((name) =>
    readdirSync(join(workspace, name), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    ),
  ).length;

test('a plain backup restored encrypted holds the same, and was never readable', async () => {
  const to = join(spaces.root, 'encrypted');
  const temporary = ownTemporaryFolder(join(spaces.root, 'tmp'));
  const { report, keys } = await restoreEncrypted(to);
  expect(report).toMatchObject({ isEncrypted: true, findings: [] });
  expect(findTexts(to, everything)).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
  // Read by their rows, with the hash of every file.
  expect(workspaceContent(to, keys)).toEqual(workspaceContent(plain, null));
  expect(filesIn(to)).toBe(filesIn(plain));
  expect(readdirSync(join(to, 'incoming'))).toEqual([]);
  new Workspace(to, keys).close();
});

test('what a lost volume had is missing in the encrypted workspace, and its names are unreadable too', async () => {
  const [, volume = ''] = readdirSync(join(folder, 'volumes'));
  rmSync(join(folder, 'volumes', volume));
  const to = join(spaces.root, 'lossy');
  const { report, keys } = await restoreEncrypted(to);
  const lost = report.findings.filter(({ code: found }) => found === 'backup.file_lost').length;
  expect(lost).toBeGreaterThan(0);
  expect(findTexts(to, everything)).toEqual([]);
  const workspace = new Workspace(to, keys);
  const named = workspaceContent(to, keys).filter((line) => line.includes('backup.file_lost'));
  expect(named.length).toBe(lost);
  workspace.close();
});

test('a drill in a workspace that was encrypted since leaves no name of the plain backup readable', async () => {
  const keys = testWorkspaceKeys();
  const encrypted = join(spaces.root, 'since');
  const workspace = new Workspace(encrypted, keys);
  const backedUp = new Workspace(plain);
  const report = await runDrill({
    ...ports,
    workspace: { folder: encrypted, keys, backupIdentity: backedUp.backupIdentity },
    folder,
    onProgress: () => expect(findTexts(encrypted, everything)).toEqual([]),
  });
  expect(report.files).toBeGreaterThan(0);
  expect(report.submissions).toBeGreaterThan(0);
  backedUp.close();
  workspace.close();
});
