import { Option } from 'commander';
import type {
  CreateFlags,
  NewPassphraseFlags,
  RecoveryCodeFlags,
  RecoveryFlags,
} from '../commands/workspace.ts';
import type { CommandLine } from './command-line.ts';
import { recoveryOut } from './shared-options.ts';

/** Declares `attache workspace`. */
export function declareWorkspace({ command, common, ends }: CommandLine): void {
  const commands = command('workspace', 'make a workspace, and change how it is unlocked');
  command('create', 'make a workspace in a new or empty folder', commands)
    .option(
      '--encrypt',
      'encrypt it; the workspace passphrase comes from --workspace-passphrase-env or -fd, or is asked for',
      false,
    )
    .addOption(recoveryOut())
    .action(async (flags: CreateFlags) =>
      ends((await import('../commands/workspace.ts')).createWorkspace(common(), flags)),
    );
  command('encrypt', 'encrypt a plain workspace; run again, it continues after a stop', commands)
    .addOption(recoveryOut())
    .action(async (flags: RecoveryFlags) =>
      ends((await import('../commands/convert-workspace.ts')).encrypt(common(), flags)),
    );
  command('decrypt', 'make an encrypted workspace a plain one', commands).action(async () =>
    ends((await import('../commands/convert-workspace.ts')).decrypt(common())),
  );
  command(
    'passphrase',
    'set another workspace passphrase, with the present one or the recovery code',
    commands,
  )
    .option('--new-workspace-passphrase-env <NAME>', 'environment variable with the new workspace passphrase')
    .option('--new-workspace-passphrase-fd <n>', 'file descriptor to read the new workspace passphrase from')
    .action(async (flags: NewPassphraseFlags) =>
      ends((await import('../commands/workspace.ts')).setPassphrase(common(), flags)),
    );
  command('recovery-code', 'make a new recovery code, and end the old one', commands)
    .addOption(recoveryOut())
    .addOption(
      new Option(
        '--check',
        'make none: check that you have kept the present one, by its last group or --workspace-recovery-env',
      ).conflicts('recoveryOut'),
    )
    .action(async (flags: RecoveryCodeFlags) =>
      ends((await import('../commands/workspace.ts')).recoveryCode(common(), flags)),
    );
}
