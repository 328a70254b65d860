import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { formsNaming } from '../../app/keys/forms-naming.ts';
import { importKeys } from '../../app/keys/import-keys.ts';
import { Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { KeySize } from '../../keys/generate-key.ts';
import type { ReadKey } from '../../keys/read-key.ts';
import { type CommonOptions, clock, withWorkspace } from '../context.ts';
import { warnOfCopiedKey } from '../copied-folder.ts';
import { note, plural, printJson, printLine, printTable } from '../output.ts';
import { askTwice, canAsk, fromDescriptor, fromEnvironment } from '../secrets.ts';

interface SealFlags {
  readonly sealPassphraseEnv?: string;
  readonly sealPassphraseFd?: number;
}

interface GenerateFlags {
  readonly out: string;
  readonly bits: string;
  readonly newPassphraseEnv?: string;
  readonly newPassphraseFd?: number;
}

/** Adds `keys import | list | generate | check | remove` to the command line. */
export function addKeyCommands(
  parent: Command,
  common: () => CommonOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  const command = (nameAndArguments: string, description: string): Command =>
    parent.command(nameAndArguments).description(description).configureHelp({ showGlobalOptions: true });
  const descriptor = (flag: string, what: string): Option =>
    new Option(flag, `file descriptor to read ${what} from`).argParser(Number);

  command('import <file>', 'add a private key to the workspace, protected by a passphrase')
    .option('--seal-passphrase-env <NAME>', 'environment variable with the passphrase that protects it')
    .addOption(descriptor('--seal-passphrase-fd <n>', 'that passphrase'))
    .action((file: string, o: SealFlags) => ends(importKey(common(), file, o)));
  command('list', 'list the keys of the workspace').action(() => ends(listKeys(common())));
  command('generate', 'generate a new key pair')
    .requiredOption('--out <file>', 'file for the private key; must not exist yet')
    .addOption(
      new Option('--bits <n>', 'key size; servers that decrypt accept only 2048')
        .choices(['2048', '3072', '4096'])
        .default('2048'),
    )
    .option('--new-passphrase-env <NAME>', 'environment variable with the passphrase for the new key')
    .addOption(descriptor('--new-passphrase-fd <n>', 'that passphrase'))
    .action((o: GenerateFlags) => ends(generate(common(), o)));
  command('check <file>', 'show what a key file is and which forms it decrypts').action((file: string) =>
    ends(checkKey(common(), file)),
  );
  command(
    'remove <fingerprint>',
    'remove a key from the workspace; the first digits of its fingerprint are enough',
  ).action((fingerprint: string) => ends(removeKey(common(), fingerprint)));
}

async function newPassphrase(
  variable: string | undefined,
  descriptor: number | undefined,
  question: string,
  option: string,
): Promise<Secret> {
  let passphrase: Secret;
  if (variable !== undefined) passphrase = fromEnvironment(variable);
  else if (descriptor !== undefined) passphrase = fromDescriptor(descriptor);
  else if (canAsk()) passphrase = await askTwice(question);
  else throw new Problem('usage.nobody_to_ask', { what: 'A passphrase', option });
  if (passphrase.reveal() === '') {
    throw new Problem('usage.bad_option', { option, expected: 'a passphrase that is not empty' });
  }
  return passphrase;
}

/**
 * Reads a key file. The passphrase comes from `--passphrase-env`, or the user types it. Throws `key.*`
 * problems.
 */
async function readKey(
  { keptKeysPassphrase: passphrase }: CommonOptions,
  file: string,
  workspace: Workspace,
): Promise<readonly ReadKey[]> {
  // Loaded only when it is needed: the code that reads unusual key files is large.
  const { readKeyAsking } = await import('../../app/keys/read-key-asking.ts');
  const { keyPorts } = await import('../available-keys.ts');
  return readKeyAsking({ file, passphrase }, keyPorts(), workspace);
}

function importKey(common: CommonOptions, file: string, flags: SealFlags): Promise<number> {
  return withWorkspace(common, async (workspace) => {
    const keys = await readKey(common, file, workspace);
    const passphrase = await newPassphrase(
      flags.sealPassphraseEnv,
      flags.sealPassphraseFd,
      'New passphrase to protect the key in this workspace',
      '--seal-passphrase-env',
    );
    const kept = await importKeys(workspace, file, keys, passphrase, clock.now().toISOString());
    if (common.json) printJson(kept);
    else
      for (const { fingerprint, bits, forms } of kept)
        printLine(`Added ${fingerprint} (${bits} bits). ${opens(forms)}`);
    return EXIT.ok;
  });
}

function listKeys(common: CommonOptions): Promise<number> {
  return withWorkspace(common, (workspace) => {
    const keys = workspace.privateKeys.all().map(({ fingerprint, name, bits }) => ({
      fingerprint,
      name,
      bits,
      forms: formsNaming(workspace, fingerprint),
    }));
    if (common.json) printJson(keys);
    else {
      printTable(
        ['fingerprint', 'name', 'bits', 'decrypts'],
        keys.map(({ fingerprint, name, bits, forms }) => [fingerprint, name, bits, forms.join(', ')]),
      );
      if (keys.length === 0)
        note('No keys yet. Add one with "attache keys import", or use --key with a command.');
    }
    return EXIT.ok;
  });
}

async function generate(common: CommonOptions, flags: GenerateFlags): Promise<number> {
  const { generateKeyFile } = await import('../../keys/generate-key.ts');
  const passphrase = await newPassphrase(
    flags.newPassphraseEnv,
    flags.newPassphraseFd,
    'Passphrase for the new key',
    '--new-passphrase-env',
  );
  const file = resolve(flags.out);
  warnOfCopiedKey(dirname(file));
  const made = await generateKeyFile(file, passphrase, Number(flags.bits) as KeySize);
  if (common.json) {
    printJson({ file, ...made });
    return EXIT.ok;
  }
  printLine(`Private key   ${file}`);
  printLine(`Fingerprint   ${made.fingerprint}`);
  printLine('Put this line into the cell "public_key" of the sheet "settings" in your XLSForm:');
  printLine(made.publicKey);
  note(
    'Keep at least two copies of the private key file and its passphrase in safe places. A lost key is lost data: nobody can decrypt the submissions without it.',
  );
  return EXIT.ok;
}

function checkKey(common: CommonOptions, file: string): Promise<number> {
  return withWorkspace(common, async (workspace) => {
    const keys = await readKey(common, file, workspace);
    const found = keys.map(({ fingerprint, bits, format, warnings, publicKey }) => ({
      fingerprint,
      bits,
      format,
      warnings,
      publicKey,
      forms: formsNaming(workspace, fingerprint),
    }));
    if (common.json) printJson(found);
    else {
      for (const { fingerprint, bits, format, forms } of found) {
        printLine(`A private RSA key of ${bits} bits (${format})`);
        printLine(`Fingerprint ${fingerprint}`);
        printLine(opens(forms));
      }
    }
    return EXIT.ok;
  });
}

function removeKey(common: CommonOptions, prefix: string): Promise<number> {
  return withWorkspace(common, ({ privateKeys }) => {
    const [found, ...more] = privateKeys
      .all()
      .filter(({ fingerprint }) => fingerprint.startsWith(prefix.toLowerCase()));
    if (found === undefined || more.length > 0)
      throw new Problem('usage.key_unknown', { fingerprint: prefix });
    privateKeys.remove(found.fingerprint);
    if (common.json) printJson({ removed: found.fingerprint });
    else printLine(`Removed ${found.fingerprint}. Its key file is unchanged.`);
    return EXIT.ok;
  });
}

function opens(forms: readonly string[]): string {
  return forms.length === 0
    ? 'No form definition in this workspace names it. Older versions of a form may have used it.'
    : `It decrypts ${plural(forms.length, 'form version')} of this workspace: ${forms.join(', ')}.`;
}
