import { isProblem, Problem, type ProblemCode, problemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import { unlistedLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';

/** The forms of a source, as it lists them now. */
export interface ListedForms {
  readonly forms: readonly FormRef[];
  /** Forms that the source no longer lists, and of which it listed submissions or was pulled before. */
  readonly unlisted: readonly { readonly formId: string; readonly title: string }[];
  /** The list may lack forms that exist. This matters only for a form that the user named. */
  readonly isPartial: boolean;
}

/** The problems of a source that shows nothing at its address. */
const SHOWS_NOTHING: ReadonlySet<ProblemCode> = new Set([
  'source.no_forms',
  'source.not_shown',
  'source.project_unknown',
  'net.no_projects',
  'net.project_forbidden',
  // A form in the address of a Central.
  'usage.form_unknown',
]);

/**
 * Lists the forms of a source, stores the list, and compares it with the stored one. If a server no longer
 * lists a form, the form gets the problem `source.form_unlisted` until it is listed again. If the server
 * shows nothing at all, all its forms get this problem, and the server's problem is thrown. A list that may
 * lack forms, and a folder, give no form this problem. Throws any other problem that prevents listing.
 */
export async function listForms(
  workspace: Pick<Workspace, 'sourceForms' | 'submissions' | 'transaction'>,
  source: Source,
  sourceName: string,
  run: { readonly id: number; readonly at: string },
  signal: AbortSignal,
): Promise<ListedForms> {
  const isFolder = source.kind === 'folder';
  const keep = (forms: readonly FormRef[], isPartial: boolean): ListedForms['unlisted'] =>
    workspace.transaction(() => {
      const lacking = workspace.sourceForms.putList(sourceName, forms, {
        isPartial,
        ...(isFolder ? {} : { at: run.at }),
      });
      // If a form is missing from a folder, its user moved or removed it.
      if (isFolder) return [];
      for (const { formId } of forms) {
        workspace.submissions.clearUnfetched(sourceName, unlistedLocator(formId));
      }
      for (const { formId, title } of isPartial ? [] : lacking) {
        const problem = {
          ...problemData('source.form_unlisted', { source: sourceName, form: title }),
          file: null,
        };
        workspace.submissions.putUnfetched(sourceName, formId, unlistedLocator(formId), problem, run.id);
      }
      return lacking;
    });
  try {
    const forms = await source.listForms(signal);
    if (forms.length === 0 && !isFolder) throw new Problem('source.no_forms', { source: sourceName });
    const isPartial = source.isFormListPartial?.() ?? false;
    return { forms, unlisted: keep(forms, isPartial), isPartial };
  } catch (error) {
    if (isProblem(error) && SHOWS_NOTHING.has(error.code)) {
      keep([], source.isFormListPartial?.() ?? false);
    }
    throw error;
  }
}
