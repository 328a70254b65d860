import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/**
 * Loaded before the command (`--import`), in its threads too. Opening, reading, renaming or removing a file
 * fails with the code in FAILING_CODE when the file's name matches the pattern in FAILING_FILES. Waiting
 * takes no time.
 */
const names = new RegExp(process.env.FAILING_FILES ?? '(?!)');
const code = process.env.FAILING_CODE ?? 'EBUSY';

type Call = (...args: unknown[]) => unknown;

function fail(place: Record<string, Call>, name: string): void {
  const real = place[name];
  place[name] = (...args: unknown[]) => {
    const paths = args.slice(0, /^(rename|copy)/.test(name) ? 2 : 1).map(String);
    if (!paths.some((path) => names.test(basename(path)))) return real?.apply(place, args);
    const [path, dest] = paths;
    const error = Object.assign(new Error(code), { code, syscall: name.replace('Sync', ''), path, dest });
    if (name.endsWith('Sync')) throw error;
    return Promise.reject(error);
  };
}

const calls = ['open', 'rename', 'rm', 'copyFile', 'writeFile', 'readFile'];
for (const name of calls) {
  fail(fs as unknown as Record<string, Call>, `${name}Sync`);
  fail(fs.promises as unknown as Record<string, Call>, name);
}
Atomics.wait = () => 'timed-out';
syncBuiltinESMExports();
