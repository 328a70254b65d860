import { Option } from 'commander';
import type { CommandLine } from './command-line.ts';
import { connections, excludeFormMedia, forms, keepCiphertext, minutes, threads } from './shared-options.ts';

/** Declares `attache watch`. */
export function declareWatch({ command, common, ends }: CommandLine): void {
  command('watch', 'pull from servers at regular intervals, until Ctrl-C')
    .option('--server <name...>', 'only these servers (default: all)')
    .addOption(
      new Option('--every <minutes>', 'minutes between the starts of two rounds')
        .argParser(minutes)
        .default(15),
    )
    .addOption(forms())
    .addOption(connections())
    .addOption(keepCiphertext())
    .addOption(excludeFormMedia())
    .addOption(threads())
    .action(
      async (o: {
        server?: string[];
        every: number;
        form?: string[];
        connections: number;
        keepCiphertext: boolean;
        excludeFormMedia: boolean;
        threads?: number;
      }) =>
        ends(
          (await import('../commands/watch.ts')).watchServers(common(), {
            ...o,
            servers: o.server ?? [],
            formIds: o.form ?? null,
            threads: o.threads,
          }),
        ),
    );
}
