import { presetDocument, readPresets, suggestedPreset } from '../../app/exports/preset-file.ts';
import { listPresets, presetFor, removePreset, savePreset } from '../../app/exports/presets.ts';
import { formsIn } from '../../app/forms/known-forms.ts';
import { wordOf } from '../../core/export/formats/descriptions.ts';
import { Problem } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { printable, printJson, printLine, printTable } from '../output.ts';

/** `attache preset import`: saves the presets of a JSON file. Returns the exit code. */
export function importPresets(common: CommonOptions, file: string): Promise<number> {
  const presets = readPresets(file);
  return withWorkspace(common, (workspace) => {
    workspace.transaction(() => {
      for (const { name, options, folder } of presets) savePreset(workspace, name, options, folder);
    });
    const names = presets.map(({ name }) => name);
    if (common.json) printJson({ imported: names });
    else for (const name of names) printLine(`Saved the preset ${printable(name)}.`);
    return EXIT.ok;
  });
}

/** `attache preset list`. Returns the exit code. */
export function showPresets(common: CommonOptions): Promise<number> {
  return withWorkspace(common, (workspace) => {
    const presets = listPresets(workspace);
    if (common.json) {
      printJson(presets.map(({ usedAt, ...preset }) => ({ ...presetDocument(preset), usedAt })));
      return EXIT.ok;
    }
    printTable(
      ['name', 'formats', 'de-identified', 'folder'],
      presets.map(({ name, folder, options: { format, moreFormats, deidentify } }) => [
        name,
        [format, ...moreFormats].map(wordOf).join(', '),
        deidentify === null ? 'no' : `${deidentify.columns.length} rules`,
        folder,
      ]),
    );
    return EXIT.ok;
  });
}

/** `attache preset export`. Returns the exit code. */
export function printPreset(common: CommonOptions, name: string): Promise<number> {
  return withWorkspace(common, (workspace) => {
    printJson(presetDocument(presetWith(name, workspace)));
    return EXIT.ok;
  });
}

/** `attache preset suggest`: prints a preset to look through, and saves nothing. Returns the exit code. */
export function suggestPreset(common: CommonOptions, formId: string): Promise<number> {
  return withWorkspace(common, (workspace) => {
    if (!workspace.hasForm(formId))
      throw new Problem('export.form_unknown', { formId, ...namedFor(formId, formsIn(workspace)) });
    printJson(suggestedPreset(formId, workspace.rows(formId).models));
    return EXIT.ok;
  });
}

/** `attache preset remove`. Returns the exit code. */
export function dropPreset(common: CommonOptions, name: string): Promise<number> {
  return withWorkspace(common, (workspace) => {
    presetWith(name, workspace);
    removePreset(workspace, name);
    if (common.json) printJson({ removed: name });
    else printLine(`Removed the preset ${printable(name)}.`);
    return EXIT.ok;
  });
}

function presetWith(name: string, workspace: Parameters<typeof listPresets>[0]) {
  // Only to say that there is none: the languages of a form do not matter here.
  presetFor(workspace, name, []);
  const found = listPresets(workspace).find((preset) => preset.name === name);
  if (found === undefined) throw new Problem('export.profile_unknown', { name });
  return found;
}
