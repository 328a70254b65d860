import { isProblem } from '../../core/ground/problem.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import { chosenForms, type PullPorts, type PullWork } from './pull-ports.ts';

/**
 * Exports the pulled forms with the presets that their settings name, each form and preset once. A failed
 * export is reported, and does not make the pull fail.
 */
export async function exportAfter({ ports, pull, onChange }: PullWork): Promise<void> {
  if (pull.plan.kind !== 'pull') return;
  const wanted = new Map<string, { readonly formId: string; readonly profile: string }>();
  for (const { form, settings } of chosenForms(ports, pull.plan)) {
    const { exportWith: profile } = settings;
    if (profile === null) continue;
    for (const formId of formsIn(ports, form)) {
      wanted.set(JSON.stringify([formId, profile]), { formId, profile });
    }
  }
  for (const { formId, profile } of wanted.values()) {
    if (pull.abort.signal.aborted) return;
    try {
      const made = await ports.runPreset(formId, profile);
      pull.exported.push({ profile, ...made });
      const { files, tables = 0, rows } = made;
      pull.tell('exported', { profile, files, tables, rows });
    } catch (error) {
      if (!isProblem(error)) throw error;
      pull.tell('export-failed', { profile }, error.data);
    }
    onChange();
  }
}

/** The form itself. For the nameless form: the forms that its submissions name. */
function formsIn({ workspace }: PullPorts, { source, formId }: SourceForm): readonly string[] {
  if (formId !== '') return [formId];
  return workspace.totals
    .all()
    .flatMap((total) => (total.source === source && total.formId !== '' ? [total.formId] : []));
}
