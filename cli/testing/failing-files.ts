import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/**
 * Loaded before the command (`--import`), in its threads too: whatever is to open, rename or remove a file whose name the
 * pattern of FAILING_FILES finds fails with the code of FAILING_CODE. Waiting takes no time.
 */
const names = new RegExp(process.env.FAILING_FILES ?? '(?!)');
const code = process.env.FAILING_CODE ?? 'EBUSY';

for (const name of ['openSync', 'renameSync', 'rmSync', 'copyFileSync', 'writeFileSync'] as const) {
  const place = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const real = place[name];
  place[name] = (...args: unknown[]) => {
    const paths = args.slice(0, /^(rename|copy)/.test(name) ? 2 : 1).map(String);
    if (!paths.some((path) => names.test(basename(path)))) return real?.(...args);
    const [path, dest] = paths;
    throw Object.assign(new Error(code), { code, syscall: name.replace('Sync', ''), path, dest });
  };
}
Atomics.wait = () => 'timed-out';
syncBuiltinESMExports();
