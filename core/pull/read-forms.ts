import { isAboutLogin, isProblem, Problem, type ProblemData } from '../ground/problem.ts';
import { type FormModel, type FormNode, shapeOf } from '../model/form.ts';
import type { FormHash, FormRef } from '../model/form-ref.ts';
import { publicKeyFingerprint } from '../model/key.ts';
import type { FormHint } from '../record/read-answers.ts';
import type { Source } from '../source/source.ts';
import { definitionLocator } from '../store/form-locators.ts';
import type { Workspace } from '../store/workspace.ts';
import { parseForm } from '../xform/parse-form.ts';
import { type Away, patiently } from './away.ts';
import { wholeDefinitions } from './whole-definitions.ts';

/**
 * Fetches and keeps the definitions of one form. A definition that cannot be fetched or read becomes a
 * problem of the form and does not stop its submissions: until the definition is available, they are read by
 * their own structure. Returns the form IDs of the definitions that were kept.
 */
export async function readForms(
  workspace: Pick<Workspace, 'forms' | 'submissions' | 'transaction'>,
  source: Source,
  sourceName: string,
  form: FormRef,
  run: { readonly id: number; readonly at: string; readonly away?: Away | undefined },
  signal: AbortSignal,
): Promise<{ readonly formIds: readonly string[]; readonly problems: readonly ProblemData[] }> {
  const formIds: string[] = [];
  const problems: ProblemData[] = [];
  const locator = definitionLocator(form);
  const fail = (error: unknown): void => {
    if (!isProblem(error) || stopsRun(error.data) || run.away?.hasGivenUp === true) throw error;
    problems.push(error.data);
    workspace.transaction(() =>
      workspace.submissions.putUnfetched(
        sourceName,
        form.formId,
        locator,
        { ...error.data, file: null },
        run.id,
      ),
    );
  };
  workspace.submissions.clearUnfetched(sourceName, locator);
  try {
    const isKnown = (hash: FormHash): boolean => {
      const isHere = workspace.transaction(() => workspace.forms.see(form.formId, hash, run.id));
      if (isHere && !formIds.includes(form.formId)) formIds.push(form.formId);
      return isHere;
    };
    const { files, isOneDamaged } = await patiently(run.away, signal, () =>
      wholeDefinitions(source, form, isKnown, signal),
    );
    if (isOneDamaged) fail(new Problem('source.part_damaged', { file: `${form.name}.xml` }));
    for (const { bytes, ref, hasOtherId } of files) {
      try {
        const written = parseForm(bytes, `${ref.name}.xml`);
        const model = hasOtherId === true ? { ...written, formId: ref.formId } : written;
        const fingerprint = model.publicKey === null ? null : publicKeyFingerprint(model.publicKey);
        workspace.transaction(() => workspace.forms.put(bytes, model, fingerprint, run));
        formIds.push(model.formId);
      } catch (error) {
        fail(error);
      }
    }
  } catch (error) {
    const isHere = workspace.forms.faces().some(({ formId }) => formId === form.formId);
    if (!isWithheld(error)) fail(error);
    // If the definition is here from another source, nothing is missing.
    else if (!isHere) {
      const host = String(error.data.params.host ?? '');
      fail(new Problem('form.not_given', { host, form: form.name }, { cause: error }));
    }
  }
  return { formIds, problems };
}

/** Whether a server refuses a definition to this account. Some servers report then that it does not exist. */
function isWithheld(error: unknown): error is Problem {
  return isProblem(error) && (error.code === 'net.not_found' || error.code === 'net.forbidden');
}

/**
 * Whether a problem stops a run, as cancelling does: a login that is refused or missing, a full disk, an
 * unusable database.
 */
export function stopsRun(problem: ProblemData): boolean {
  // If another program holds a file of one submission, the others can go on.
  if (problem.code === 'store.file_held') return false;
  return isAboutLogin(problem) || problem.code.startsWith('store.');
}

/**
 * What the decrypting threads need to know about every definition that is here, and about the structure that
 * answers have shown for versions without a definition.
 */
export function formHints(workspace: Pick<Workspace, 'forms' | 'records'>): FormHint[] {
  const hints: FormHint[] = [];
  const seen = new Set<string>();
  for (const { model, keyFingerprint } of workspace.forms.all()) {
    // If two definitions have one version, the newer one counts. It comes first.
    const id = JSON.stringify([model.formId, model.version]);
    if (seen.has(id)) continue;
    seen.add(id);
    const { formId, version } = model;
    hints.push({ formId, version, keyFingerprint, shape: shapeOf(model), ...pathsOf(model) });
  }
  for (const [formId, repeats] of workspace.records.paths.repeats()) {
    const shape = { repeats, isGuess: true };
    hints.push({ formId, version: null, keyFingerprint: null, shape, ...pathsOf(null), isSeen: true });
  }
  return hints;
}

/** The paths of all elements of a form; no paths for null. */
function pathsOf(model: FormModel | null): Pick<FormHint, 'fields' | 'groups'> {
  const fields = new Set<string>();
  const groups = new Set<string>();
  const walk = (nodes: readonly FormNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'field') fields.add(node.path);
      else {
        groups.add(node.path);
        walk(node.children);
      }
    }
  };
  walk(model?.children ?? []);
  return { fields, groups };
}
