import { Problem } from '../../core/ground/problem.ts';
import type { KeyRow, OpensForm } from '../../core/model/known-key.ts';
import type { HeldKey } from './held-keys.ts';
import { KeyForms } from './key-forms.ts';
import type { KeyWork } from './key-work.ts';

/** Tries an unlocked key on submissions of each form, and saves the results. */
export function proveKey(
  { workspace, clock }: Pick<KeyWork, 'workspace' | 'clock'>,
  { key }: HeldKey,
): Promise<readonly OpensForm[]> {
  return new KeyForms(workspace).prove(key, clock.now().toISOString(), true);
}

/**
 * Tests an unlocked key: encrypts and decrypts a message with it, and tries it again on submissions of each
 * form. Throws `key.locked`, `usage.key_unknown`, and `key.runtime_unfit` when decrypting does not return the
 * message.
 */
export async function testKey(work: KeyWork, fingerprint: string): Promise<KeyRow> {
  const { known, clock } = work;
  const held = known.open(fingerprint);
  const { opensTestMessage } = await import('../../keys/generate-key.ts');
  if (!opensTestMessage(held.key.publicKey, held.key)) {
    throw new Problem('key.runtime_unfit', { failed: 'RSA-OAEP-SHA-256' });
  }
  const lastTried = clock.now().toISOString();
  const opens = await proveKey(work, held);
  return { ...known.find(fingerprint), lastTried, opens };
}
