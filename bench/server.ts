import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Pulled {
  readonly fetched: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/**
 * Pulls `submissions` submissions from a server over HTTPS with Digest, and pulls again when nothing is new.
 * Sends the same requests once more and ignores the responses, to compare. The server runs on the same
 * machine and shares its cores with the pull. `delay` is in milliseconds: each response waits that long, as
 * on a slow network. Prints the results.
 */
export async function measureServer(
  folder: string,
  storage: string,
  submissions: number,
  delay = 0,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const server = spawn(process.execPath, [program('./server-process.ts'), storage, String(delay)], {
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
      const args = [program('./server-pull.ts'), how, url, caFile, folder, benchKeyFile];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Pulled;
    };
    const distance = delay === 0 ? '' : `, each answer after ${delay} ms`;
    console.log(
      `\nFrom a server, ${submissions.toLocaleString('en')} submissions, four connections${distance}`,
    );
    const bare = run('bare');
    await asked();
    const first = run('pull');
    const byFirst = await asked();
    const second = run('pull');
    const bySecond = await asked();
    if (first.fetched !== submissions || second.fetched !== 0)
      throw new Error('not all of it, or some twice');
    const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`;
    console.log(
      `  first pull   ${first.seconds.toFixed(1)} s (${Math.round(submissions / first.seconds)}/s), ${percent(bare.seconds / first.seconds)} of what the same requests alone reach (${Math.round(submissions / bare.seconds)}/s); peak ${Math.round(first.peakMb)} MB; ${byFirst.requests} requests, ${byFirst.nonces} nonces, ${byFirst.refused} refused`,
    );
    console.log(
      `  second pull  ${second.seconds.toFixed(1)} s, ${percent(second.seconds / first.seconds)} of the first; peak ${Math.round(second.peakMb)} MB; ${bySecond.requests} requests`,
    );
  } finally {
    server.stdin.end();
    server.kill();
  }
}
