import { Option } from 'commander';
import type { CommandLine } from './command-line.ts';
import {
  choiceOf,
  connections,
  excludeFormMedia,
  exportPasswordEnv,
  exportWith,
  forms,
  keepCiphertext,
  minutes,
  type RunFlags,
  threads,
} from './shared-options.ts';

/** Declares `attache watch`. */
export function declareWatch({ command, common, ends }: CommandLine): void {
  command('watch', 'pull from servers at regular intervals, until Ctrl-C')
    .option('--server <name...>', 'only these servers (default: all)')
    .addOption(
      new Option('--every <minutes>', 'minutes between the starts of two rounds')
        .argParser(minutes)
        .default(15),
    )
    .option('--backup <folder>', 'back up into this folder every night at 2, or as soon as possible after')
    .addOption(forms())
    .addOption(connections())
    .addOption(keepCiphertext())
    .addOption(excludeFormMedia())
    .addOption(threads())
    .addOption(exportWith())
    .addOption(exportPasswordEnv())
    .action(
      async ({
        server,
        ...flags
      }: RunFlags & {
        server?: string[];
        every: number;
        connections: number;
        export?: string[];
        exportPasswordEnv?: string;
        excludeFormMedia: boolean;
        backup?: string;
      }) =>
        ends(
          (await import('../commands/watch.ts')).watchServers(common(), {
            ...choiceOf(flags),
            servers: server ?? [],
          }),
        ),
    );
}
