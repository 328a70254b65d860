import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vitestProgram } from './vitest-program.ts';

/** A part of the long tests: a program of ours on this Node, with what it needs of the environment. */
interface Part {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** To add a part, add it here. Each has its own way to take a sample in `npm test`. */
const parts: readonly Part[] = [
  {
    name: 'chaos: pulls through a proxy that damages 8 % of all responses, then clean ones',
    args: [...vitestProgram, 'run', 'core/pull/chaos.test.ts', '--reporter=verbose'],
    env: { CHAOS_SEEDS: process.env.CHAOS_SEEDS ?? '20', CHAOS_SIZE: process.env.CHAOS_SIZE ?? '60' },
  },
];

/** Runs one part with its output shown. Returns whether it ended well, and its seconds. */
async function run({
  name,
  args,
  env,
}: Part): Promise<{ readonly isRight: boolean; readonly seconds: number }> {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (ended) => resolve(ended ?? 1));
  });
  return { isRight: code === 0, seconds: (performance.now() - started) / 1000 };
}

/**
 * `npm run test:long`: what takes too long for `npm test`, which takes a sample of each. Prints the figures of every part;
 * a word behind it takes the parts whose name has that word.
 */
const [wanted = ''] = process.argv.slice(2);
const chosen = parts.filter(({ name }) => name.includes(wanted));
const figures: string[] = [];
let isRight = chosen.length > 0;
for (const part of chosen) {
  const result = await run(part);
  isRight &&= result.isRight;
  figures.push(`${result.isRight ? 'right' : 'WRONG'}  ${result.seconds.toFixed(1)} s  ${part.name}`);
}
process.stdout.write(`\n${figures.join('\n')}\n`);
process.exitCode = isRight ? 0 : 1;
