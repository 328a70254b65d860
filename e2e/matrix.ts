import { spawnSync } from 'node:child_process';
import { vitestProgram } from './vitest-program.ts';

/**
 * `npm run test:matrix`: every kind of server with every fault at every stage, of which `npm test` takes a sample. Prints
 * the tables of docs/reliability.md; with UPDATE_DOCS=1 it puts them there.
 */
const files = ['core/pull/matrix.test.ts', 'core/pull/circumstances.test.ts'];
const { status } = spawnSync(process.execPath, [...vitestProgram, 'run', ...files, '--reporter=dot'], {
  stdio: 'inherit',
  env: { ...process.env, ATTACHE_MATRIX: 'all' },
});
process.exitCode = status ?? 1;
