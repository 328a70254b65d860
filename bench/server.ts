import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import { bundled } from './bundled.ts';
import type { Figure } from './figures.ts';

const SERVER = fileURLToPath(new URL('./server-process.ts', import.meta.url));

interface Pulled {
  readonly fetched: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/**
 * Pulls `submissions` submissions from a server over HTTPS with Digest, and pulls again when nothing is new.
 * Sends the same requests once more and ignores the responses, to compare. The server runs on the same
 * machine and shares its cores with the pull. `delay` is in milliseconds: each response waits that long, as
 * on a slow network.
 */
export async function measureServer(
  folder: string,
  storage: string,
  submissions: number,
  delay = 0,
): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true });
  const program = await bundled('server-pull');
  const server = spawn(process.execPath, [SERVER, storage, String(delay)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const said = async <T>(): Promise<T> => JSON.parse((await lines.next()).value ?? 'null') as T;
  const asked = (): Promise<{ requests: number; nonces: number; refused: number }> => {
    server.stdin.write('\n');
    return said();
  };
  try {
    const { url, caFile } = await said<{ url: string; caFile: string }>();
    const run = (how: 'bare' | 'pull'): Pulled => {
      const args = [program, how, url, caFile, folder, benchKeyFile];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Pulled;
    };
    const bare = run('bare');
    await asked();
    const first = run('pull');
    const byFirst = await asked();
    const second = run('pull');
    const bySecond = await asked();
    if (first.fetched !== submissions || second.fetched !== 0)
      throw new Error('not all of it, or some twice');
    const distance = delay === 0 ? '' : `, each response after ${delay} ms`;
    const group = `From a server, ${submissions.toLocaleString('en')} submissions, four connections${distance}`;
    return [
      {
        group,
        name: 'first pull',
        value: submissions / first.seconds,
        unit: 'submissions/s',
        cpuSeconds: first.cpuSeconds,
        peakMb: first.peakMb,
        ratio: { value: bare.seconds / first.seconds, of: 'the same requests alone' },
        note: `those ${Math.round(submissions / bare.seconds)}/s; ${byFirst.requests} requests, ${byFirst.nonces} nonces, ${byFirst.refused} refused`,
      },
      {
        group,
        name: 'second pull, nothing is new',
        value: second.seconds,
        unit: 's',
        cpuSeconds: second.cpuSeconds,
        peakMb: second.peakMb,
        ratio: { value: second.seconds / first.seconds, of: 'the first' },
        note: `${bySecond.requests} requests`,
      },
    ];
  } finally {
    server.stdin.end();
    server.kill();
  }
}
