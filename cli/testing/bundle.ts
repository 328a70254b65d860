import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommand } from '../../electron/packaging/command.ts';
import { projectRoot } from '../../fixtures/checks/project.ts';
import { BUNDLE } from './attache.ts';

/**
 * Set up once before the tests that start processes: bundles the command as users get it. It starts twice as fast as its
 * sources do, and these tests start it hundreds of times. In Wine the sources are run, where nothing is bundled.
 */
export default async function setup(): Promise<(() => void) | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'attache-command-'));
  await bundleCommand(projectRoot, folder);
  process.env[BUNDLE] = join(folder, 'attache.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
