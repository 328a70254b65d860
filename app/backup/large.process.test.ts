// Covers core/store/backup-index.ts, core/store/expected-files.ts, core/store/scratch-database.ts,
// core/backup/make/write-volumes.ts, core/backup/folder/manifest.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { workspaceOfFiles } from '../../fixtures/workspace-of-files.ts';

/*
 * Many small files and a large one, in constant memory. `npm run test:long` takes a million, and one of more than 4 GiB.
 * The large file takes no room in the workspace, and the small ones share their content.
 */
const FILES = Number(process.env.BACKUP_FILES ?? 4000);
const LARGEST = Number(process.env.BACKUP_LARGEST ?? 64 * 1024 * 1024);
const MOST_MB = 300;
const MINUTES = 60_000 * (FILES > 100_000 ? 90 : 15);

const PROGRAM = fileURLToPath(new URL('./testing/large-process.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'attache-large-'));
// A million files are not removed in a moment.
afterAll(() => rmSync(root, { recursive: true, force: true }), MINUTES);
const printed = z.object({
  seconds: z.number(),
  peakMb: z.number(),
  files: z.number(),
  newFiles: z.number().optional(),
  bytes: z.number(),
  findings: z.number(),
});

function run(...args: readonly string[]) {
  const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const result = printed.parse(JSON.parse(stdout));
  process.stdout.write(`${args[0]}: ${result.seconds.toFixed(1)} s, ${Math.round(result.peakMb)} MB\n`);
  expect(result.peakMb).toBeLessThan(MOST_MB);
  expect(result.findings).toBe(0);
  return result;
}

test(`${FILES} small files and one of ${LARGEST} bytes are backed up, read and restored in constant memory`, {
  timeout: MINUTES,
}, () => {
  const [workspace, folder, to] = [join(root, 'workspace'), join(root, 'backup'), join(root, 'restored')];
  workspaceOfFiles(workspace, { count: FILES, bytes: 200, largest: LARGEST, isShared: true });
  const first = run('backup', workspace, folder);
  expect(first.newFiles).toBe(FILES + 1);
  expect(first.bytes).toBeGreaterThan(LARGEST);
  expect(run('backup', workspace, folder).newFiles).toBe(0);
  run('verify', workspace, folder);
  expect(run('restore', workspace, folder, to).files).toBe(FILES + 1);
  expect(statSync(join(to, 'files', 'ff', 'large', 'video.mp4')).size).toBe(LARGEST);
});
