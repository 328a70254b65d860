import type { Secret } from '../../core/ground/secret.ts';
import type { CommandLine } from './command-line.ts';
import {
  choiceOf,
  connections,
  excludeFormMedia,
  exportPasswordEnv,
  exportWith,
  forms,
  keepCiphertext,
  passwordFd,
  type RunFlags,
  threads,
} from './shared-options.ts';

/** Declares `attache pull`. */
export function declarePull({ command, common, ends }: CommandLine): void {
  command('pull', 'pull new submissions from a server')
    .requiredOption('--server <name>', 'a server that was added with "attache servers add"')
    .addOption(forms())
    .addOption(passwordFd())
    .option(
      '--full',
      "read the server's lists from the start, and compare all submissions that no signature proves",
      false,
    )
    .addOption(connections())
    .addOption(keepCiphertext())
    .addOption(excludeFormMedia())
    .addOption(threads())
    .addOption(exportWith())
    .addOption(exportPasswordEnv())
    .action(
      async (
        flags: RunFlags & {
          server: string;
          full: boolean;
          connections: number;
          export?: string[];
          exportPasswordEnv?: string;
          excludeFormMedia: boolean;
          passwordFd?: Secret;
        },
      ) => ends((await import('../commands/pull.ts')).pullServer(common(), choiceOf(flags))),
    );
}
