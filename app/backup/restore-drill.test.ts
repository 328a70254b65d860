import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backupStates } from './backup-state.ts';
import { runDrill } from './restore-drill.ts';
import { BackedUp, ports } from './testing/backed-up.ts';

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

test('a drill restores the newest snapshot, compares it, and leaves nothing', async () => {
  const workspace = await backedUp.filled();
  const folder = backedUp.newFolder();
  const { snapshot } = await backedUp.backUp(workspace, folder);
  const report = await runDrill({ ...ports, workspace, folder });
  expect(report).toMatchObject({ folder, snapshot, submissions: 40, findings: [] });
  expect(report.files).toBeGreaterThan(3);
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
  const [state] = backupStates(workspace.folder);
  expect(state?.lastDrillAt).not.toBeNull();
  expect(state?.lastProvedAt).toBe(state?.lastDrillAt);

  for (const name of readdirSync(join(folder, 'volumes'))) {
    const path = join(folder, 'volumes', name);
    const bytes = readFileSync(path);
    bytes[2000] = (bytes[2000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  const damaged = await runDrill({ ...ports, workspace, folder });
  expect(damaged.findings.some(({ code }) => code === 'backup.file_damaged')).toBe(true);
  expect(backupStates(workspace.folder)[0]?.lastProvedAt).toBe(state?.lastProvedAt);
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
});
