import { basename } from 'node:path';
import { Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { HeldKey } from './held-keys.ts';
import { readGuarded } from './inspect-key-file.ts';
import type { KeyWork } from './key-work.ts';
import { proveKey } from './prove-key.ts';

/** What a locked key is unlocked with. */
export type UnlockBy =
  | { readonly kind: 'passphrase'; readonly passphrase: Secret }
  | { readonly kind: 'keychain' }
  | { readonly kind: 'file'; readonly path: string; readonly passphrase: Secret | null };

/** Unlocks a key and tries it. Throws `key.*` problems, and `engine.no_keychain`. */
export async function unlockKey(work: KeyWork, fingerprint: string, by: UnlockBy): Promise<void> {
  const held = await unlocked(work, fingerprint, by);
  work.keys.hold(held);
  await proveKey(work, held);
}

async function unlocked(work: KeyWork, fingerprint: string, by: UnlockBy): Promise<HeldKey> {
  const { workspace, known, tries, keychain } = work;
  const { name, file, format } = known.find(fingerprint);
  if (by.kind === 'file') {
    const from = basename(by.path);
    const read = await readGuarded(work, by.path, by.passphrase);
    const key = read.find((found) => found.fingerprint === fingerprint);
    if (key === undefined) throw new Problem('key.another', { file: from, name });
    return { key, name, file: file ?? from, format: key.format };
  }
  const sealed = workspace.privateKeys.find(fingerprint);
  if (sealed === null) throw new Problem('key.locked', { name });
  const { openSealed } = await import('../../keys/seal.ts');
  if (by.kind === 'passphrase') {
    const open = () => openSealed(sealed.sealedPem, by.passphrase, name);
    return { key: await tries.guard(fingerprint, name, open), name, file, format };
  }
  if (keychain === null) throw new Problem('engine.no_keychain', {});
  const kept = sealed.protectedPassphrase;
  const revealed = kept === null ? null : await keychain.reveal(kept);
  if (revealed === null) throw new Problem('key.keychain_lost', { name });
  return { key: await openSealed(sealed.sealedPem, new Secret(revealed), name), name, file, format };
}
