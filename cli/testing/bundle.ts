import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommand } from '../../electron/packaging/command.ts';
import { projectRoot } from '../../fixtures/checks/project.ts';
import { BUNDLE } from './attache.ts';

/**
 * Runs once before the tests that start processes. Bundles the command as users get it: the bundle starts
 * twice as fast as the sources, and these tests start it hundreds of times. Under Wine the sources are used,
 * because nothing is bundled there.
 */
export default async function setup(): Promise<(() => void) | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'attache-command-'));
  await bundleCommand(projectRoot, folder);
  // As its package says. Without it, Node reads each file twice to find out that it is an ES module.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  process.env[BUNDLE] = join(folder, 'attache.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
