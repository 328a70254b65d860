import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { keepHeapSmall } from '../cli/small-heap.ts';
import { peakMegabytes } from './peak.ts';

/*
 * Does one pull from the bench's server, as the command does it. With `bare`, it sends the same requests and
 * ignores what comes back, which shows how fast the server can be. Prints one JSON line with the seconds, the
 * processor time from the start of the process, and its peak memory.
 */
keepHeapSmall();
const { systemClock } = await import('../core/ground/clock.ts');
const { Secret } = await import('../core/ground/secret.ts');
const { onaSource } = await import('../core/source/ona/ona.ts');
const { runLine } = await import('../core/pull/run.ts');
const { Workspace } = await import('../core/store/workspace.ts');
const { readKeyFile } = await import('../keys/read-key-file.ts');

const [, , how = '', url = '', caFile = '', folder = '', keyFile = '', threads = '0'] = process.argv;
const CONNECTIONS = 4;
const { signal } = new AbortController();
const source = onaSource({
  url,
  login: { kind: 'password', user: 'amina', password: new Secret('TEST-password') },
  clock: systemClock,
  caFile,
});
const started = performance.now();
const fetched = how === 'bare' ? await fetchOnly() : await pull();
await source.close();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ fetched, seconds, cpuSeconds: (user + system) / 1e6, peakMb: peakMegabytes() }));

async function pull(): Promise<number> {
  const workspace = new Workspace(join(folder, 'workspace'));
  const report = await runLine({
    workspace,
    source,
    sourceName: 'bench',
    kind: 'pull',
    keys: await readKeyFile(keyFile),
    formIds: null,
    full: true,
    keepCiphertext: false,
    connections: CONNECTIONS,
    threads: Number(threads) || undefined,
    clock: systemClock,
    signal,
    onProgress: () => {},
  });
  workspace.close();
  return report.counts.fetched;
}

async function fetchOnly(): Promise<number> {
  const staging = {
    inlineLimit: 1 << 20,
    pathFor: (_ref: unknown, name: string) => join(folder, createHash('md5').update(name).digest('hex')),
  };
  let count = 0;
  for (const form of await source.listForms(signal)) {
    const refs = [];
    for await (const page of source.listSubmissions(form, null, signal)) refs.push(...page.refs);
    const next = refs[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (const ref of next) {
          await source.fetchSubmission(ref, form, staging, signal);
          count += 1;
        }
      }),
    );
  }
  return count;
}
