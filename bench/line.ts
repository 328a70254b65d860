import { keepHeapSmall, letHeapGrow } from '../cli/small-heap.ts';
import { peakMegabytes } from './peak.ts';

/*
 * Runs the whole line once, in a separate process: folder → SQLite → CSV, exactly as the command does it.
 * The workspace is plain, or encrypted with a further argument `encrypted`. Prints one JSON line: the seconds of each
 * half, the processor time from the start of the process, and its peak memory, threads included.
 */
keepHeapSmall();
const { systemClock } = await import('../core/ground/clock.ts');
const { runLine } = await import('../core/pull/run.ts');
const { folderSource } = await import('../core/source/folder/folder.ts');
const { Workspace } = await import('../core/store/workspace.ts');
const { writeExport } = await import('../core/export/export.ts');
const { readKeyFile } = await import('../keys/read-key-file.ts');
const { benchKeys } = await import('./bench-keys.ts');

const [, , folder = '', out = '', keyFile = '', threads = '0', kind = 'plain'] = process.argv;
const started = performance.now();
const workspace = new Workspace(`${out}/workspace`, benchKeys(kind));
const report = await runLine({
  workspace,
  source: folderSource({ folder }),
  sourceName: `folder:${folder}`,
  kind: 'import',
  keys: await readKeyFile(keyFile),
  formIds: null,
  full: true,
  keepCiphertext: false,
  connections: 1,
  threads: Number(threads) || undefined,
  clock: systemClock,
  signal: new AbortController().signal,
  onProgress: () => {},
});
const imported = performance.now();
letHeapGrow();
// Media are not copied out: that measures the disk and not Attaché.
await writeExport(workspace.rows('bench'), {
  format: 'briefcase',
  folder: `${out}/csv`,
  excludeMedia: true,
});
workspace.close();
const ended = performance.now();
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    submissions: report.counts.decrypted,
    importSeconds: (imported - started) / 1000,
    exportSeconds: (ended - imported) / 1000,
    seconds: (ended - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: peakMegabytes(),
  }),
);
