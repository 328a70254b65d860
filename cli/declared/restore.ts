import { Option } from 'commander';
import type { RestoreFlags } from '../commands/restore.ts';
import type { CommandLine } from './command-line.ts';
import { codeEnv, codeFd, recoveryOut } from './shared-options.ts';

/** Declares `attache restore`. */
export function declareRestore({ command, common, ends }: CommandLine): void {
  command('restore <folder>', 'restore a backup into a new or empty folder')
    .requiredOption('--to <folder>', 'folder for the restored workspace')
    .addOption(codeEnv())
    .addOption(codeFd())
    .option('--snapshot <name>', 'an earlier snapshot, such as 2026-11-29T02-00 (default: the newest)')
    .addOption(
      new Option(
        '--encrypt',
        'encrypt the restored workspace; its new passphrase comes from --workspace-passphrase-env or -fd, or is asked for',
      ).conflicts('plain'),
    )
    .option('--plain', 'do not encrypt it, even if the backup is of an encrypted workspace')
    .addOption(recoveryOut())
    .action(async (folder: string, flags: RestoreFlags) =>
      ends((await import('../commands/restore.ts')).restoreFolder(common(), folder, flags)),
    );
}
