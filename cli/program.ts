import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultWorkspace } from '../app/default-workspace.ts';
import type { KeyFile, SecretFrom } from '../app/keys/read-key-asking.ts';
import { EXIT } from '../core/ground/problems/spec.ts';
import type { Secret } from '../core/ground/secret.ts';
import { VERSION } from '../core/ground/version.ts';
import { DEFAULT_CONNECTIONS } from '../core/model/server.ts';
import { type ServerKind, serverKinds } from '../core/model/server-kind.ts';
import type { ExportFlags } from './commands/export.ts';
import { addFormatOptions, formatsWithSources } from './commands/export-options.ts';
import { addKeyCommands } from './commands/keys.ts';
import type { AddServerOptions } from './commands/servers.ts';
import type { CommonOptions } from './context.ts';
import { reportFailure } from './failure.ts';
import { fromDescriptor, fromEnvironment } from './secrets.ts';

// A command's own code is loaded when it is called: the help should not wait for the database, nor an import for HTTP.
const addingForms = () => import('./commands/add-forms.ts');
const decrypting = () => import('./commands/decrypt-there.ts');
const exporting = () => import('./commands/export.ts');
const importing = () => import('./commands/import.ts');
const lists = () => import('./commands/lists.ts');
const pulling = () => import('./commands/pull.ts');
const retrying = () => import('./commands/retry.ts');
const watching = () => import('./commands/watch.ts');
const servers = () => import('./commands/servers.ts');
const testing = () => import('./commands/test-server.ts');
const verifying = () => import('./commands/verify.ts');

