import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from '../electron/packaging/command.ts';
import { scratchFolder } from './scratch-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const PROGRAMS = { line: 'bench/line.ts', 'server-pull': 'bench/server-pull.ts' } as const;

let made: Promise<string> | null = null;

/**
 * Returns the path of a program of the bench as users would have it: bundled as the command is. Its threads start in a
 * quarter of the processor time that they need from sources, and it takes some 40 MB less. All are bundled at once, when
 * the first is asked for.
 */
export async function bundled(name: keyof typeof PROGRAMS): Promise<string> {
  made ??= bundle();
  return join(await made, `${name}.js`);
}

async function bundle(): Promise<string> {
  const folder = scratchFolder();
  await bundleCommand(root, folder, PROGRAMS);
  return folder;
}
