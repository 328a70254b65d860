import type { UnlockedKey } from '../model/key.ts';
import type { Workspace } from '../store/workspace.ts';

/** The IDs of the encrypted forms whose newest version names none of these keys. */
export function formsWithoutKey(
  workspace: Pick<Workspace, 'forms'>,
  keys: readonly UnlockedKey[],
): readonly string[] {
  const held = new Set(keys.map(({ fingerprint }) => fingerprint));
  const newest = new Map<string, string | null>();
  for (const face of workspace.forms.faces()) {
    if (!newest.has(face.formId)) newest.set(face.formId, face.keyFingerprint);
  }
  return [...newest].flatMap(([id, key]) => (key === null || held.has(key) ? [] : [id]));
}
