import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The facts about a computer that show where its folders are copied to. They are passed in, so that tests for
 * one system can run on any other.
 */
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

/** Returns the facts about this computer. */
export function theseSurroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    readText: (file) => orElse(() => readFileSync(file, 'utf8'), null),
    namesIn: (folder) => orElse(() => readdirSync(folder), []),
    exists: existsSync,
    // The system's own function: on Windows it returns the network share behind a drive letter.
    realPath: (file) => orElse(() => realpathSync.native(file), null),
  };
}

/** The path functions for that system. */
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
