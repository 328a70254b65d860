import type { CommandLine } from './command-line.ts';
import { choiceOf, connections, forms, keepCiphertext, type RunFlags, threads } from './shared-options.ts';

/** Declares `attache retry`. */
export function declareRetry({ command, common, ends }: CommandLine): void {
  command('retry', 'download again what failed or is missing, from its source')
    .addOption(forms())
    .addOption(connections())
    .addOption(keepCiphertext())
    .addOption(threads())
    .action(async (flags: RunFlags & { connections: number }) =>
      ends((await import('../commands/retry.ts')).retryAll(common(), choiceOf(flags))),
    );
}
