import type { CommandLine } from './command-line.ts';
import { keepCiphertext, threads } from './shared-options.ts';

/** Declares `attache open`. */
export function declareOpen({ command, common, ends }: CommandLine): void {
  command('open', 'decrypt stored submissions with the keys now available')
    .option('--form <id>', 'only this form')
    .addOption(keepCiphertext())
    .addOption(threads())
    .action(async (o: { form?: string; keepCiphertext: boolean; threads?: number }) =>
      ends(
        (await import('../commands/pull.ts')).openStored(common(), {
          ...o,
          formId: o.form ?? null,
          threads: o.threads,
        }),
      ),
    );
}
