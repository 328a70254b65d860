import { basename } from 'node:path';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { KeySize } from '../../keys/generate-key.ts';
import type { KeyWork } from './key-work.ts';

/** A new key pair. It is a draft until it is saved and kept. */
export interface NewKey {
  readonly draftId: string;
  readonly fingerprint: string;
  readonly publicKey: string;
}

/** Makes a key pair. Takes the passphrase for its file; null: none. */
export async function makeKey(
  { drafts }: Pick<KeyWork, 'drafts'>,
  bits: KeySize,
  name: string,
  passphrase: Secret | null,
): Promise<NewKey> {
  const { generateKey } = await import('../../keys/generate-key.ts');
  const key = await generateKey(bits);
  const format = passphrase === null ? 'PKCS#8' : 'PKCS#8, encrypted';
  const draftId = drafts.add({ keys: [{ key, format }], file: null, generated: { name, passphrase } });
  return { draftId, fingerprint: key.fingerprint, publicKey: key.publicKey };
}

/**
 * Writes a new key to a file, replaces an existing file, and reads it back. Throws `key.draft_gone`, and
 * `key.not_written`; after that the draft can be saved elsewhere.
 */
export async function saveNewKey(
  { drafts }: Pick<KeyWork, 'drafts'>,
  draftId: string,
  path: string,
): Promise<void> {
  const { keys: made, generated } = drafts.find(draftId);
  const [first] = made;
  if (first === undefined || generated === null) throw new Problem('key.draft_gone', {});
  const { writeKeyFile } = await import('../../keys/generate-key.ts');
  await writeKeyFile(path, first.key, generated.passphrase, { replace: true });
  drafts.saved(draftId, basename(path));
}
