import { type AvailableKeys, availableKeys } from '../app/keys/available-keys.ts';
import type { AskedFor, KeyNote, KeyPorts } from '../app/keys/read-key-asking.ts';
import { describe } from '../core/ground/problem.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import type { Workspace } from '../core/store/workspace.ts';
import type { CommonOptions } from './context.ts';
import { note, plural } from './output.ts';
import { ask, canAsk, withHint } from './secrets.ts';

/**
 * Returns the keys that a command may use: those of `--key`, and those that the workspace stores. Throws
 * `key.*` problems.
 */
export function keysOf(
  { keys: files, keptKeysPassphrase: passphrase }: CommonOptions,
  workspace: Workspace,
  wanted: 'unlocked' | 'names-only',
): Promise<AvailableKeys> {
  return availableKeys(workspace, { files, passphrase }, keyPorts(), wanted);
}

/** Returns a function that gives the unlocked keys of a command when it needs them. */
export function unlockedKeys(
  common: CommonOptions,
  workspace: Workspace,
): () => Promise<readonly UnlockedKey[]> {
  return async () => (await keysOf(common, workspace, 'unlocked')).keys;
}

/** Asks for passphrases on the terminal, if there is one. Prints notes about keys on standard error. */
export function keyPorts(): KeyPorts {
  return {
    ask: canAsk() ? (asked) => ask(`${question(asked)}: `) : null,
    onNote: (said) => note(inWords(said)),
  };
}

function question(asked: AskedFor): string {
  if (asked.kind === 'kept') return `Passphrase of the key ${asked.name}`;
  return withHint(`Passphrase of ${asked.file}`, asked.hint);
}

function inWords(said: KeyNote): string {
  switch (said.kind) {
    case 'wrong':
      return describe(said.problem).message;
    case 'others':
      return `${said.file}: it has ${plural(said.count, 'more key record')} with another passphrase. Read it again with that passphrase.`;
    case 'short':
      return `${said.file}: an RSA key of ${said.bits} bits is short. Use 2048 or more for new forms.`;
    case 'not-used':
      return said.why === 'no-passphrase'
        ? `Not used: the key ${said.name} of this workspace. It needs its passphrase (--passphrase-env).`
        : `Not used: the key ${said.name} of this workspace. The passphrase does not unlock it.`;
  }
}
