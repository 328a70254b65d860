import type { ExportDefaults, ExportOptions, ExportPreset } from '../../../electron/ipc/export.ts';

/** What the screen is set to: kept while the window is open, so that a look at the data loses nothing. */
export interface Draft {
  readonly options: ExportOptions;
  /** Name of the preset that it began with. */
  readonly preset: string | null;
}

let kept: Draft | null = null;

export function keptDraft(): Draft | null {
  return kept;
}

export function keepDraft(draft: Draft | null): void {
  kept = draft;
}

/** A draft of another form: what is the form's own goes, how it is written stays. */
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
    },
  };
}

/** A preset for the form of these options. Takes the form's languages. */
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
] satisfies readonly (keyof ExportOptions)[];

/**
 * Whether the options are other than the preset's, as far as a preset keeps them. Takes the folder that the options lead
 * to; null while it is not known.
 */
export function isChanged(options: ExportOptions, folder: string | null, preset: ExportPreset): boolean {
  if (folder !== null && folder !== preset.folder) return true;
  if ((options.rows.kind === 'new') !== (preset.options.rows.kind === 'new')) return true;
  const kept = new Map<string, unknown>(Object.entries(preset.options));
  return Object.entries(options).some(([name, value]) => !OWN.includes(name) && value !== kept.get(name));
}
