import type { CommandLine } from './command-line.ts';

/** Declares `attache status`. */
export function declareStatus({ command, common }: CommandLine): void {
  command('status', 'show what is in the workspace').action(async () =>
    (await import('../commands/status.ts')).printStatus(common()),
  );
}
