import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_CONNECTIONS } from '../../core/model/server.ts';
import { fromDescriptor } from '../secrets.ts';

/** What the options of a command that stores submissions give. */
export interface RunFlags {
  readonly form?: string[];
  readonly keepCiphertext: boolean;
  readonly threads?: number;
}

/** The flags as the commands take them: no form is every form, and no number of threads is one per core. */
export function choiceOf<F extends RunFlags>({ form, threads, ...others }: F) {
  return { ...others, formIds: form ?? null, threads };
}

// Options that several commands have. Each call makes a new option.

export const threads = (): Option =>
  new Option('--threads <n>', 'threads that decrypt submissions (default: one per core)').argParser(whole);

export const connections = (): Option =>
  new Option('--connections <n>', 'submissions to download at once')
    .argParser(whole)
    .default(DEFAULT_CONNECTIONS);

export const keepCiphertext = (): Option =>
  new Option(
    '--keep-ciphertext',
    'keep the encrypted files of submissions that are decrypted and verified',
  ).default(false);

export const includeDrafts = (): Option =>
  new Option(
    '--include-drafts',
    'also import drafts of ODK Collect; the column "is_draft" marks them',
  ).default(false);

export const passwordFd = (): Option =>
  new Option('--password-fd <n>', 'file descriptor to read the password or token from').argParser(
    (descriptor) => fromDescriptor(Number(descriptor)),
  );

export const forms = (): Option => new Option('--form <id...>', 'only these forms');

export const excludeFormMedia = (): Option =>
  new Option(
    '--exclude-form-media',
    'do not download the files that choices come from; values are shown instead of labels',
  ).default(false);

export const fromServers = (): Option =>
  new Option(
    '--server <name...>',
    'only submissions from these servers, their projects ("server, project") or folders',
  );

export const exportWith = (): Option =>
  new Option(
    '--export <preset>',
    'export the pulled forms with this preset after each pull; can be repeated',
  ).argParser<string[]>((name, before = []) => [...before, name]);

export const exportPasswordEnv = (): Option =>
  new Option(
    '--export-password-env <NAME>',
    'environment variable with the password of a database that a preset exports to',
  );

export const recoveryOut = (): Option =>
  new Option(
    '--recovery-out <file>',
    'new file for the recovery code, its last line (default: printed once on standard error)',
  );

/** The options that name a backup code. */
export interface CodeFlags {
  readonly codeEnv?: string;
  readonly codeFd?: string;
}

export const codeEnv = (): Option =>
  new Option('--code-env <NAME>', 'environment variable with the backup code').conflicts('codeFd');

export const codeFd = (): Option =>
  new Option('--code-fd <n>', 'file descriptor to read the backup code from');

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new InvalidArgumentError('a whole number from 1 to 64.');
  return value;
}

export function minutes(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 1440)) throw new InvalidArgumentError('a number from 0.1 to 1440.');
  return value;
}
