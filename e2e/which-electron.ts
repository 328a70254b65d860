import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The program that runs the specs: the real Electron where its binary is installed, else the stand-in. */
export interface WhichElectron {
  readonly kind: 'electron' | 'host';
  readonly program: string;
  readonly version: string;
}

/** Looks for the binary. `ATTACHE_E2E_HOST=1` selects the stand-in even where there is one. */
export function whichElectron(): WhichElectron {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const program =
    {
      darwin: join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron'),
      win32: join(folder, 'electron.exe'),
    }[process.platform as string] ?? join(folder, 'electron');
  if (process.env.ATTACHE_E2E_HOST !== '1' && existsSync(program) && existsSync(join(folder, 'version'))) {
    return { kind: 'electron', program, version: readFileSync(join(folder, 'version'), 'utf8').trim() };
  }
  return {
    kind: 'host',
    program: join(root, 'e2e', 'host', 'electron'),
    version: `Node ${process.versions.node}`,
  };
}
