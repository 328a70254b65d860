import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { switchedCommand } from '../../fixtures/switched-workspace.ts';

/** The environment variable with the path of the command's bundle (`bundle.ts`), for tests. */
export const BUNDLE = 'ATTACHE_TEST_COMMAND';

const SOURCE = fileURLToPath(new URL('../attache.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Whether the command was killed. On Windows it has the exit code of an error then, and has said nothing. */
export function isKilled({ code, err }: Ran): boolean {
  return code === null || (process.platform === 'win32' && code === 1 && err === '');
}

/** The program that is the `attache` command, and its first argument. Uses the bundle if there is one. */
export function command(): readonly [program: string, script: string] {
  return [process.execPath, process.env[BUNDLE] ?? SOURCE];
}

/**
 * Starts the `attache` command in a separate process, without a terminal. It gets the open files as its
 * descriptors 3, 4 and so on.
 */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: readonly number[] = [],
): ChildProcess {
  const [program, script] = command();
  const switched = switchedCommand(args);
  return spawn(program, [script, ...switched.args], {
    env: { ...process.env, ...switched.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...files],
  });
}

/** Runs the command until it ends. */
export function attache(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: readonly number[] = [],
): Promise<Ran> {
  const child = start(args, env, files);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString() }),
    );
  });
}

/** Runs the command with `--json`. Returns what it printed and its exit code. */
export async function attacheJson(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly json: unknown; readonly err: string }> {
  const { code, out, err } = await attache([...args, '--json'], env);
  return { code, json: JSON.parse(out.toString()), err };
}
