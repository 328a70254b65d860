import type { ExportOptions, ExportProfile } from '../../../electron/ipc/export.ts';

/** What the screen is set to: kept while the window is open, so that a look at the data loses nothing. */
export interface Draft {
  readonly options: ExportOptions;
  /** Name of the profile that it began with. */
  readonly profile: string | null;
}

let kept: Draft | null = null;

export function keptDraft(): Draft | null {
  return kept;
}

export function keepDraft(draft: Draft | null): void {
  kept = draft;
}

/** A draft of another form: what is the form's own goes, how it is written stays. */
export function withForm({ options, profile }: Draft, defaults: ExportOptions): Draft {
  const { rows } = options;
  const { version: _version, ...rest } = options;
  return {
    profile,
    options: {
      ...rest,
      formId: defaults.formId,
      rows: rows.kind === 'view' ? { kind: 'all' } : rows,
      columns: null,
      sources: null,
      language: defaults.language,
      fileName: null,
    },
  };
}

/** A profile for the form of these options. Takes the form's languages. */
export function withProfile(
  options: ExportOptions,
  profile: ExportProfile,
  languages: readonly string[],
): Draft {
  const { language } = profile.options;
  return {
    profile: profile.name,
    options: {
      ...profile.options,
      ...(options.version === undefined ? {} : { version: options.version }),
      formId: options.formId,
      columns: options.columns,
      sources: options.sources,
      fileName: options.fileName,
      rows: options.rows.kind === 'view' ? options.rows : profile.options.rows,
      placeId: profile.placeId,
      language: languages.includes(language) ? language : options.language,
    },
  };
}

/** What a profile keeps, in a fixed order. */
const KEPT = [
  'format',
  'allVersions',
  'withoutDeleted',
  'sourceColumn',
  'choices',
  'language',
  'names',
  'splitSelectMultiples',
  'media',
  'byteOrderMark',
  'separator',
  'formulaGuard',
  'timeZone',
  'existing',
] as const satisfies readonly (keyof ExportOptions)[];

/**
 * Whether the options are other than the profile's, as far as a profile keeps them. Takes the folder that the options
 * lead to; null while it is not known. A language counts only where labels are written.
 */
export function isChanged(options: ExportOptions, folder: string | null, profile: ExportProfile): boolean {
  if (folder !== null && folder !== profile.folder) return true;
  if ((options.rows.kind === 'new') !== (profile.options.rows.kind === 'new')) return true;
  return KEPT.some((name) => {
    if (name === 'language' && options.choices === 'values') return false;
    return options[name] !== profile.options[name];
  });
}
