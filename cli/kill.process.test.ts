// Covers cli/commands/pull.ts, core/pull/run.ts.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SampleRandom } from '../fixtures/sample-project/random.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { type OpenRosaServer, startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { attache, start } from './testing/attache.ts';
import { dumpWorkspace } from './testing/dump.ts';

/*
 * Kills a pull from outside at any moment, and runs it again. The result must be the same as that of an
 * undisturbed pull: every table, row by row, and every file. `KILL_SEED`, which the test prints, repeats the
 * same moments. `KILLS` sets how many kills there are; `npm run test:long` does more of them.
 */
const KILLS = Number(process.env.KILLS ?? 6);
/** The second kill meets a pull that continues what the first kill has left. */
const KILLS_A_PULL = 2;
const SUBMISSIONS = 100;

const keys = fileURLToPath(new URL('../fixtures/sample-project/keys/', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'attache-kill-'));
const env = { PASSWORD: 'kill-test', PASSPHRASE: 'sample-passphrase' };
let server: OpenRosaServer;

beforeAll(async () => {
  server = await startOpenRosaServer({
    data: sampleProject(SUBMISSIONS),
    authentication: {
      users: [{ name: 'amina', password: env.PASSWORD, token: 'unused' }],
      offers: ['digest-md5'],
    },
    flavour: 'aggregate',
  });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

async function makeWorkspace(name: string): Promise<string> {
  const workspace = join(root, name);
  const login = ['--user', 'amina', '--password-env', 'PASSWORD', '--ca-file', server.caFile];
  const { code } = await attache(
    ['servers', 'add', 's', '--url', server.url, ...login, '--workspace', workspace],
    env,
  );
  expect(code).toBe(0);
  return workspace;
}

function pullOf(workspace: string): string[] {
  const old = ['--key', join(keys, 'TEST-key-2023.pem')];
  const current = ['--key', join(keys, 'TEST-key-2025.pem'), '--passphrase-env', 'PASSPHRASE'];
  return ['pull', '--server', 's', '--workspace', workspace, ...old, ...current];
}

test(
  `a pull killed ${KILLS} times at random moments ends like one left alone`,
  async () => {
    const empty = await makeWorkspace('empty');
    const whole = join(root, 'whole');
    cpSync(empty, whole, { recursive: true });
    const started = performance.now();
    expect((await attache(pullOf(whole), env)).code).toBe(3);
    let length = performance.now() - started;
    const wanted = dumpWorkspace(whole);
    expect(wanted.length).toBeGreaterThan(SUBMISSIONS * 4);

    const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
    console.info(`KILL_SEED=${seed}, a pull takes ${Math.round(length)} ms`);
    const random = new SampleRandom(seed);
    let kills = 0;
    let early = 0;
    // Most of the kills must meet a running pull; else nothing is tested.
    while (kills < KILLS || early <= KILLS / 2) {
      const workspace = join(root, `killed-${kills}`);
      cpSync(empty, workspace, { recursive: true });
      const moments: number[] = [];
      for (let i = 0; i < KILLS_A_PULL; i += 1) {
        const after = random.next() * length;
        moments.push(Math.round(after));
        const begun = performance.now();
        const child = start(pullOf(workspace), env);
        const timer = setTimeout(() => child.kill('SIGKILL'), after);
        const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
        clearTimeout(timer);
        kills += 1;
        if (signal === 'SIGKILL') early += 1;
        // The computer was busier when the length was measured.
        else if (i === 0) length = Math.min(length, performance.now() - begun);
      }
      const when = `killed after ${moments.join(' ms, and again after ')} ms`;
      expect((await attache(pullOf(workspace), env)).code, when).toBe(3);
      expect(dumpWorkspace(workspace), when).toEqual(wanted);
      rmSync(workspace, { recursive: true, force: true });
    }
  },
  150_000 * KILLS,
);
