import { chmodSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import about from '../../package.json' with { type: 'json' };
import { licences } from './licences.ts';

/** The oldest Node that the command runs on, because its packages do. `cli/installed/attache.cjs` has a copy of it. */
export const OLDEST_NODE = about.engines.node.replace('>=', '');

/** The database's code, and the package that brings its binaries (`core/store/native-binding.ts`). */
const DATABASE = 'better-sqlite3';
const BINARIES = 'better-sqlite3-multiple-ciphers';

/**
 * Bundles the `attache` command for `npm pack`: its entry, the files of its threads, and the database with its binaries
 * for every platform. The folder needs no other package. Takes the project's folder, the folder to fill, which is
 * emptied first, and programs to bundle beside the command: their paths by the names of their bundles.
 */
export async function bundleCommand(
  root: string,
  target: string,
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  const at = (path: string): string => join(root, path);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [databaseBeside(), licences(root, join(target, 'licences.json'), [DATABASE, BINARIES])],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: `node${OLDEST_NODE}`,
      outDir: target,
      emptyOutDir: true,
      sourcemap: false,
      minify: false,
      rollupOptions: {
        input: {
          ...Object.fromEntries(Object.entries(beside).map(([name, path]) => [name, at(path)])),
          attache: at('cli/attache.ts'),
          'open-worker': at('core/pull/workers/open-worker.ts'),
          'data-worker': at('core/data/workers/data-worker.ts'),
          'copy-worker': at('core/store/workers/copy-worker.ts'),
          'checkpoint-worker': at('core/store/workers/checkpoint-worker.ts'),
          // The pool starts its threads on this file, beside the chunk that holds the pool.
          'entry/worker': at('node_modules/tinypool/dist/entry/worker.js'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  for (const name of ['attache.cjs', 'start.cjs']) cpSync(at(`cli/installed/${name}`), join(target, name));
  chmodSync(join(target, 'attache.cjs'), 0o755);
  // Its package.json says that its files are no ES modules, as those around them are.
  for (const part of [
    `${DATABASE}/package.json`,
    `${DATABASE}/LICENSE`,
    `${DATABASE}/lib`,
    `${BINARIES}/package.json`,
    `${BINARIES}/LICENSE`,
    `${BINARIES}/prebuilds`,
  ]) {
    cpSync(at(`node_modules/${part}`), join(target, part), { recursive: true });
  }
}

/** Leaves the database out of the bundle, since its binary must stay a file, and takes it from the folder beside. */
function databaseBeside(): Plugin {
  return {
    name: 'attache-database-beside',
    enforce: 'pre',
    resolveId: (id) => (id === DATABASE ? { id: `./${DATABASE}/lib/index.js`, external: true } : null),
  };
}
