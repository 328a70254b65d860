import { Option } from 'commander';
import { type ServerKind, serverKinds } from '../../core/model/server-kind.ts';
import type { AddServerOptions } from '../commands/servers.ts';
import type { CommandLine } from './command-line.ts';

/** Declares `attache servers`. */
export function declareServers({ command, common, ends }: CommandLine): void {
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
    .action(async (name: string, o: AddServerOptions) =>
      (await import('../commands/servers.ts')).addServer(common(), name, o),
    );
  command('list', 'list the servers', serverCommands).action(async () =>
    (await import('../commands/servers.ts')).listServers(common()),
  );
  command(
    'test <name>',
    'test address, certificate, login and rights, and list the forms',
    serverCommands,
  ).action(async (name: string) =>
    ends((await import('../commands/test-server.ts')).testOneServer(common(), name)),
  );
  command('forms <name>', 'list the forms of a server', serverCommands).action(async (name: string) =>
    ends((await import('../commands/test-server.ts')).listServerForms(common(), name)),
  );
  command('change <name>', 'change the kind of a server', serverCommands)
    .addOption(new Option('--kind <kind>', 'kind of server').choices([...serverKinds]).makeOptionMandatory())
    .action(async (name: string, o: { kind: ServerKind }) =>
      (await import('../commands/servers.ts')).changeServer(common(), name, o.kind),
    );
  command('decrypt <name>', 'let a Central decrypt a form whose key it keeps', serverCommands)
    .requiredOption('--form <id>', 'the form')
    .requiredOption('--out <folder>', 'folder to write to')
    .option('--send-passphrase', 'send the passphrase to the server, which can then read the answers', false)
    .action(async (name: string, o: { form: string; out: string; sendPassphrase: boolean }) =>
      ends(
        (await import('../commands/decrypt-there.ts')).haveDecrypted(common(), name, {
          formId: o.form,
          out: o.out,
          isAgreed: o.sendPassphrase,
        }),
      ),
    );
  command('remove <name>', 'remove a server; its pulled submissions stay here', serverCommands).action(
    async (name: string) => (await import('../commands/servers.ts')).removeServer(common(), name),
  );
}
