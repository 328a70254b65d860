import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The tests start and end hundreds of threads in one process. V8's guard of code pages by protection keys, which it has
// on Linux and x64 only, sometimes ends the process then ("Check failed: jit_page.has_value()"). It is of no use here.
const isGuarded = process.platform === 'linux' && process.arch === 'x64';

/** What this Node is started with to run Vitest; its own arguments follow. */
export const vitestProgram: readonly string[] = [
  ...(isGuarded ? ['--no-memory-protection-keys'] : []),
  join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs'),
];
