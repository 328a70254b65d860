import { dirname } from 'node:path';
import { flushFolder, flushToDisk } from '../ground/flush-to-disk.ts';
import { ioProblem } from '../ground/io-problem.ts';
import { renameSync, rmSync, writeFileSync } from '../ground/patient-files.ts';
import { temporaryPath } from './temp-files.ts';

/**
 * Writes a small file under a temporary name in the same folder, flushes it and renames it. Throws `export.*`
 * or `store.*` problems.
 */
export function writeWhole(path: string, text: string): void {
  const folder = dirname(path);
  const part = temporaryPath(folder);
  try {
    writeFileSync(part, text, { mode: 0o600 });
    flushToDisk(part, 'r+');
    renameSync(part, path);
    flushFolder(folder);
  } catch (error) {
    rmSync(part, { force: true });
    throw ioProblem(error, folder);
  }
}
