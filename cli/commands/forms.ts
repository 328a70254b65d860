import { listForms } from '../../app/forms/list-forms.ts';
import { keysOf } from '../available-keys.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { note, printJson, printTable } from '../output.ts';

/** `attache forms`: prints every form with its versions, key and counts. */
export function printForms(common: CommonOptions): Promise<void> {
  return withWorkspace(common, async (workspace) => {
    const keys = await keysOf(common, workspace, 'names-only');
    const forms = listForms(workspace, keys.fingerprints);
    if (common.json) {
      printJson(forms);
      return;
    }
    printTable(
      [
        'form',
        'title',
        'versions',
        'state',
        'encrypted',
        'key available',
        'here',
        'readable',
        'not readable',
        'with problems',
        'deleted on server',
        'no longer listed',
        'sources',
      ],
      forms.map((form) => [
        form.formId,
        form.title,
        form.versions.map((version) => version ?? '(none)').join(', '),
        form.noLongerShown ? 'no longer shown' : form.state,
        form.encrypted ? 'yes' : 'no',
        form.encrypted ? (form.availableKey ? 'yes' : 'no') : '',
        form.counts.submissions,
        form.counts.readable,
        form.counts.notReadable,
        form.counts.withProblems,
        form.counts.deletedOnServer,
        form.counts.noLongerListed,
        form.sources.join('; '),
      ]),
    );
    if (forms.length === 0) note('No forms yet. Run "attache import" or "attache pull".');
  });
}
