import { isProblem, Problem, type ProblemCode, problemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import { unlistedLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';

/** The forms of a source, as it lists them now. */
export interface ListedForms {
  readonly forms: readonly FormRef[];
  /** Forms that were pulled from it, or that it listed submissions of, and that it lists no more. */
  readonly unlisted: readonly { readonly formId: string; readonly title: string }[];
  /** It may lack some that are there: only of a form that was asked for by its name is it worth a word. */
  readonly isPartial: boolean;
}

/** What a source says that shows nothing of what its address stands for, whether or not it did before. */
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
 * The forms that a source lists, remembered, and compared with those that it listed before. A form of a server that is
 * not listed any more gets the problem `source.form_unlisted`, until it is listed again; so do all of them when the
 * server shows nothing at all, which is thrown. Throws what else keeps them from being listed.
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
      // What a folder has no more was moved or removed by its user.
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
