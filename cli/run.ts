/**
 * Runs the `attache` command in this process. Takes what follows the program's name; returns the exit code. Whoever
 * calls it ends the process: Node by itself, the packed app in its own way.
 */
export async function run(args: readonly string[]): Promise<number> {
  // A reader such as `head` may close the pipe before all is written; that is no failure of ours.
  process.stdout.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const { main } = await import('./program.ts');
  return main(['node', 'attache', ...args]);
}
