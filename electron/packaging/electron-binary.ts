import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BinarySearch {
  /** The folder of the package `electron`. */
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Downloads the binary into the package's `dist`; false when that did not work. */
  readonly download: () => boolean;
  readonly say: (text: string) => void;
}

const WHAT_TO_DO = `
Electron could not be downloaded. Any one of these helps:

  - Check the network and the proxy (HTTPS_PROXY), and run the same command again.
  - Take it from a mirror: set ELECTRON_MIRROR to its address, ending with a slash, and run the same command again.
  - Unpack the zip of Electron for this computer by hand, and set ELECTRON_OVERRIDE_DIST_PATH to its folder.
  - Use the command line, which needs no Electron: npm run attache -- --help
`;

function programIn(dist: string, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(dist, platform === 'win32' ? 'electron.exe' : 'electron');
}

/**
 * The program that opens the app: of the folder in `ELECTRON_OVERRIDE_DIST_PATH`, else of the package, downloaded when
 * it is not there yet. Says what it does and, where it cannot, what helps; null then.
 */
export function electronBinary({ folder, platform, env, download, say }: BinarySearch): string | null {
  const given = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given !== undefined && given !== '') {
    const program = programIn(given, platform);
    if (existsSync(program)) return program;
    say(`ELECTRON_OVERRIDE_DIST_PATH is ${given}, but there is no ${program}.\n`);
    return null;
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const dist = join(folder, 'dist');
  const program = programIn(dist, platform);
  const isThere = (): boolean => existsSync(program) && versionOf(dist) === version;
  if (isThere()) return program;
  say(`Downloading Electron ${version} (once, about 110 MB) ...\n`);
  if (download() && isThere()) return program;
  say(WHAT_TO_DO);
  return null;
}

function versionOf(dist: string): string | null {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return null;
  }
}

/** Runs the package's own downloader, which checks the file by its SHA-256. Its stack traces would help nobody. */
export function downloadElectron(folder: string): boolean {
  const run = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (run.status === 0) return true;
  const reason = /^\S*(Error: .*)$/m.exec(run.stderr ?? '')?.[1];
  if (reason !== undefined) process.stderr.write(`${reason}\n`);
  return false;
}
