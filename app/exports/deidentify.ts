import type { DeidentifyRules } from '../../core/export/deidentify/rules.ts';
import { placeOf, realPathOf } from '../../core/export/out-folder.ts';
import { isInside } from '../../core/ground/is-inside.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { presetFor } from './presets.ts';

/** How an export is de-identified, as it is asked for. */
export interface AskedDeidentify {
  /** The preset with the rules; null for rules that the window gives. */
  readonly preset: string | null;
  readonly rules: DeidentifyRules;
  /** Where the linking table goes; null: there is none. */
  readonly linkingFolder: string | null;
}

/**
 * Returns what a preset says about de-identified exports. Throws `export.profile_unknown`, and
 * `export.deidentify_no_rules` when it says nothing.
 */
export function rulesOf(workspace: Pick<Workspace, 'exportPresets'>, name: string): DeidentifyRules {
  const { deidentify } = presetFor(workspace, name, []).options;
  if (deidentify === null) throw new Problem('export.deidentify_no_rules', { name });
  return deidentify;
}

/**
 * Throws `export.deidentify_form` when no rule is for the form: its answers would be given away as they are,
 * and be called de-identified.
 */
export function checkRulesFor(rules: DeidentifyRules, formId: string): void {
  if (rules.columns.some(({ form }) => form === undefined || form === formId)) return;
  throw new Problem('export.deidentify_form', { form: formId });
}

/**
 * Throws a Problem when the linking table would be given away with the export, or be in the workspace. Takes
 * the folder of the table and that of the export.
 */
export function checkLinkingFolder(linking: string, folder: string, workspaces: readonly string[]): void {
  if (isInside(linking, folder) || realPathOf(linking) === realPathOf(folder))
    throw new Problem('export.linking_inside', { folder: linking });
  placeOf(linking, workspaces);
}
