// Covers core/export/output-files.ts, core/export/temp-files.ts.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { someFormats } from './testing/some-formats.ts';
import { temporaryFolder } from './testing/temporary.ts';

const formats = someFormats();
const SCRIPT = fileURLToPath(new URL('./testing/export-killed.ts', import.meta.url));
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });

/** Returns the bytes of every finished file in a folder. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

test.each(formats)(
  '%s: after a kill between two files, each file is whole, old or new, and the next export tidies up',
  (format) => {
    const [whole, folder] = [temporaryFolder(), temporaryFolder()];
    expect(run(format, whole)).toMatchObject({ status: 0, stderr: '' });
    const wanted = filesIn(whole);
    expect(wanted.size).toBeGreaterThan(0);
    for (const name of wanted.keys()) writeFileSync(join(folder, name), `old ${name}`);
    expect(run(format, folder, '1').signal).toBe('SIGKILL');
    const after = filesIn(folder);
    const states = [...wanted].map(([name, bytes]) =>
      after.get(name) === bytes ? 'new' : after.get(name) === `old ${name}` ? 'old' : 'broken',
    );
    expect(states.sort()).toEqual(['new', ...states.slice(1).map(() => 'old')]);
    expect(run(format, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(filesIn(folder)).toEqual(wanted);
    expect(readdirSync(folder)).toHaveLength(wanted.size);
  },
);

const MANY = fileURLToPath(new URL('./testing/export-many.ts', import.meta.url));
/** So much is written before the process is killed, that some rows are on the disk. */
const BEGUN = 200_000;

/** Starts an export that does not end, and kills it when some of its rows are on the disk. */
async function killedAmongRows(format: string, folder: string): Promise<void> {
  const child = spawn(process.execPath, [MANY, '10000000', format, folder], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const sizeOf = (name: string) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const isBegun = () => readdirSync(folder).some((name) => sizeOf(name) > BEGUN);
  while (!isBegun() && child.exitCode === null) await setTimeout(20);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

test.each(formats)(
  '%s: after a kill between two rows nothing is visible, and the next export tidies up',
  async (format) => {
    const folder = temporaryFolder();
    await killedAmongRows(format, folder);
    const left = readdirSync(folder);
    expect(left.filter((name) => !/^\.attache-\d+-[0-9a-f]{12}\.part$/.test(name))).toEqual([]);
    expect(left).not.toEqual([]);
    expect(run(format, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  },
);
