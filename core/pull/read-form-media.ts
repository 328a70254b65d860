import { isProblem, Problem, type ProblemData } from '../ground/problem.ts';
import type { FormMediaRef, FormRef } from '../model/form-ref.ts';
import type { FormMediaSource, Source } from '../source/source.ts';
import { formMediaLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';
import { readChoiceFile } from '../xform/choice-file.ts';
import { type Away, patiently } from './away.ts';
import { stopsRun } from './read-forms.ts';

/** Largest choice file, in megabytes: a hundred times what phones can handle. */
const FORM_MEDIA_MEGABYTES = 32;

interface MediaRun {
  readonly id: number;
  readonly at: string;
  /** Waits while the source is away. */
  readonly away?: Away | undefined;
}

/** The names of the choice files of each form, by form ID, over all its versions that are here. */
export function choiceFilesOf(workspace: Pick<Workspace, 'forms'>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { model } of workspace.forms.all()) {
    if (model.choiceFiles.length === 0) continue;
    const names = found.get(model.formId) ?? new Set();
    for (const name of model.choiceFiles) names.add(name);
    found.set(model.formId, names);
  }
  return found;
}

/**
 * Fetches and keeps the choice files beside a form whose content is not here yet. Other media of a form are
 * not fetched: pictures and sounds tell nothing about answers. A file that is not available or not readable
 * becomes a problem of the form, is stored and returned, and costs only labels. Throws what stops a run.
 */
export async function readFormMedia(
  workspace: Pick<Workspace, 'forms' | 'submissions' | 'transaction'>,
  source: Source,
  sourceName: string,
  form: FormRef,
  names: ReadonlySet<string>,
  run: MediaRun,
  signal: AbortSignal,
): Promise<readonly ProblemData[]> {
  const { formMedia } = source;
  if (formMedia === null) return [];
  const problems: ProblemData[] = [];
  const fail = (name: string, error: unknown): void => {
    if (!isProblem(error) || stopsRun(error.data) || run.away?.hasGivenUp === true) throw error;
    problems.push(error.data);
    const kept = { ...error.data, file: name };
    const locator = formMediaLocator(form, name);
    workspace.transaction(() =>
      workspace.submissions.putUnfetched(sourceName, form.formId, locator, kept, run.id),
    );
  };
  for (const name of names) workspace.submissions.clearUnfetched(sourceName, formMediaLocator(form, name));
  let listed: readonly FormMediaRef[];
  try {
    listed = await patiently(run.away, signal, () => formMedia.list(form, signal));
  } catch (error) {
    for (const name of names) fail(name, error);
    return problems;
  }
  for (const name of names) {
    const refs = listed.filter((ref) => ref.name === name);
    try {
      if (refs.length > 0) await fetchFirst(workspace, formMedia, form, refs, run, signal);
      // A folder may be a copy without its media. Then nobody can do anything about it.
      else if (source.kind !== 'folder') throw new Problem('form.media_missing', { file: name });
    } catch (error) {
      fail(name, error);
    }
  }
  return problems;
}

/**
 * Fetches a file of this name. If a list has the name more than once, the file was replaced: the first
 * available one counts.
 */
async function fetchFirst(
  workspace: Pick<Workspace, 'forms' | 'transaction'>,
  formMedia: FormMediaSource,
  { formId }: FormRef,
  refs: readonly FormMediaRef[],
  run: MediaRun,
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown;
  for (const ref of refs) {
    const { name, hash } = ref;
    if (hash !== null && workspace.transaction(() => workspace.forms.media.see(formId, name, hash, run.id)))
      return;
    try {
      const bytes = await patiently(run.away, signal, () =>
        formMedia.fetch(ref, FORM_MEDIA_MEGABYTES, signal),
      ).catch((error: unknown) => {
        // The problem names the form's file, not the address that the source reports.
        if (!isProblem(error) || error.code !== 'net.too_large') throw error;
        throw new Problem('form.media_too_large', { file: name, megabytes: FORM_MEDIA_MEGABYTES });
      });
      readChoiceFile(name, bytes);
      workspace.transaction(() => workspace.forms.media.put(formId, name, bytes, hash, run));
      return;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
