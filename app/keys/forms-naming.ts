import type { Workspace } from '../../core/store/workspace.ts';

/** Returns the form versions whose definition names a key, as `formId version`. */
export function formsNaming({ forms }: Pick<Workspace, 'forms'>, fingerprint: string): readonly string[] {
  const named = forms.all().filter(({ keyFingerprint }) => keyFingerprint === fingerprint);
  return [...new Set(named.map(({ model }) => `${model.formId} ${model.version ?? ''}`.trim()))];
}
