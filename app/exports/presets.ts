import { initialOptions } from '../../core/export/formats/chosen-options.ts';
import { formatIds } from '../../core/export/formats/descriptions.ts';
import { accountOf } from '../../core/export/formats/postgres/address.ts';
import { type PresetOptions, presetOptions } from '../../core/export/preset-options.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { StoredPreset } from '../../core/store/export-presets.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** Options of an export that are saved under a name, with their folder. */
export interface Preset extends Omit<StoredPreset, 'options'> {
  readonly options: PresetOptions;
}

type PresetParts = Pick<Workspace, 'exportPresets' | 'transaction'>;

/** The default options of an export. */
export function defaultOptions(platform: NodeJS.Platform = process.platform): PresetOptions {
  return {
    format: formatIds[0],
    rows: 'all',
    allVersions: false,
    withoutDeleted: false,
    sourceColumn: null,
    media: true,
    existing: 'ask',
    moreFormats: [],
    deidentify: null,
    ...initialOptions(platform),
  };
}

/** All presets by their names. */
export function listPresets({ exportPresets }: PresetParts): Preset[] {
  return exportPresets.all().map(readPreset);
}

/**
 * Adds a preset, or changes the one with this name. Keeps only the options that belong to a preset. Throws
 * `export.postgres_address` for the address of a database with a password, and for a text that is no address.
 */
export function savePreset(
  workspace: PresetParts,
  name: string,
  options: PresetOptions,
  folder: string,
): void {
  const { postgres } = options;
  // What a preset keeps lies on the disk, and goes into files that people send each other.
  if (postgres !== null) accountOf(postgres);
  const kept = JSON.stringify(presetOptions.parse(options));
  workspace.transaction(() => workspace.exportPresets.save(name, kept, folder));
}

export function removePreset(workspace: PresetParts, name: string): void {
  workspace.transaction(() => workspace.exportPresets.remove(name));
}

/**
 * Returns a preset for a form. Takes the form's languages: labels in a language that the form does not have
 * become labels in one of its own. Throws `export.profile_unknown`.
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

/** Options that an older Attaché did not save get their defaults. */
function readPreset(stored: StoredPreset): Preset {
  const defaults = defaultOptions();
  const parsed = presetOptions.safeParse({ ...defaults, ...renamedOptions(JSON.parse(stored.options)) });
  return { ...stored, options: parsed.success ? parsed.data : defaults };
}

/** Gives options of an older Attaché their names of today. */
export function renamedOptions({
  splitSelectMultiples,
  ...options
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return splitSelectMultiples === true ? { selectMultiple: 'both', ...options } : options;
}
