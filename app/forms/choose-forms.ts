import { Problem } from '../../core/ground/problem.ts';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import type { PullSettings } from '../../core/model/pull-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { listedForm, listedForms } from '../take/listed-form.ts';

type Parts = Pick<Workspace, 'sourceForms' | 'transaction'>;

/** Sets whether these forms are among those that are pulled. */
export function chooseForms(workspace: Parts, forms: readonly FormOfSource[], isChosen: boolean): void {
  workspace.transaction(() => {
    for (const { source, formId } of listedForms(workspace, forms)) {
      workspace.sourceForms.choose(source, formId, isChosen);
    }
  });
}

/** Sets how a form is pulled. Throws `engine.form_unknown`. */
export function setPullSettings(workspace: Parts, form: FormOfSource, settings: PullSettings): void {
  const { source, formId } = listedForm(workspace, form);
  if (workspace.sourceForms.find(source, formId) === null) {
    throw new Problem('engine.form_unknown', { source });
  }
  workspace.transaction(() => workspace.sourceForms.set(source, formId, JSON.stringify(settings)));
}
