import type { Place } from '../../../electron/ipc/common.ts';
import type { ExportDefaults, ExportOptions, ExportPreset } from '../../../electron/ipc/export.ts';

/**
 * The options on the screen. They are kept while the window is open, so that the user can look at Data and
 * come back.
 */
export interface Draft {
  readonly options: ExportOptions;
  /** The name of the preset that the draft started from. */
  readonly preset: string | null;
}

let kept: Draft | null = null;
/** The paths of chosen places, by their IDs, which the options have. */
const chosen = new Map<string, string>();

/** Remembers the path of a place for as long as drafts are kept, and returns the ID. */
export function keepPlace({ id, path }: Place): string {
  chosen.set(id, path);
  return id;
}

/** The path of a place that was kept; null for no place. */
export function keptPath(placeId: string | null): string | null {
  return placeId === null ? null : (chosen.get(placeId) ?? '');
}

export function keptDraft(): Draft | null {
  return kept;
}

export function keepDraft(draft: Draft | null): void {
  kept = draft;
}

/**
 * A draft for another form. Drops the options that belong to the first form, and keeps how files are written.
 */
export function withForm({ options, preset }: Draft, defaults: ExportDefaults): Draft {
  const { rows } = options;
  const { version: _version, ...rest } = options;
  return {
    preset,
    options: {
      ...rest,
      formId: defaults.options.formId,
      rows: rows.kind === 'view' ? { kind: 'all' } : rows,
      columns: null,
      sources: null,
      labels: options.labels === null ? null : defaults.language,
      fileName: null,
      carry: null,
      allForms: false,
      corrections: null,
    },
  };
}

/** Applies a preset to these options and their form. Takes the form's languages. */
export function withPreset(
  options: ExportOptions,
  preset: ExportPreset,
  languages: readonly string[],
): Draft {
  const { labels } = preset.options;
  return {
    preset: preset.name,
    options: {
      ...preset.options,
      ...(options.version === undefined ? {} : { version: options.version }),
      formId: options.formId,
      columns: options.columns,
      sources: options.sources,
      fileName: options.fileName,
      allForms: options.allForms,
      corrections: options.corrections,
      linkingFolder: options.linkingFolder,
      rows: options.rows.kind === 'view' ? options.rows : preset.options.rows,
      placeId: preset.placeId,
      labels: labels === null || languages.includes(labels) ? labels : (languages[0] ?? ''),
    },
  };
}

/** The options that belong to the form, the data or this computer. No preset keeps them. */
const OWN: readonly string[] = [
  'formId',
  'rows',
  'version',
  'sources',
  'columns',
  'placeId',
  'fileName',
  'allForms',
  'corrections',
  'linkingFolder',
] satisfies readonly (keyof ExportOptions)[];

/**
 * Whether an option that a preset keeps differs from the preset. Takes the folder that the options write to;
 * null while it is not known.
 */
export function isChanged(options: ExportOptions, folder: string | null, preset: ExportPreset): boolean {
  if (folder !== null && folder !== preset.folder) return true;
  if ((options.rows.kind === 'new') !== (preset.options.rows.kind === 'new')) return true;
  const kept = new Map<string, unknown>(Object.entries(preset.options));
  return Object.entries(options).some(
    ([name, value]) => !OWN.includes(name) && !isSame(value, kept.get(name)),
  );
}

/** Values of options are data: texts, lists and rules. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
