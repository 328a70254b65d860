import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package that ships SQLite with encryption. Only its binaries are used: its code is an older copy. */
const PACKAGE = 'better-sqlite3-multiple-ciphers';

/** The bundle of the command has the binaries beside it, since it is installed without packages. */
const BESIDE: string = `./${PACKAGE}`;

/**
 * Returns the path of the native SQLite for this platform: plain databases and those in SQLCipher's format
 * open with it. The path is the same in every thread, so that all connections of a process share one SQLite
 * and its locks.
 */
export function nativeBinding(): string {
  return join(packageFolder(), 'prebuilds', `${platformName()}-${process.arch}.node`);
}

function packageFolder(): string {
  const beside = fileURLToPath(new URL(BESIDE, import.meta.url));
  if (existsSync(beside)) return beside;
  return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
}

function platformName(): string {
  return process.platform === 'linux' && isMusl() ? 'linuxmusl' : process.platform;
}

/** Whether this process runs on musl (Alpine): its loader is then mapped into the process. */
function isMusl(): boolean {
  try {
    return /\/ld-musl-[^/\s]*\.so/.test(readFileSync('/proc/self/maps', 'latin1'));
  } catch {
    return false;
  }
}
