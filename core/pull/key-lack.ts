import type { UnlockedKey } from '../../keys/key.ts';
import type { Workspace } from '../workspace.ts';
import type { PullPorts } from './pull-ports.ts';

/** The ids of the encrypted forms whose newest version names a key that is none of these. */
export function formsWithoutKey(workspace: Workspace, keys: readonly UnlockedKey[]): readonly string[] {
  const held = new Set(keys.map(({ fingerprint }) => fingerprint));
  const newest = new Map<string, string | null>();
  for (const face of workspace.forms.faces()) {
    if (!newest.has(face.formId)) newest.set(face.formId, face.keyFingerprint);
  }
  return [...newest].flatMap(([id, key]) => (key === null || held.has(key) ? [] : [id]));
}

const LOOK_AGAIN_MS = 1000;

/** Says of a form whether none of the keys at hand is the one that its newest version names; looks once a second. */
export function keyLack({
  workspace,
  keys,
}: Pick<PullPorts, 'workspace' | 'keys'>): (formId: string) => boolean {
  let lacking = new Set<string>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  return (formId) => {
    const now = performance.now();
    if (now - lookedAt > LOOK_AGAIN_MS) {
      lookedAt = now;
      lacking = new Set(formsWithoutKey(workspace, keys()));
    }
    return lacking.has(formId);
  };
}
