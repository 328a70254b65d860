import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What of a computer tells where its folders are copied to. Given, so that each system can be looked at on every other. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The text of a file; null when it cannot be read. */
  readText(path: string): string | null;
  /** The names in a folder; none when it cannot be read. */
  namesIn(folder: string): readonly string[];
  exists(path: string): boolean;
  /** The path with links and mapped drives resolved; null when it is not there. */
  realPath(path: string): string | null;
}

/** This computer. */
export function theseSurroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    readText: (file) => orElse(() => readFileSync(file, 'utf8'), null),
    namesIn: (folder) => orElse(() => readdirSync(folder), []),
    exists: existsSync,
    // The system's own way, which on Windows gives the share behind the letter of a drive.
    realPath: (file) => orElse(() => realpathSync.native(file), null),
  };
}

/** How paths are written there. */
export function pathsOf({ platform }: Surroundings): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
