import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,keys,app,cli,electron,renderer,fixtures,bench}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    // Much of what is tested waits for programs of its own: with one worker a core, a tenth of the time stood idle.
    maxWorkers: availableParallelism() + 1,
  },
});
