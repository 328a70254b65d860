import type { CommandLine } from './command-line.ts';
import { connections, forms, keepCiphertext, threads } from './shared-options.ts';

/** Declares `attache retry`. */
export function declareRetry({ command, common, ends }: CommandLine): void {
  command('retry', 'download again what failed or is missing, from its source')
    .addOption(forms())
    .addOption(connections())
    .addOption(keepCiphertext())
    .addOption(threads())
    .action(async (o: { form?: string[]; connections: number; keepCiphertext: boolean; threads?: number }) =>
      ends(
        (await import('../commands/retry.ts')).retryAll(common(), {
          ...o,
          formIds: o.form ?? null,
          threads: o.threads,
        }),
      ),
    );
}
