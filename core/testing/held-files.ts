import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { onTestFinished } from 'vitest';

/** How many calls the held file has refused. */
export interface Holder {
  readonly met: number;
  release(): void;
}

const sync = ['renameSync', 'rmSync', 'copyFileSync', 'openSync', 'writeFileSync'] as const;
const later = ['rename', 'rm', 'rmdir', 'copyFile', 'cp', 'open', 'writeFile'] as const;

/**
 * Acts as a program that holds files on Windows. Calls of `node:fs` for files with these names fail with the
 * code, until `release` or for a number of calls. Ends with the test. Meanwhile waiting takes no time.
 */
export function holdFiles(
  names: (name: string) => boolean,
  { code = 'EBUSY', times = Number.POSITIVE_INFINITY }: { code?: string; times?: number } = {},
): Holder {
  let met = 0;
  const check = (syscall: string, paths: readonly unknown[]): void => {
    const [path, dest] = paths.filter((one) => typeof one === 'string');
    const isMet = [path, dest].some((one) => one !== undefined && names(basename(one)));
    if (!isMet) return;
    met += 1;
    if (met > times) return;
    throw Object.assign(new Error(`${code}: held`), { code, syscall, path, ...(dest && { dest }) });
  };
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, made: (real: Call) => Call): void => {
    const place = target as Record<string, Call>;
    const real = place[name];
    if (real === undefined) throw new Error(`no ${name}`);
    place[name] = made(real.bind(target));
    undo.push(() => {
      place[name] = real;
    });
  };
  // The second argument of some functions is not a path.
  const pathsOf = (name: string, args: readonly unknown[]): readonly unknown[] =>
    /^(rename|copyFile|cp)/.test(name) ? args.slice(0, 2) : args.slice(0, 1);
  for (const name of sync) {
    replace(fs, name, (real) => (...args) => {
      check(name.replace('Sync', ''), pathsOf(name, args));
      return real(...args);
    });
  }
  for (const name of later) {
    replace(fs.promises, name, (real) => async (...args) => {
      check(name, pathsOf(name, args));
      return await real(...args);
    });
  }
  replace(Atomics, 'wait', () => () => 'timed-out');
  syncBuiltinESMExports();
  const release = (): void => {
    for (const step of undo.splice(0)) step();
    syncBuiltinESMExports();
  };
  onTestFinished(release);
  return {
    get met() {
      return met;
    },
    release,
  };
}

type Call = (...args: unknown[]) => unknown;
