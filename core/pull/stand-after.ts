import { type FormOfSource, idOfForm } from '../model/form-ref.ts';
import { NOTHING_AFTER, type StandAfter } from '../model/pull.ts';
import type { FormTotals } from '../store/form-totals.ts';
import type { Workspace } from '../store/workspace.ts';

/** Where these forms stand now. */
export function standAfter(
  workspace: Pick<Workspace, 'servers' | 'totals'>,
  forms: readonly FormOfSource[],
): StandAfter {
  const whole = new Set(forms.flatMap(({ source, formId }) => (formId === '' ? [source] : [])));
  const named = new Set(forms.map(idOfForm));
  const isMeant = (form: FormTotals): boolean => whole.has(form.source) || named.has(idOfForm(form));
  const after: Record<keyof typeof NOTHING_AFTER, number> = { ...NOTHING_AFTER };
  let deleted = 0;
  let unlisted = 0;
  for (const total of workspace.totals.all().filter(isMeant)) {
    for (const name of Object.keys(after) as (keyof typeof after)[]) after[name] += total[name];
    // If a submission is missing from a folder, no server deleted it.
    if (!workspace.servers.isFolder(total.source)) deleted += total.onlyHere - total.unlisted;
    unlisted += total.unlisted;
  }
  return { ...after, deleted, unlisted };
}
