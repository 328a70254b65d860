import { run } from '../../cli/run.ts';

/**
 * Runs the `attache` command in Electron's main process and ends it with the command's exit code. Electron is not ready
 * yet and never will be: there is no window and no display, and the lock for a single app is not asked for. Takes what
 * follows the program's name.
 */
export async function runCommand(args: readonly string[]): Promise<never> {
  // Electron's own `process.exit` waits until Electron is ready, and that needs a display.
  process.exit = (code) => exitNow(Number(code ?? process.exitCode ?? 0));
  // As in Node, instead of a dialog.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      exitNow(1);
    });
  }
  // Before it is ready, Electron goes on as soon as its loop has nothing to wait for, even where code waits for a thread.
  setInterval(() => undefined, 1000);
  const code = await run(args);
  await Promise.all([process.stdout, process.stderr].map(written));
  return exitNow(code);
}

/** Ends the process as Node's `process.exit` does. */
function exitNow(code: number): never {
  process.emit('exit', code);
  return (process as NodeJS.Process & { reallyExit(code: number): never }).reallyExit(code);
}

/** Waits until the system has received all output, or the reader has closed the stream. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
