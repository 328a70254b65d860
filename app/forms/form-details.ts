import { Problem } from '../../core/ground/problem.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import type { FormDetails } from '../../core/model/form-row.ts';
import { settingsOf } from '../../core/model/pull-settings.ts';
import { askedKey } from '../keys/asked-key.ts';
import { listedForm } from '../take/listed-form.ts';
import { pullsOf } from '../take/pull-history.ts';
import { formRows } from './form-rows.ts';
import type { FormsContext } from './forms-context.ts';

const LAST_PULLS = 5;

/** Returns everything that is known about one form of a source. Throws `engine.form_unknown`. */
export function formDetails(context: FormsContext, { source, formId }: FormOfSource): FormDetails {
  const { workspace } = context;
  const row = formRows(context).find((form) => form.source === source && form.formId === formId);
  if (row === undefined) throw new Problem('engine.form_unknown', { source });
  const listed = listedForm(workspace, { source, formId });
  const versions = workspace.forms.faces().filter((face) => face.formId === formId);
  const here = workspace.submissionCounts.versions(formId);
  const waiting = workspace.versionKeys.waiting().filter((one) => one.formId === formId);
  const names = new Set([...versions.map(({ version }) => version), ...here.keys()]);
  return {
    row,
    versions: [...names].map((version) => {
      const waits = waiting.find((one) => one.version === version);
      const face = versions.find((one) => one.version === version);
      const fingerprint = face?.keyFingerprint ?? waits?.fingerprint ?? null;
      return {
        version: version ?? '',
        here: here.get(version) ?? 0,
        key: fingerprint === null ? null : askedKey(context, fingerprint),
        waiting: waits?.waiting ?? 0,
      };
    }),
    lastPulls: pullsOf(workspace, { source, formId }).slice(0, LAST_PULLS),
    settings: settingsOf(
      workspace.sourceForms.find(source, listed.formId)?.settings ?? null,
      context.settings(),
    ),
  };
}
