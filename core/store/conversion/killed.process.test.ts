// Covers core/store/conversion/conversion.ts, core/store/conversion/settle-conversion.ts,
// core/store/conversion/swap.ts.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillFully } from '../../../fixtures/full-workspace.ts';
import { onlyWhere } from '../../../fixtures/only-where.ts';
import { findTexts } from '../../../fixtures/planted.ts';
import { planted } from '../../../fixtures/planted-submissions.ts';
import { SampleRandom } from '../../../fixtures/sample-project/random.ts';
import { workspaceContent } from '../../../fixtures/workspace-content.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import type { ConversionTarget } from '../../model/conversion.ts';
import { KEY_FILE } from '../../model/workspace-keys.ts';
import { Workspace } from '../workspace.ts';
import { finishConverted } from './settle-conversion.ts';
import { convert } from './testing/convert.ts';

/*
 * Kills conversions from outside at random moments, and at single changes of the file system: before each
 * rename, write and flush. After each kill the workspace is whole, plain or encrypted; the next run ends like
 * one left alone; and nothing planted lies in an encrypted workspace or in the temporary folder. `KILL_SEED`,
 * which the test prints, repeats the same kills. `KILLS` sets how many there are of each kind;
 * `npm run test:long` does more of them, and kills before every change of the last steps.
 */
const KILLS = Number(process.env.KILLS ?? 2);
const isLong = process.env.KILLS !== undefined;

const root = mkdtempSync(join(tmpdir(), 'attache-convert-kill-'));
const temporary = join(root, 'tmp');
const keys = testWorkspaceKeys();
const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const random = new SampleRandom(seed);
const everything = [...planted.answers, ...planted.names, ...planted.secrets, ...planted.presets];

const starts: Record<ConversionTarget, string> = {
  encrypted: join(root, 'plain'),
  plain: join(root, 'encrypted'),
};
let content: readonly string[] = [];
let made = 0;

beforeAll(async () => {
  process.stdout.write(`KILL_SEED=${seed}\n`);
  mkdirSync(temporary);
  const workspace = new Workspace(starts.encrypted);
  await fillFully(workspace, root);
  workspace.close();
  content = workspaceContent(starts.encrypted, null);
  cpSync(starts.encrypted, starts.plain, { recursive: true, preserveTimestamps: true });
  await convert(starts.plain, keys);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function newCopy(to: ConversionTarget): string {
  made += 1;
  const folder = join(root, `copy-${made}`);
  cpSync(starts[to], folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

/** Runs a conversion in a process. Returns what it printed, or the signal that ended it. */
function run(folder: string, to: ConversionTarget, killAt: number, killAfterMs?: number): Promise<string> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./testing/convert-child.ts', import.meta.url)), folder, to, String(killAt)],
    { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += String(chunk);
  });
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // On Windows a process that kills itself has no signal, but the exit code of an error.
      resolve(signal ?? (process.platform === 'win32' && code !== 0 ? 'SIGKILL' : out));
    }),
  );
}

function isDone(folder: string, to: ConversionTarget): boolean {
  return (
    existsSync(join(folder, KEY_FILE)) === (to === 'encrypted') && !existsSync(join(folder, 'conversion'))
  );
}

/** What must hold after a kill: first as whoever opens the workspace sees it, then when the conversion continues. */
async function expectWhole(folder: string, to: ConversionTarget, when: string): Promise<void> {
  const isOpened = made % 2 === 0;
  if (isOpened) {
    finishConverted(folder);
    const opened = existsSync(join(folder, KEY_FILE)) ? keys : null;
    new Workspace(folder, opened).close();
    expect(workspaceContent(folder, opened), when).toEqual(content);
    // A plain copy of an encrypted workspace does not stay when the workspace is opened.
    if (opened !== null) expect(findTexts(folder, everything), when).toEqual([]);
    if (opened === null && to === 'plain') expect(readdirSync(folder), when).not.toContain('conversion');
  }
  const isDone = existsSync(join(folder, KEY_FILE)) === (to === 'encrypted');
  if (!isDone || existsSync(join(folder, 'conversion')))
    await convert(folder, to === 'encrypted' ? keys : null);
  expect(workspaceContent(folder, to === 'encrypted' ? keys : null), when).toEqual(content);
  expect(readdirSync(folder), when).not.toContain('conversion');
  if (to === 'encrypted') expect(findTexts(folder, everything), when).toEqual([]);
  expect(findTexts(temporary, everything), when).toEqual([]);
  rmSync(folder, { recursive: true });
}

describe.each<ConversionTarget>(['encrypted', 'plain'])('a conversion to %s', (to) => {
  test(
    'that is killed before a change of the file system',
    async () => {
      const whole = newCopy(to);
      const changes = Number(await run(whole, to, 0));
      rmSync(whole, { recursive: true });
      expect(changes).toBeGreaterThan(100);
      const last = isLong ? 60 : 3;
      const moments = new Set<number>();
      for (let i = 0; i < KILLS; i += 1) moments.add(1 + Math.floor(random.next() * changes));
      // The parts take their places in the last steps.
      const step = isLong ? 1 : 9;
      for (let i = 0; i < last; i += 1) moments.add(changes - Math.floor(random.next() * step) - i * step);
      for (const killAt of moments) {
        const folder = newCopy(to);
        expect(await run(folder, to, killAt)).toBe('SIGKILL');
        await expectWhole(folder, to, `killed before change ${killAt} of ${changes}, seed ${seed}`);
      }
    },
    60_000 * (KILLS + 60),
  );

  test(
    'that is killed at any moment, twice',
    async () => {
      const whole = newCopy(to);
      const begun = performance.now();
      await run(whole, to, 0);
      const length = performance.now() - begun;
      rmSync(whole, { recursive: true });
      for (let i = 0; i < KILLS; i += 1) {
        const folder = newCopy(to);
        const moments = [random.next() * length, random.next() * length];
        for (const after of moments) if (!isDone(folder, to)) await run(folder, to, 0, after);
        await expectWhole(folder, to, `killed after ${moments.join(' ms, then ')} ms, seed ${seed}`);
      }
    },
    300_000 * (KILLS + 1),
  );
});

onlyWhere('sqlite3')('after decrypting, other programs open the database', async () => {
  const folder = newCopy('plain');
  await run(folder, 'plain', 0);
  const sql = 'PRAGMA integrity_check; SELECT count(*) FROM submission; PRAGMA foreign_key_check;';
  const submissions = content.filter((line) => line.startsWith('submission ')).length;
  expect(execFileSync('sqlite3', [join(folder, 'attache.sqlite'), sql]).toString()).toBe(
    `ok\n${submissions}\n`,
  );
});
