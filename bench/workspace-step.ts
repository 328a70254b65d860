import { keepHeapSmall } from '../cli/small-heap.ts';
import { peakMegabytes } from './peak.ts';

/*
 * Does one thing with a made workspace, in a separate process: `browse`, `verify`, `store`, which stores more
 * submissions in it, or `migrate`, which brings a workspace of an earlier version to the format of now. Prints one JSON
 * line: each step with its seconds and processor time, how fast it stored, and the peak memory of the process, threads
 * included.
 */
keepHeapSmall();
const { browseTable } = await import('./browse-table.ts');
const { verify } = await import('../app/take/verify.ts');
const { Workspace } = await import('../core/store/workspace.ts');

const [, , action = '', folder = ''] = process.argv;
const steps: { readonly name: string; readonly seconds: number; readonly cpuSeconds: number }[] = [];

async function timed(name: string, work: () => unknown): Promise<void> {
  const begun = performance.now();
  const used = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(used);
  steps.push({ name, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 });
}

if (action === 'browse') await browseTable(folder, timed);
if (action === 'verify') {
  const workspace = new Workspace(folder);
  await timed('check of the workspace (attache verify)', async () => {
    const { report } = await verify(workspace, new AbortController().signal);
    if (report.findings.length > 0) throw new Error('the check found something');
  });
  workspace.close();
}
if (action === 'migrate') {
  await timed('to the format of now', () => new Workspace(folder).close());
}
const { measureStoringInto } = await import('./storing.ts');
const storing = action === 'store' ? await measureStoringInto(folder) : null;
console.log(JSON.stringify({ steps, storing, peakMb: peakMegabytes() }));
