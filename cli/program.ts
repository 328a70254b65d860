import { Command, CommanderError, Option } from 'commander';
import type { KeyFile, SecretFrom } from '../app/keys/read-key-asking.ts';
import { defaultWorkspace } from '../app/workspace/default-workspace.ts';
import { EXIT } from '../core/ground/problems/spec.ts';
import type { Secret } from '../core/ground/secret.ts';
import { VERSION } from '../core/ground/version.ts';
import { addKeyCommands } from './commands/keys.ts';
import type { CommonOptions } from './context.ts';
import { declareBackup } from './declared/backup.ts';
import type { CommandLine } from './declared/command-line.ts';
import { declareExport } from './declared/export.ts';
import { declareForms } from './declared/forms.ts';
import { declareImport } from './declared/import.ts';
import { declareOpen } from './declared/open.ts';
import { declarePreset } from './declared/preset.ts';
import { declareProblems } from './declared/problems.ts';
import { declarePull } from './declared/pull.ts';
import { declareRestore } from './declared/restore.ts';
import { declareRetry } from './declared/retry.ts';
import { declareServers } from './declared/servers.ts';
import { declareStatus } from './declared/status.ts';
import { declareSubmissions } from './declared/submissions.ts';
import { declareVerify } from './declared/verify.ts';
import { declareWatch } from './declared/watch.ts';
import { declareWorkspace } from './declared/workspace.ts';
import { reportFailure, reportWrongUsage } from './failure.ts';
import { fromDescriptor, fromEnvironment } from './secrets.ts';
import { type UnlockFlags, type UnlockFrom, unlockFrom } from './unlocking.ts';

/**
 * Runs the `attache` command. Takes the process's arguments; returns the exit code. Prints results on
 * standard output, and everything else on standard error.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('attache');
  const keys: KeyFile[] = [];
  let keptKeysPassphrase: SecretFrom = null;
  const passphraseFrom = (from: () => Secret): void => {
    const last = keys.pop();
    if (last === undefined) keptKeysPassphrase = from;
    else keys.push({ ...last, passphrase: from });
  };
  let code: number = EXIT.ok;

  program
    .description(
      'Pulls encrypted ODK submissions, decrypts them on this computer with your private key, stores them in SQLite and exports them.',
    )
    .version(VERSION)
    .option('--workspace <folder>', 'folder for database, media and ciphertext', defaultWorkspace())
    .option('--json', 'print one JSON document, and nothing else, on standard output', false)
    .option('--key <file>', 'private key file for this run only; can be repeated', (file: string) => {
      keys.push({ file, passphrase: null });
    })
    .option(
      '--passphrase-env <NAME>',
      'environment variable with the passphrase of the --key before it; without --key, of the keys in the workspace',
      (name: string) => passphraseFrom(() => fromEnvironment(name)),
    )
    .option('--passphrase-fd <n>', 'file descriptor to read that passphrase from', (descriptor: string) => {
      // The descriptor can be read only once, and its secret may be for several keys.
      const secret = fromDescriptor(Number(descriptor));
      passphraseFrom(() => secret);
    })
    .addOption(
      new Option(
        '--workspace-passphrase-env <NAME>',
        'environment variable with the passphrase of an encrypted workspace',
      ).conflicts(['workspacePassphraseFd', 'workspaceRecoveryEnv']),
    )
    .addOption(
      new Option(
        '--workspace-passphrase-fd <n>',
        'file descriptor to read the workspace passphrase from',
      ).conflicts(['workspacePassphraseEnv', 'workspaceRecoveryEnv']),
    )
    .addOption(
      new Option(
        '--workspace-recovery-env <NAME>',
        'environment variable with the recovery code of an encrypted workspace, in place of its passphrase',
      ),
    )
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(See "attache --help", or --help after a command.)')
    .addHelpText('after', GUIDE)
    .exitOverride();

  let unlockWith: UnlockFrom | null = null;
  const common = (): CommonOptions => {
    const { workspace, json, ...flags } = program.opts<UnlockFlags & { workspace: string; json: boolean }>();
    unlockWith ??= unlockFrom(flags);
    return { workspace, json, keys, keptKeysPassphrase, unlockWith };
  };
  const ends = (work: Promise<number>): Promise<void> =>
    work.then((ended) => {
      code = ended;
    });
  const command = (nameAndArguments: string, description: string, parent: Command = program): Command =>
    parent.command(nameAndArguments).description(description).configureHelp({ showGlobalOptions: true });

  // The help lists the commands in this order.
  for (const declare of declarations) declare({ command, common, ends });
  addKeyCommands(command('keys', 'add, generate and check private keys'), common, ends);

  try {
    await program.parseAsync(argv as string[]);
    return code;
  } catch (error) {
    // An option that comes before --json may be the wrong one.
    const isJson = argv.includes('--json');
    if (!(error instanceof CommanderError)) return reportFailure(error, isJson);
    return error.exitCode === 0 ? EXIT.ok : reportWrongUsage(error, isJson);
  }
}

const declarations: readonly ((line: CommandLine) => void)[] = [
  declareImport,
  declarePull,
  declareWatch,
  declareOpen,
  declareRetry,
  declareSubmissions,
  declareProblems,
  declareForms,
  declareStatus,
  declareVerify,
  declareExport,
  declarePreset,
  declareServers,
  declareBackup,
  declareRestore,
  declareWorkspace,
];

const GUIDE = `
Start with a folder:
  attache import "ODK Briefcase Storage" --key my-key.pem
  attache forms
  attache export --form household --out csv

or with a server:
  attache servers add ona --url https://api.ona.io/amina --user amina --password-env ONA_PASSWORD
  attache pull --server ona --key my-key.pem

Exit codes: 0 success; 3 success, but some submissions have problems ("attache problems" lists them and what to do);
2 wrong usage; 4 key; 5 login refused; 6 network; 7 server or folder; 8 disk or database; 9 export;
10 encrypted workspace not unlocked; 130 cancelled.
`;
