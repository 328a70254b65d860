import { basename } from 'node:path';
import type { Secret } from '../../core/ground/secret.ts';
import type { ReadKey } from '../../keys/read-key.ts';
import { formsNaming } from './forms-naming.ts';
import type { KeyParts } from './key-context.ts';
import { sealInWorkspace } from './seal-in-workspace.ts';

/** A key that was added to the workspace, with the form versions that name it. */
export interface ImportedKey extends Pick<ReadKey, 'fingerprint' | 'bits' | 'format'> {
  readonly forms: readonly string[];
}

/**
 * Adds the keys of a file to the workspace under the file's name, encrypted with a passphrase that is not
 * empty. Takes the current time (ISO 8601). Throws `store.*` problems.
 */
export async function importKeys(
  workspace: Pick<KeyParts, 'privateKeys' | 'forms' | 'transaction'>,
  path: string,
  keys: readonly ReadKey[],
  passphrase: Secret,
  now: string,
): Promise<readonly ImportedKey[]> {
  const file = basename(path);
  const imported: ImportedKey[] = [];
  for (const key of keys) {
    const { fingerprint, bits, format } = key;
    await sealInWorkspace(workspace, key, passphrase, { name: file, file, format }, now);
    imported.push({ fingerprint, bits, format, forms: formsNaming(workspace, fingerprint) });
  }
  return imported;
}
