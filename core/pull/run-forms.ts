import { join } from 'node:path';
import { rm } from '../ground/patient-files.ts';
import { problemData } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import { listForms } from './list-forms.ts';
import { choiceFilesOf, readFormMedia } from './read-form-media.ts';
import { readForms } from './read-forms.ts';
import { readingOf, rereadWithForms } from './reread.ts';
import type { RunOptions } from './run-options.ts';
import { addFormProblem, type Run } from './run-state.ts';

/**
 * Reads the forms of the source: their list, their definitions, the choice files beside them; then updates
 * what is already here. Returns the forms whose submissions are to be pulled. `onForm` gets the number of
 * finished forms and the number of all. Throws what prevents listing the forms.
 */
export async function takeForms(
  options: RunOptions,
  run: Run,
  onForm: (done: number, total: number) => void,
): Promise<readonly FormRef[]> {
  const { workspace, source, sourceName, signal } = options;
  const reading = readingOf(workspace);
  const refs = await chosenForms(options, run);
  for (const [i, form] of refs.entries()) {
    onForm(i, refs.length);
    const read = await readForms(workspace, source, sourceName, form, run, signal);
    run.forms.push(...read.formIds);
    for (const problem of read.problems) addFormProblem(run, problem);
  }
  if (options.excludeFormMedia !== true) {
    const files = choiceFilesOf(workspace);
    for (const form of refs) {
      const names = files.get(form.formId);
      if (names === undefined) continue;
      const problems = await readFormMedia(workspace, source, sourceName, form, names, run, signal);
      for (const problem of problems) addFormProblem(run, problem);
    }
  }
  await rereadWithForms(workspace, reading);
  await settleUnsigned(options);
  workspace.makeViews();
  return refs;
}

/**
 * Removes the ciphertext that was kept only because its client never signs, unless the user set that it is
 * kept.
 */
async function settleUnsigned({ workspace, sourceName, keepCiphertext }: RunOptions): Promise<void> {
  const isKept = (formId: string): boolean =>
    typeof keepCiphertext === 'boolean' ? keepCiphertext : keepCiphertext.has(formId);
  const obsolete = workspace.transaction(() => workspace.unsignedCiphertext.settle(sourceName, isKept));
  for (const file of obsolete) await rm(join(workspace.ciphertextFolder, file), { force: true });
}

/** The forms of the source that are pulled. Begins the tally of each. */
async function chosenForms(
  { source, sourceName, workspace, ...options }: RunOptions,
  run: Run,
): Promise<FormRef[]> {
  const listed = await listForms(workspace, source, sourceName, run, options.signal);
  options.onListed?.(listed);
  const isAsked = (formId: string): boolean => options.formIds === null || options.formIds.includes(formId);
  const refs = listed.forms.filter(({ formId }) => formId === '' || isAsked(formId));
  const isWorthAWord = !listed.isPartial || options.formIds !== null;
  run.unlisted = listed.unlisted
    .filter(({ formId }) => isWorthAWord && isAsked(formId))
    .map(({ formId, title }) => ({ formId, title }));
  for (const { formId, title } of run.unlisted) {
    const problem = problemData('source.form_unlisted', { source: sourceName, form: title });
    addFormProblem(run, problem);
    options.onListProblem?.(formId, problem);
    run.tallies.change(formId, (form) => {
      form.title = title;
      form.problem ??= problem;
      form.step = 'ended';
    });
  }
  for (const { formId, name } of refs) {
    run.tallies.change(formId, (form) => {
      form.title = name;
    });
  }
  return refs;
}
