import { join } from 'node:path';
import type { CorrectionList } from '../../core/export/corrections/correction.ts';
import { fileBase } from '../../core/export/file-names.ts';
import { foldName } from '../../core/ground/file-name.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { ExportContext } from './export-context.ts';
import { type Became, exportEach } from './export-each.ts';
import type { ExportRequest } from './export-request.ts';

/** What became of one form of an export of all forms. */
export type FormExported = { readonly formId: string; readonly folder: string } & Became;

/**
 * Exports every form that has submissions, each into a folder of its own below `folder`. A form that cannot
 * be exported does not stop the others. Takes what is asked of each form. Calls `exported` after each form.
 * Throws the signal's reason, and what is a bug.
 */
export async function exportAllForms(
  context: ExportContext & { readonly workspace: Pick<Workspace, 'submissionCounts'> },
  asked: Omit<ExportRequest, 'formId'>,
  signal: AbortSignal,
  exported: (form: FormExported) => void,
): Promise<void> {
  await exportEach(
    context,
    requestsOfForms(context, asked),
    signal,
    ({ request: { formId, folder }, ...became }) => exported({ formId, folder, ...became }),
  );
}

/** Returns the request of each form that has submissions, each with a folder of its own below `folder`. */
export function requestsOfForms(
  { workspace }: { readonly workspace: Pick<Workspace, 'submissionCounts' | 'exportHome'> },
  asked: Omit<ExportRequest, 'formId'>,
): readonly ExportRequest[] {
  const counts = workspace.submissionCounts.byForm();
  const formIds = counts.flatMap(({ formId }) => (formId === null || formId === '' ? [] : [formId]));
  return [...formFolders(formIds)].map(([formId, name]) => ({
    ...asked,
    corrections: asked.corrections && correctionsFor(workspace, formId, asked.corrections),
    formId,
    // A server has no folder.
    folder: asked.folder === '' ? '' : join(asked.folder, name),
  }));
}

/** Leaves out the corrections of other forms. A line whose key is nowhere is refused by every form. */
function correctionsFor(
  workspace: Pick<Workspace, 'exportHome'>,
  formId: string,
  list: CorrectionList,
): CorrectionList {
  const home = workspace.exportHome(formId);
  const corrections = list.corrections.filter(({ key }) => {
    const forms = home.formsOfKey(key);
    return forms.length === 0 || forms.includes(formId);
  });
  return { ...list, corrections };
}

/**
 * Returns the name of each form's folder: its form ID, without characters that file systems refuse, and with
 * a number when a form before it has that name.
 */
export function formFolders(formIds: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    formIds.map((formId) => {
      const base = fileBase(formId);
      let name = base;
      for (let n = 2; taken.has(foldName(name)); n += 1) name = `${base}-${n}`;
      taken.add(foldName(name));
      return [formId, name];
    }),
  );
}
