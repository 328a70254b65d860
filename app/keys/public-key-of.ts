import { Problem } from '../../core/ground/problem.ts';
import type { KeyWork } from './key-work.ts';

/**
 * Returns the public key as written in the cell `public_key` of an XLSForm. For a locked key it is known only
 * while a form of the workspace names the key. Throws `key.locked`, and `usage.key_unknown`.
 */
export function publicKeyOf({ workspace, keys, drafts, known }: KeyWork, fingerprint: string): string {
  const open = keys.find(fingerprint)?.key ?? drafts.key(fingerprint);
  if (open !== null) return open.publicKey;
  const { name } = known.find(fingerprint);
  const form = workspace.forms.all().find(({ keyFingerprint }) => keyFingerprint === fingerprint);
  const named = form?.model.publicKey ?? null;
  if (named === null) throw new Problem('key.locked', { name });
  return named.replace(/\s+/g, '');
}