/**
 * Runs the `attache` command. Takes the process's arguments; returns the exit code. Prints to standard output what was
 * asked for, and to standard error everything else.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('attache');
  const keys: KeyFile[] = [];
  let workspacePassphrase: SecretFrom = null;
  const passphraseFrom = (from: () => Secret): void => {
    const last = keys.pop();
    if (last === undefined) workspacePassphrase = from;
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
      // It can be read only once, and may serve several keys.
      const secret = fromDescriptor(Number(descriptor));
      passphraseFrom(() => secret);
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(See "attache --help", or --help after a command.)')
    .addHelpText('after', GUIDE)
    .exitOverride();

  const common = (): CommonOptions => {
    const { workspace, json } = program.opts<{ workspace: string; json: boolean }>();
    return { workspace, json, keys, workspacePassphrase };
  };
  const ends = (work: Promise<number>): Promise<void> =>
    work.then((ended) => {
      code = ended;
    });
  const command = (nameAndArguments: string, description: string, parent: Command = program): Command =>
    parent.command(nameAndArguments).description(description).configureHelp({ showGlobalOptions: true });

  const threads = new Option(
    '--threads <n>',
    'threads that decrypt submissions (default: one per core)',
  ).argParser(whole);
  const connections = new Option('--connections <n>', 'submissions to download at once')
    .argParser(whole)
    .default(DEFAULT_CONNECTIONS);
  const keep = new Option(
    '--keep-ciphertext',
    'keep the encrypted files of submissions that are decrypted and verified',
  ).default(false);
  const drafts = new Option(
    '--include-drafts',
    'also import drafts of ODK Collect; the column "is_draft" marks them',
  ).default(false);
  const passwordFd = new Option(
    '--password-fd <n>',
    'file descriptor to read the password or token from',
  ).argParser((descriptor) => fromDescriptor(Number(descriptor)));
  const forms = new Option('--form <id...>', 'only these forms');
  const excludeFormMedia = new Option(
    '--exclude-form-media',
    'do not download the files that choices come from; values are shown instead of labels',
  ).default(false);

  command(
    'import <folder>',
    'import submissions from a folder or zip file: Briefcase storage (or the folder above it), a Collect folder, or single submissions',
  )
    .addOption(forms)
    .addOption(keep)
    .addOption(excludeFormMedia)
    .addOption(threads)
    .addOption(drafts)
    .action(
      async (
        folder: string,
        o: {
          form?: string[];
          keepCiphertext: boolean;
          excludeFormMedia: boolean;
          threads?: number;
          includeDrafts: boolean;
        },
      ) =>
        ends(
          (await importing()).importFolder(common(), folder, {
            formIds: o.form ?? null,
            keepCiphertext: o.keepCiphertext,
            excludeFormMedia: o.excludeFormMedia,
            threads: o.threads,
            ...(o.includeDrafts ? { includeDrafts: true } : {}),
          }),
        ),
    );

  command('pull', 'pull new submissions from a server')
    .requiredOption('--server <name>', 'a server that was added with "attache servers add"')
    .addOption(forms)
    .addOption(passwordFd)
    .option(
      '--full',
      "read the server's lists from the start, and compare all submissions that no signature proves",
      false,
    )
    .addOption(connections)
    .addOption(keep)
    .addOption(excludeFormMedia)
    .addOption(threads)
    .action(
      async (o: {
        server: string;
        form?: string[];
        full: boolean;
        connections: number;
        keepCiphertext: boolean;
        excludeFormMedia: boolean;
        threads?: number;
        passwordFd?: Secret;
      }) =>
        ends((await pulling()).pullServer(common(), { ...o, formIds: o.form ?? null, threads: o.threads })),
    );

  command('watch', 'pull from servers at regular intervals, until Ctrl-C')
    .option('--server <name...>', 'only these servers (default: all)')
    .addOption(
      new Option('--every <minutes>', 'minutes between the starts of two rounds')
        .argParser(minutes)
        .default(15),
    )
    .addOption(forms)
    .addOption(connections)
    .addOption(keep)
    .addOption(excludeFormMedia)
    .addOption(threads)
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
          (await watching()).watchServers(common(), {
            ...o,
            servers: o.server ?? [],
            formIds: o.form ?? null,
            threads: o.threads,
          }),
        ),
    );

  command('open', 'decrypt stored submissions with the keys now available')
    .option('--form <id>', 'only this form')
    .addOption(keep)
    .addOption(threads)
    .action(async (o: { form?: string; keepCiphertext: boolean; threads?: number }) =>
      ends((await pulling()).openStored(common(), { ...o, formId: o.form ?? null, threads: o.threads })),
    );

  command('retry', 'download again what failed or is missing, from its source')
    .addOption(forms)
    .addOption(connections)
    .addOption(keep)
    .addOption(threads)
    .action(async (o: { form?: string[]; connections: number; keepCiphertext: boolean; threads?: number }) =>
      ends((await retrying()).retryAll(common(), { ...o, formIds: o.form ?? null, threads: o.threads })),
    );

  const from = new Option(
    '--server <name...>',
    'only submissions from these servers, their projects ("server, project") or folders',
  );
  const submissions = command('submissions', 'list all submissions with their state, signature and problems')
    .option('--form <id>', 'only this form')
    .option('--all-versions', 'every version of an edited submission, not only the newest', false)
    .addOption(from)
    .action(async (o: { form?: string; allVersions: boolean; server?: string[] }) =>
      (await lists()).listSubmissions(common(), o.form ?? null, o.allVersions, o.server),
    );
  command('xml <instanceId>', "print one submission's decrypted XML, byte for byte", submissions)
    .option('--form <id>', 'the form, if several have a submission with this ID')
    .action(async (instanceId: string, _o: object, given: Command) => {
      // An option that the command above has too is taken by it.
      const { form } = given.optsWithGlobals<{ form?: string }>();
      await (await lists()).printSubmissionXml(common(), instanceId, form ?? null);
    });

  command('problems', 'list all problems and what to do')
    .option('--form <id>', 'only this form')
    .action(async (o: { form?: string }) => (await lists()).listProblems(common(), o.form ?? null));
  const listed = command('forms', 'list all forms with their versions, keys and counts').action(async () =>
    (await lists()).listForms(common()),
  );
  command(
    'add <file...>',
    'add form definitions (XForms) that the server does not send to this account',
    listed,
  ).action(async (files: string[]) => ends((await addingForms()).addForms(common(), files)));
  command('status', 'show what is in the workspace').action(async () =>
    (await lists()).printStatus(common()),
  );
  command('verify', 'check all stored signatures and files again').action(async () =>
    ends((await verifying()).verifyAll(common())),
  );

  const exports = command('export', 'write one form as CSV files')
    .requiredOption('--form <id>', 'the form')
    .requiredOption('--out <folder>', 'folder to write to; made if it does not exist');
  addFormatOptions(exports)
    .option('--file <name>', "name of the main file (default: the form's title)")
    .option('--exclude-media', 'do not copy attachments', false)
    .option('--form-version <v>', 'only this version ("" for submissions without one)')
    .option('--from <day>', 'first day of submission, yyyy-mm-dd')
    .option('--to <day>', 'last day of submission, yyyy-mm-dd')
    .option('--all-versions', 'every version of an edited submission, not only the newest', false)
    .option('--without-deleted', 'leave out submissions that were deleted on their server', false)
    .addOption(from)
    .option(
      '--source-column',
      `add a column that names the source (default in ${formatsWithSources()} if there are several)`,
    )
    .option('--no-source-column', 'do not add that column')
    .option('--new-only', 'add only submissions that were not exported to this folder before', false)
    .option('--overwrite', 'replace existing files, even with other columns or of another form')
    .option('--append', 'add rows to existing files, if their columns are the same', false)
    .action(async (o: ExportFlags) => ends((await exporting()).exportForm(common(), o)));

  const serverCommands = command('servers', 'manage the servers to pull from');
  command('add <name>', 'add a server', serverCommands)
    .requiredOption('--url <url>', 'address, for example https://api.ona.io/your-name')
    .addOption(
      new Option(
        '--kind <kind>',
        'kind of server (default: recognised by its address or its responses)',
      ).choices([...serverKinds]),
    )
    .option('--user <name>', 'user name')
    .option(
      '--password-env <NAME>',
      'environment variable with the password; Attaché stores its name, never its value',
    )
    .option('--token-env <NAME>', 'environment variable with a token, instead of user and password')
    .option('--bearer', 'send the token as "Bearer" instead of "Token"', false)
    .option('--ca-file <file>', "certificate file of the server's own certificate authority (PEM)")
    .option('--proxy <url>', 'address of a proxy to use')
    .action(async (name: string, o: AddServerOptions) => (await servers()).addServer(common(), name, o));
  command('list', 'list the servers', serverCommands).action(async () =>
    (await servers()).listServers(common()),
  );
  command(
    'test <name>',
    'test address, certificate, login and rights, and list the forms',
    serverCommands,
  ).action(async (name: string) => ends((await testing()).testOneServer(common(), name)));
  command('forms <name>', 'list the forms of a server', serverCommands).action(async (name: string) =>
    ends((await testing()).listServerForms(common(), name)),
  );
  command('change <name>', 'change the kind of a server', serverCommands)
    .addOption(new Option('--kind <kind>', 'kind of server').choices([...serverKinds]).makeOptionMandatory())
    .action(async (name: string, o: { kind: ServerKind }) =>
      (await servers()).changeServer(common(), name, o.kind),
    );
  command('decrypt <name>', 'let a Central decrypt a form whose key it keeps', serverCommands)
    .requiredOption('--form <id>', 'the form')
    .requiredOption('--out <folder>', 'folder to write to')
    .option('--send-passphrase', 'send the passphrase to the server, which can then read the answers', false)
    .action(async (name: string, o: { form: string; out: string; sendPassphrase: boolean }) =>
      ends(
        (await decrypting()).haveDecrypted(common(), name, {
          formId: o.form,
          out: o.out,
          isAgreed: o.sendPassphrase,
        }),
      ),
    );
  command('remove <name>', 'remove a server; its pulled submissions stay here', serverCommands).action(
    async (name: string) => (await servers()).removeServer(common(), name),
  );

  addKeyCommands(command('keys', 'add, generate and check private keys'), common, ends);

  try {
    await program.parseAsync(argv as string[]);
    return code;
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportFailure(error, program.opts<{ json?: boolean }>().json === true);
  }
}

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  );
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new InvalidArgumentError('a whole number from 1 to 64.');
  return value;
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 1440)) throw new InvalidArgumentError('a number from 0.1 to 1440.');
  return value;
}

const GUIDE = `
Start with a folder:
  attache import "ODK Briefcase Storage" --key my-key.pem
  attache forms
  attache export --form household --out csv

or with a server:
  attache servers add ona --url https://api.ona.io/amina --user amina --password-env ONA_PASSWORD
  attache pull --server ona --key my-key.pem

Exit codes: 0 success; 3 success, but some submissions have problems ("attache problems" lists them and what to do);
2 wrong usage; 4 key; 5 login refused; 6 network; 7 server or folder; 8 disk or database; 9 export; 130 cancelled.
`;
