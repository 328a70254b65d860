import type { FormRef } from '../../core/model/form-ref.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import { formsWithoutKey } from '../../core/pull/key-lack.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** Forms whose private key the source itself keeps. */
export interface FormsWithKeptKey {
  readonly source: string;
  readonly formIds: readonly string[];
  /** True when the source also decrypts the submissions of these forms and sends them decrypted. */
  readonly isDecryptedThere: boolean;
}

/**
 * Returns the forms whose private key the source keeps and sends to nobody, and that no available key
 * decrypts: their submissions stay encrypted here. Null when there is none.
 */
export function formsWithKeptKey(
  workspace: Pick<Workspace, 'forms'>,
  keys: readonly UnlockedKey[],
  source: string,
  forms: readonly FormRef[],
): FormsWithKeptKey | null {
  const lacking = new Set(formsWithoutKey(workspace, keys));
  const held = new Set(keys.map(({ fingerprint }) => fingerprint));
  const kept = forms.filter(
    ({ formId, isKeyKept, keptKeys }) =>
      isKeyKept === true && (keptKeys?.some((key) => !held.has(key)) ?? lacking.has(formId)),
  );
  if (kept.length === 0) return null;
  const formIds = [...new Set(kept.map(({ formId }) => formId))];
  return { source, formIds, isDecryptedThere: kept.some(({ isOpenedThere }) => isOpenedThere === true) };
}
