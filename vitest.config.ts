import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const rooms = '{core,keys,app,cli,electron,renderer,fixtures,bench}';

/** Two projects, by the names of the files: what a test may use of the computer is said there and nowhere else. */
export default defineConfig({
  test: {
    // These end what hangs, and assert no speed: a machine that does other things too may take many times as long, and in
    // Wine each process takes seconds to start.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 300_000 } },
    // In threads of one process, V8 now and then ends all of them (`Check failed: jit_page.has_value()`): when it translates a
    // call out of WebAssembly that was made often, it frees what all threads share. Node reads TypeScript with WebAssembly.
    pool: 'forks',
    // The threads that a test starts are in one process too: so often, no test makes such a call.
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    // Much of what is tested waits for programs of its own: with one worker a core, a tenth of the time stood idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        // No process, no network, no waiting: what `npm run check` runs.
        test: {
          name: 'unit',
          include: [`${rooms}/**/*.test.ts`],
          exclude: ['**/*.process.test.ts'],
          setupFiles: ['fixtures/checks/unit-guard.ts'],
          // The modules are read once in each worker: a third of the time goes without that.
          isolate: false,
        },
      },
      {
        // Commands, servers and the clock.
        test: {
          name: 'process',
          include: [`${rooms}/**/*.process.test.ts`],
          // As above: 0.6 s less for each file. Some files say themselves which workspaces are encrypted: with the switch
          // (`fixtures/switched-workspace.ts`), modules that another file has loaded would not hear of it.
          isolate: process.env.ATTACHE_TEST_ENCRYPTED === '1',
          globalSetup: [
            'cli/testing/bundle.ts',
            'fixtures/servers/server-certificate.ts',
            'core/export/formats/postgres/testing/cluster.ts',
          ],
        },
      },
    ],
  },
});
