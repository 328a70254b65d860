import type { BackUpFlags } from '../commands/backup.ts';
import type { CommandLine } from './command-line.ts';
import { type CodeFlags, codeEnv, codeFd } from './shared-options.ts';

/** Declares `attache backup` and `attache backup verify`. */
export function declareBackup({ command, common, ends }: CommandLine): void {
  const backup = command('backup', 'back up the workspace into a folder, encrypted')
    .option('--to <folder>', 'folder for the backup, best on another disk; later runs add what is new')
    .option(
      '--code-out <file>',
      'new file for the backup code, its last line (default: printed once on standard error)',
    )
    .option('--new', 'begin a new backup in a folder from which the earlier one is gone', false);
  backup.action(async ({ to, ...flags }: BackUpFlags & { to?: string }) => {
    // The options of a command are also those of the commands in it, so this one cannot be mandatory.
    if (to === undefined) return backup.error("error: required option '--to <folder>' not specified");
    return ends((await import('../commands/backup.ts')).backUpInto(common(), to, flags));
  });
  command('verify <folder>', 'read a whole backup, and compare it with what it should have', backup)
    .addOption(codeEnv())
    .addOption(codeFd())
    .action(async (folder: string, flags: CodeFlags) =>
      ends((await import('../commands/backup.ts')).verifyFolder(common(), folder, flags)),
    );
}
