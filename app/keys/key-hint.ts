import type { ProblemData } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/**
 * What reminds of the passphrase that a key file lacks: what the administrator of a Central has written beside the key
 * that is in it. Takes the `key.passphrase_missing` that reading the file met; null when no server has told a hint.
 */
export function keyHint(
  { sourceForms }: Pick<Workspace, 'sourceForms'>,
  { params }: ProblemData,
): string | null {
  const fingerprints = typeof params.fingerprints === 'string' ? params.fingerprints.split(' ') : [];
  const hints = fingerprints.flatMap((fingerprint) => sourceForms.keyHint(fingerprint) ?? []);
  return [...new Set(hints)].join(' · ') || null;
}
