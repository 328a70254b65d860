import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Windows, wineEnv } from './prepare.ts';

/** Milliseconds between two reads of the printed output. */
const EVERY = 500;

/**
 * Runs a script of the copied project on Node for Windows, shows its output, and returns its exit code. The
 * output goes through files, because the outermost process in Wine cannot write to a Linux pipe.
 */
export async function runInWine({ prefix, node, copy }: Windows, args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-wine-'));
  const path = join(folder, 'output');
  const output = openSync(path, 'a');
  const shown = openSync(path, 'r');
  const show = (): void => {
    const piece = Buffer.alloc(64 * 1024);
    for (let length = readSync(shown, piece); length > 0; length = readSync(shown, piece)) {
      process.stdout.write(Buffer.from(piece.subarray(0, length)));
    }
  };
  const timer = setInterval(show, EVERY);
  try {
    const child = spawn('wine', [node, ...args], {
      cwd: copy,
      env: wineEnv(prefix),
      stdio: ['ignore', output, output],
    });
    return await new Promise<number>((resolve) => {
      child.on('error', () => resolve(127));
      child.on('close', (code) => resolve(code ?? 1));
    });
  } finally {
    clearInterval(timer);
    show();
    closeSync(output);
    closeSync(shown);
    rmSync(folder, { recursive: true, force: true });
  }
}
