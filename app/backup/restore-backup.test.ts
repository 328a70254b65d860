import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { Secret } from '../../core/ground/secret.ts';
import type { WorkspaceKeys } from '../../core/model/workspace-keys.ts';
import { Workspace } from '../../core/store/workspace.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { type RestoreAs, restoreBackup } from './restore-backup.ts';
import { runBackup } from './run-backup.ts';
import { BackedUp, ports } from './testing/backed-up.ts';

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

const plain: RestoreAs = { kind: 'plain' };
const encrypted = (): RestoreAs => ({
  kind: 'encrypted',
  unlockedBy: { passphrase: new Secret(randomUUID()), keychain: null },
  saveCode: () => undefined,
});

/** A backup of a workspace that became another kind between two snapshots, the newer of which is damaged. */
async function changedBackup(kinds: readonly (WorkspaceKeys | null)[]) {
  const folder = backedUp.newFolder();
  const spaces = kinds.map((keys) => new Workspace(backedUp.newFolder(), keys));
  const { backupIdentity } = spaces[0] as Workspace;
  let name = '';
  for (const { folder: of, keys } of spaces) {
    const workspace = { folder: of, keys, backupIdentity };
    const report = await runBackup({
      ...ports,
      workspace,
      folder,
      passphrase: null,
      tellCode: () => undefined,
    });
    name = report.snapshot;
  }
  const code = backedUp.codeOf(spaces[0] as Workspace);
  for (const space of spaces) space.close();
  const path = join(folder, 'snapshots', `${name}.zip`);
  const bytes = readFileSync(path);
  // In the database, behind the manifest.
  bytes[bytes.length - 5000] = (bytes.at(-5000) ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return { folder, code };
}

/** Restores as it is said, whatever the switch of the suites says. */
function restore({ folder, code }: Awaited<ReturnType<typeof changedBackup>>, as: RestoreAs | null) {
  return restoreBackup({ ...ports, folder, code, to: backedUp.newFolder(), snapshot: null, as });
}

test('a damaged snapshot is replaced by an older one, unless nobody has said how that may be restored', async () => {
  const keys = testWorkspaceKeys();
  const became = await changedBackup([null, keys]);
  for (const as of [encrypted(), plain]) {
    const { findings, isEncrypted } = await restore(became, as);
    expect(findings.map(({ code }) => code)).toContain('backup.older_restored');
    expect(isEncrypted).toBe(as.kind === 'encrypted');
  }

  const was = await changedBackup([keys, null]);
  // Nobody has said that what was encrypted may be plain.
  await expect(restore(was, null)).rejects.toMatchObject({
    code: 'backup.how_to_restore',
  });
});

test('everything is on the disk before the folder is a workspace', async () => {
  const workspace = await backedUp.filled();
  const folder = backedUp.newFolder();
  const { files } = await backedUp.backUp(workspace, folder);
  const handle = await open(join(folder, 'key.json'), 'r');
  const sync = vi.spyOn(Object.getPrototypeOf(handle), 'sync');
  await handle.close();
  await backedUp.restore(folder, backedUp.codeOf(workspace), { as: plain });
  expect(sync.mock.calls.length).toBeGreaterThan(files);
  sync.mockRestore();
});
