import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/**
 * Loaded before a program (`--import`). The process kills itself before the step with the number in DIE_AT. Steps are
 * the calls that change a file, or flush one to the disk, when the file's name matches the pattern in DIE_FILES. A write
 * has one step more: half of it is on the disk.
 */
const names = new RegExp(process.env.DIE_FILES ?? '(?!)');
let left = Number(process.env.DIE_AT ?? 'NaN');

type Call = (...args: unknown[]) => unknown;
const place = fs as unknown as Record<string, Call>;
const handles = new Set<unknown>();

function step(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

function isOurs(args: readonly unknown[]): boolean {
  return args.some(
    (arg) =>
      handles.has(arg) || (typeof arg === 'string' && !arg.includes('\n') && names.test(basename(arg))),
  );
}

for (const name of [
  'openSync',
  'writeFileSync',
  'writeSync',
  'fsyncSync',
  'renameSync',
  'linkSync',
  'rmSync',
]) {
  const real = place[name];
  place[name] = (...args: unknown[]) => {
    const paths = name === 'writeFileSync' || name === 'openSync' ? args.slice(0, 1) : args.slice(0, 2);
    if (!isOurs(paths)) return real?.apply(fs, args);
    step();
    if (name === 'writeFileSync') {
      const half = String(args[1]).slice(0, String(args[1]).length / 2);
      if (left === 1) real?.apply(fs, [args[0], half, args[2]]);
      step();
    }
    const result = real?.apply(fs, args);
    if (name === 'openSync') handles.add(result);
    return result;
  };
}
const close = place.closeSync;
place.closeSync = (...args: unknown[]) => {
  handles.delete(args[0]);
  return close?.apply(fs, args);
};
syncBuiltinESMExports();
