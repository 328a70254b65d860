/**
 * The commands of `attache`. They are apart from their code, so that the app can tell a command from a file
 * without loading it.
 */
export const commandNames: readonly string[] = [
  'backup',
  'export',
  'forms',
  'help',
  'import',
  'keys',
  'open',
  'preset',
  'problems',
  'pull',
  'restore',
  'retry',
  'servers',
  'status',
  'submissions',
  'verify',
  'watch',
  'workspace',
];

/** The options that may come before a command. */
export const commonOptions: readonly string[] = [
  '--help',
  '--json',
  '--key',
  '--passphrase-env',
  '--passphrase-fd',
  '--version',
  '--workspace',
  '--workspace-passphrase-env',
  '--workspace-passphrase-fd',
  '--workspace-recovery-env',
  '-V',
  '-h',
];
