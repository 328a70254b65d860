import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:matrix`: every kind of server with every fault at every stage. `npm test` takes a sample of it. Prints
 * the tables of docs/reliability.md; with UPDATE_DOCS=1 it writes them into that file.
 */
const vitest = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');
const files = ['core/pull/matrix.process.test.ts', 'core/pull/circumstances.process.test.ts'];
const { status } = spawnSync(process.execPath, [vitest, 'run', ...files, '--reporter=dot'], {
  stdio: 'inherit',
  env: { ...process.env, ATTACHE_MATRIX: 'all' },
});
process.exitCode = status ?? 1;
