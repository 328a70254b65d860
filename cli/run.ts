/**
 * Runs the `attache` command in this process. Takes the arguments after the program's name; returns the exit
 * code. The caller ends the process: Node ends automatically, the packed app has another way.
 */
export async function run(args: readonly string[]): Promise<number> {
  // A reader like `head` may close the pipe early. That is not an error.
  process.stdout.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const { main } = await import('./program.ts');
  return main(['node', 'attache', ...args]);
}
