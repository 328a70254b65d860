import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { licences } from './electron/packaging/licences.ts';

const root = dirname(fileURLToPath(import.meta.url));
const at = (path: string): string => join(root, path);

// What the app runs as: out/main (main process, engine, threads), out/preload, out/renderer. Everything is bundled but
// Electron itself and better-sqlite3, whose code loads a binary. The binary comes from another package, which is never
// imported.
const external = ['electron', 'better-sqlite3'];
// One for all three, because all three go into the app.
const collect = licences(root, at('out/main/licences.json'), [
  ...external,
  'better-sqlite3-multiple-ciphers',
]);

export default defineConfig({
  main: {
    plugins: [collect],
    build: {
      outDir: at('out/main'),
      externalizeDeps: false,
      sourcemap: false,
      minify: false,
      rollupOptions: {
        external,
        input: {
          main: at('electron/main/main.ts'),
          engine: at('electron/engine/engine.ts'),
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
  },
  preload: {
    plugins: [collect],
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      sourcemap: false,
      minify: false,
      rollupOptions: {
        external,
        input: { preload: at('electron/preload/preload.ts') },
        // Sandboxed preloads cannot be modules.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), collect],
    build: {
      outDir: at('out/renderer'),
      sourcemap: false,
      minify: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // Read from the disk beside it: splitting it would gain nothing.
      chunkSizeWarningLimit: 2000,
      rollupOptions: {
        input: at('renderer/index.html'),
        output: {
          // One file a language, read when it is shown. English goes with the page: it stands in for what others lack.
          codeSplitting: {
            groups: [
              {
                debugName: 'words',
                test: /renderer[\\/]words[\\/](?!en[\\/])[a-z]{2}[\\/]/,
                name: (id) => `words-${/words[\\/]([a-z]{2})[\\/]/.exec(id)?.[1] ?? ''}`,
              },
            ],
          },
        },
      },
    },
  },
});
