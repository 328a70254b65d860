import type { ProblemData } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * Returns the hint for a missing passphrase of a key file. The administrator of a Central server writes the
 * hint for the key that is in the file. Takes the `key.passphrase_missing` problem from reading the file;
 * null when no server has sent a hint.
 */
export function keyHint(
  { sourceForms }: Pick<Workspace, 'sourceForms'>,
  { params }: ProblemData,
): string | null {
  const fingerprints = typeof params.fingerprints === 'string' ? params.fingerprints.split(' ') : [];
  const hints = fingerprints.flatMap((fingerprint) => sourceForms.keyHint(fingerprint) ?? []);
  return [...new Set(hints)].join(' · ') || null;
}
