import { originName } from '../../core/store/origins.ts';
import type { Workspace } from '../../core/store/workspace.ts';

type Parts = Pick<Workspace, 'forms' | 'sourceForms' | 'origins' | 'submissionCounts'>;

/**
 * Returns every form that the workspace knows, sorted by ID, with versions, keys and counts. Takes the
 * fingerprints of the available keys.
 */
export function listForms(workspace: Parts, availableFingerprints: ReadonlySet<string>) {
  const counts = new Map(workspace.submissionCounts.byForm().map((row) => [row.formId, row]));
  const byForm = Map.groupBy(workspace.forms.all(), ({ model }) => model.formId);
  const unlisted = workspace.sourceForms.all().filter(({ unlistedAt }) => unlistedAt !== null);
  const ids = new Set([
    ...byForm.keys(),
    ...[...counts.keys()].filter((id) => id !== null),
    ...unlisted.map(({ formId }) => formId),
  ]);
  const listed = Map.groupBy(workspace.sourceForms.all(), ({ formId }) => formId);
  return [...ids].sort().map((formId) => {
    // The form accepts submissions as long as one of the sources that list it does.
    const states = (listed.get(formId) ?? []).map(({ serverState }) => serverState);
    const versions = byForm.get(formId) ?? [];
    const fingerprints = [...new Set(versions.flatMap(({ keyFingerprint }) => keyFingerprint ?? []))];
    const { formId: _, ...numbers } = counts.get(formId) ?? {
      formId,
      submissions: 0,
      readable: 0,
      notReadable: 0,
      decrypted: 0,
      sealed: 0,
      incomplete: 0,
      failed: 0,
      withProblems: 0,
      deletedOnServer: 0,
      noLongerListed: 0,
    };
    const unlistedAt = (listed.get(formId) ?? []).map((form) => form.unlistedAt);
    return {
      formId,
      title: versions[0]?.model.title ?? listed.get(formId)?.[0]?.title ?? null,
      versions: versions.map(({ model }) => model.version),
      languages: versions[0]?.model.languages ?? [],
      sources: workspace.origins.of(formId).map(originName),
      encrypted: fingerprints.length > 0,
      state: states.includes(null) ? null : (states[0] ?? null),
      // The form is still shown as long as one of the sources that listed it shows it.
      noLongerShown: unlistedAt.length > 0 && !unlistedAt.includes(null),
      keyFingerprints: fingerprints,
      availableKey: fingerprints.every((fingerprint) => availableFingerprints.has(fingerprint)),
      // Scripts of before 1.0 read `stored`, the earlier word for `sealed`.
      counts: { ...numbers, stored: numbers.sealed },
    };
  });
}
