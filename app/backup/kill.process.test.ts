// Covers core/backup/make/adopt.ts, core/backup/make/make-snapshot.ts, core/backup/restore/restore.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpWorkspace } from '../../cli/testing/dump.ts';
import { Secret } from '../../core/ground/secret.ts';
import { SampleRandom } from '../../fixtures/sample-project/random.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { BackedUp, ports, sampleKeys } from './testing/backed-up.ts';
import { verifyBackup } from './verify-backup.ts';

/*
 * Kills a backup, and a restore, from outside at any moment, and runs it again. The backup must then be whole, with
 * everything that was in it before as it was; the restored workspace must be the same as that of an undisturbed restore.
 * `KILL_SEED`, which the test prints, repeats the same moments. `KILLS` sets how many kills there are of each;
 * `npm run test:long` does more of them.
 */
const KILLS = Number(process.env.KILLS ?? 4);
const PROGRAM = fileURLToPath(new URL('./testing/backup-process.ts', import.meta.url));

const backedUp = new BackedUp();
afterAll(() => backedUp.close());

let random: SampleRandom;
let workspace: string;
/** A backup of the workspace as it was before the last pull. */
let before: string;
let code: string;
let wanted: readonly string[];

beforeAll(async () => {
  const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
  process.stdout.write(`KILL_SEED=${seed}\n`);
  random = new SampleRandom(seed);
  const filled = await backedUp.filled(30);
  before = backedUp.newFolder();
  await backedUp.backUp(filled, before);
  code = backedUp.codeOf(filled).reveal();
  await backedUp.spaces.fill(filled, sampleKeys, 60);
  workspace = filled.folder;
  filled.close();
  wanted = dumpWorkspace(workspace);
});

/** Runs the program; kills it after some milliseconds. Returns how long it took, and whether it was killed. */
async function run(args: readonly string[], killedAfter: number | null) {
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const timer = killedAfter === null ? null : setTimeout(() => child.kill('SIGKILL'), killedAfter);
  const [exit, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (timer !== null) clearTimeout(timer);
  if (signal === null) expect(exit, err).toBe(0);
  return { took: performance.now() - begun, isKilled: signal === 'SIGKILL' };
}

const stampsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    ['volumes', 'snapshots'].flatMap((place) =>
      readdirSync(join(folder, place)).map((name) => {
        const { size, mtimeMs } = statSync(join(folder, place, name));
        return [`${place}/${name}`, `${size} ${mtimeMs}`];
      }),
    ),
  );

/** Does work with moments that are spread over the whole of a run. A run that was faster is killed sooner the next time. */
async function killing(length: number, work: (after: number) => Promise<boolean>): Promise<void> {
  for (let i = 0; i < KILLS; i += 1) {
    let after = ((i + random.next()) / KILLS) * length;
    while (!(await work(after))) after /= 2;
  }
}

test(
  `a backup killed ${KILLS} times at random moments is continued, and nothing earlier is touched`,
  async () => {
    const undisturbed = backedUp.newFolder();
    cpSync(before, undisturbed, { recursive: true, preserveTimestamps: true });
    const { took } = await run(['backup', workspace, undisturbed], null);
    await killing(took, async (after) => {
      const folder = backedUp.newFolder();
      cpSync(before, folder, { recursive: true, preserveTimestamps: true });
      const earlier = stampsOf(folder);
      const { isKilled } = await run(['backup', workspace, folder], after);
      const when = `killed after ${Math.round(after)} ms`;
      for (const [name, stamp] of earlier) expect(stampsOf(folder).get(name), `${when}: ${name}`).toBe(stamp);
      await run(['backup', workspace, folder], null);
      for (const [name, stamp] of earlier) expect(stampsOf(folder).get(name), `${when}: ${name}`).toBe(stamp);
      const left = readdirSync(folder, { recursive: true }).filter((name) =>
        /\.part$|\.lock/.test(String(name)),
      );
      expect(left, when).toEqual([]);
      const check = await verifyBackup({ ...ports, folder, code: new Secret(code), workspaceFolder: null });
      expect(check.findings, when).toEqual([]);
      const report = await backedUp.restore(folder, new Secret(code));
      expect(dumpWorkspace(report.workspace), when).toEqual(wanted);
      // What the killed run left in the workspace is gone after the next one.
      expect(readdirSync(join(workspace, 'incoming')), when).toEqual([]);
      rmSync(folder, { recursive: true });
      rmSync(report.workspace, { recursive: true });
      return isKilled;
    });
  },
  300_000 * KILLS,
);

test(
  `a restore killed ${KILLS} times at random moments says so, and is run again`,
  async () => {
    const folder = backedUp.newFolder();
    cpSync(before, folder, { recursive: true, preserveTimestamps: true });
    await run(['backup', workspace, folder], null);
    const whole = backedUp.newFolder();
    const { took } = await run(['restore', folder, whole, code], null);
    expect(dumpWorkspace(whole)).toEqual(wanted);
    await killing(took, async (after) => {
      const to = backedUp.newFolder();
      const { isKilled } = await run(['restore', folder, to, code], after);
      const when = `killed after ${Math.round(after)} ms`;
      if (existsSync(to) && !existsSync(join(to, 'attache.sqlite')) && readdirSync(to).length > 0) {
        expect(() => testWorkspace(to), when).toThrow('was interrupted');
      }
      if (!existsSync(join(to, 'attache.sqlite'))) await run(['restore', folder, to, code], null);
      expect(dumpWorkspace(to), when).toEqual(wanted);
      rmSync(to, { recursive: true });
      return isKilled;
    });
  },
  300_000 * KILLS,
);
