import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { SealedKey } from '../../core/store/private-keys.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { KeyRing } from '../../keys/key-ring.ts';
import type { ReadKey } from '../../keys/read-key.ts';
import { openSealed } from '../../keys/seal.ts';
import { selfTest } from '../../keys/self-test.ts';
import {
  type KeyFile,
  type KeyPorts,
  readKeyAsking,
  type SecretFrom,
  withPassphrase,
} from './read-key-asking.ts';

/** The available keys. */
export interface AvailableKeys {
  /** The unlocked ones. */
  readonly keys: readonly UnlockedKey[];
  /** Fingerprints of all keys, unlocked or not. */
  readonly fingerprints: ReadonlySet<string>;
}

/** Where keys and passphrases come from, apart from the workspace. */
export interface KeySources {
  /** The key files that the user named. */
  readonly files: readonly KeyFile[];
  /** The passphrase of the keys that the workspace keeps. */
  readonly passphrase: SecretFrom;
}

/**
 * Returns the available keys: those of the named files, and those in the workspace. `unlocked` asks for
 * passphrases that were not given. `names-only` never asks, and leaves locked keys locked. Throws `key.*`
 * problems for a named file that cannot be used, and `key.runtime_unfit` when the cryptography of this
 * computer does not work as it should.
 */
export async function availableKeys(
  workspace: Pick<Workspace, 'privateKeys' | 'sourceForms'>,
  { files, passphrase }: KeySources,
  ports: KeyPorts,
  wanted: 'unlocked' | 'names-only',
): Promise<AvailableKeys> {
  const failed = selfTest();
  if (failed.length > 0) throw new Problem('key.runtime_unfit', { failed: failed.join(', ') });
  const ring = new KeyRing();
  for (const file of files) {
    for (const key of await readNamed(file, workspace, ports, wanted)) ring.add(key);
  }
  const sealed = workspace.privateKeys.all();
  if (wanted === 'unlocked') {
    for (const kept of sealed) {
      if (ring.list().some(({ fingerprint }) => fingerprint === kept.fingerprint)) continue;
      const key = await unseal(kept, passphrase, ports);
      if (key !== null) ring.add(key);
    }
  }
  const fingerprints = [...ring.list(), ...sealed].map(({ fingerprint }) => fingerprint);
  return { keys: ring.list(), fingerprints: new Set(fingerprints) };
}

async function readNamed(
  file: KeyFile,
  workspace: Pick<Workspace, 'sourceForms'>,
  ports: KeyPorts,
  wanted: 'unlocked' | 'names-only',
): Promise<readonly ReadKey[]> {
  if (wanted === 'unlocked') return readKeyAsking(file, ports, workspace);
  try {
    return await readKeyAsking(file, { ...ports, ask: null }, workspace);
  } catch (error) {
    if (error instanceof Problem && error.code === 'key.passphrase_missing') return [];
    throw error;
  }
}

/** Unlocks a key of the workspace; null when it stays locked. */
async function unseal(
  { sealedPem, name }: SealedKey,
  from: SecretFrom,
  { ask, onNote }: KeyPorts,
): Promise<UnlockedKey | null> {
  if (from === null && ask === null) {
    onNote({ kind: 'not-used', name, why: 'no-passphrase' });
    return null;
  }
  const open = async (passphrase: Secret | undefined): Promise<UnlockedKey> => {
    if (passphrase === undefined) throw new Problem('key.passphrase_missing', { file: name });
    return openSealed(sealedPem, passphrase, name);
  };
  try {
    const askFor = ask === null ? null : () => ask({ kind: 'kept', name });
    return await withPassphrase(open, from?.(), { ask: askFor, onNote });
  } catch (error) {
    // One passphrase may not fit all keys of a workspace. Keys that it does not fit stay locked.
    if (!(error instanceof Problem) || error.code !== 'key.passphrase_wrong') throw error;
    onNote({ kind: 'not-used', name, why: 'wrong-passphrase' });
    return null;
  }
}
