import { keyHint } from '../app/keys/key-hint.ts';
import { Problem, type ProblemData } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { KeyRing } from '../keys/key-ring.ts';
import type { ReadKey } from '../keys/read-key.ts';
import { readKeyFile } from '../keys/read-key-file.ts';
import { openSealed } from '../keys/seal.ts';
import { selfTest } from '../keys/self-test.ts';
import type { CommonOptions, KeyOption, SecretFrom } from './context.ts';
import { note, plural } from './output.ts';
import { ask, canAsk, withHint } from './secrets.ts';

export interface KeysAtHand {
  readonly keys: readonly UnlockedKey[];
  /** Fingerprints of all keys, unlocked or not. */
  readonly fingerprints: ReadonlySet<string>;
}

const TRIES = 3;

/**
 * The keys that this command may use: those of `--key`, and those that the workspace keeps. `unlocked` asks for
 * passphrases where a variable does not give them; `names-only` never asks, and leaves locked keys locked.
 * Throws `key.*` and `usage.*` problems for a `--key` that cannot be used.
 */
export async function keysAtHand(
  common: CommonOptions,
  workspace: Workspace,
  wanted: 'unlocked' | 'names-only',
): Promise<KeysAtHand> {
  const failed = selfTest();
  if (failed.length > 0) throw new Problem('key.runtime_unfit', { failed: failed.join(', ') });
  const ring = new KeyRing();
  for (const option of common.keys) {
    for (const key of await readOption(option, wanted, workspace)) ring.add(key);
  }
  const sealed = workspace.privateKeys.all();
  if (wanted === 'unlocked') {
    for (const { sealedPem, name, fingerprint } of sealed) {
      if (ring.list().some((key) => key.fingerprint === fingerprint)) continue;
      const key = await unseal(sealedPem, name, common.workspacePassphrase);
      if (key !== null) ring.add(key);
    }
  }
  const fingerprints = [...ring.list(), ...sealed].map(({ fingerprint }) => fingerprint);
  return { keys: ring.list(), fingerprints: new Set(fingerprints) };
}

async function readOption(
  option: KeyOption,
  wanted: 'unlocked' | 'names-only',
  workspace: Workspace,
): Promise<readonly ReadKey[]> {
  try {
    return await readKeyAsking(option, wanted === 'unlocked' && canAsk(), workspace);
  } catch (error) {
    if (wanted === 'names-only' && error instanceof Problem && error.code === 'key.passphrase_missing')
      return [];
    throw error;
  }
}

/**
 * Reads a key file, with the passphrase from its variable, or asked for on the terminal where that may be done.
 * Asked for with the hint that a server has told of it. Says on standard error what is not good about it. Throws `key.*`
 * problems.
 */
export async function readKeyAsking(
  { file, passphrase }: KeyOption,
  mayAsk: boolean,
  workspace: Workspace,
): Promise<readonly ReadKey[]> {
  const given = passphrase?.();
  const keys = await withPassphrase(
    (tried) => readKeyFile(file, tried),
    given,
    mayAsk ? `Passphrase of ${file}` : null,
    (problem) => keyHint(workspace, problem),
  );
  const others = keys[0]?.others ?? 0;
  if (others > 0) {
    note(
      `${file}: ${plural(others, 'more key record')} in it with another passphrase; read it again with that one.`,
    );
  }
  for (const { bits, warnings } of keys) {
    if (warnings.includes('short'))
      note(`${file}: an RSA key of ${bits} bits is short; use 2048 or more for new forms.`);
  }
  return keys;
}

async function unseal(pem: string, name: string, from: SecretFrom): Promise<UnlockedKey | null> {
  if (from === null && !canAsk()) {
    note(`Not used: the key ${name} of this workspace, which needs its passphrase (--passphrase-env).`);
    return null;
  }
  const given = from?.();
  const open = async (passphrase: Secret | undefined): Promise<UnlockedKey> => {
    if (passphrase === undefined) throw new Problem('key.passphrase_missing', { file: name });
    return openSealed(pem, passphrase, name);
  };
  try {
    return await withPassphrase(open, given, from === null ? `Passphrase of the key ${name}` : null);
  } catch (error) {
    // One passphrase may not fit all keys of a workspace; those that it does not fit stay locked.
    if (!(error instanceof Problem) || error.code !== 'key.passphrase_wrong') throw error;
    note(`Not used: the key ${name} of this workspace; the passphrase does not open it.`);
    return null;
  }
}

/** Tries without asking first; then, where there is a question, asks up to three times. */
async function withPassphrase<T>(
  open: (passphrase: Secret | undefined) => Promise<T>,
  given: Secret | undefined,
  question: string | null,
  hintOf: (problem: ProblemData) => string | null = () => null,
): Promise<T> {
  let passphrase = given;
  let hint: string | null = null;
  for (let asked = 0; ; asked += 1) {
    try {
      return await open(passphrase);
    } catch (error) {
      const mayHelp = error instanceof Problem && /^key\.passphrase_(missing|wrong)$/.test(error.code);
      if (!mayHelp || question === null || given !== undefined || asked === TRIES) throw error;
      if (asked > 0) note(error.message);
      hint ??= hintOf(error.data);
      passphrase = await ask(`${withHint(question, hint)}: `);
    }
  }
}
