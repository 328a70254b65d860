import { initialOptions } from '../../core/export/formats/chosen-options.ts';
import { formatIds } from '../../core/export/formats/descriptions.ts';
import { type PresetOptions, presetOptions } from '../../core/export/preset-options.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { StoredPreset } from '../../core/store/export-presets.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** Options that are kept under a name, with their folder. */
export interface Preset extends Omit<StoredPreset, 'options'> {
  readonly options: PresetOptions;
}

type PresetParts = Pick<Workspace, 'exportPresets' | 'transaction'>;

/** The options of an export that nobody has chosen yet. */
export function defaultOptions(platform: NodeJS.Platform = process.platform): PresetOptions {
  return {
    format: formatIds[0],
    rows: 'all',
    allVersions: false,
    withoutDeleted: false,
    sourceColumn: null,
    media: true,
    existing: 'ask',
    ...initialOptions(platform),
  };
}

/** All presets by their names. */
export function listPresets({ exportPresets }: PresetParts): Preset[] {
  return exportPresets.all().map(readPreset);
}

/** Adds a preset, or changes the one of that name. What is no part of a preset is not kept. */
export function savePreset(
  workspace: PresetParts,
  name: string,
  options: PresetOptions,
  folder: string,
): void {
  const kept = JSON.stringify(presetOptions.parse(options));
  workspace.transaction(() => workspace.exportPresets.save(name, kept, folder));
}

export function removePreset(workspace: PresetParts, name: string): void {
  workspace.transaction(() => workspace.exportPresets.remove(name));
}

/**
 * A preset for a form, whose languages are taken: labels in one that it does not have give way to those in its own.
 * Throws `export.profile_unknown`.
 */
export function presetFor(
  { exportPresets }: Pick<PresetParts, 'exportPresets'>,
  name: string,
  languages: readonly string[],
): Preset {
  const stored = exportPresets.find(name);
  if (stored === null) throw new Problem('export.profile_unknown', { name });
  const preset = readPreset(stored);
  const { labels } = preset.options;
  if (labels === null || languages.includes(labels)) return preset;
  return { ...preset, options: { ...preset.options, labels: languages[0] ?? '' } };
}

/** What an older Attaché did not keep is as in the defaults. */
function readPreset(stored: StoredPreset): Preset {
  const defaults = defaultOptions();
  const parsed = presetOptions.safeParse({ ...defaults, ...JSON.parse(stored.options) });
  return { ...stored, options: parsed.success ? parsed.data : defaults };
}
