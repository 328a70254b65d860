import { z } from 'zod';
import type { StoredProfile } from '../../../core/store/export-profiles.ts';
import { type ExportOptions, exportOptions } from '../../ipc/export.ts';

/** What of the options is the form's, the data's or this computer's, and so is not kept in a profile. */
const OWN = {
  formId: true,
  rows: true,
  version: true,
  sources: true,
  columns: true,
  placeId: true,
  fileName: true,
} as const;

const keptOptions = z.object(exportOptions.omit(OWN).extend({ rows: z.enum(['all', 'new']) }).shape);

/** JSON of what a profile keeps. Of the rows it keeps whether only new ones are written. */
export function toKept(options: ExportOptions): string {
  const rows = options.rows.kind === 'new' ? 'new' : 'all';
  return JSON.stringify(keptOptions.parse({ ...options, rows }));
}

/**
 * A profile's options for a form, whose languages are taken: one that it does not have gives way to its own; null
 * leaves the profile's. What an older Attaché did not keep is as in the defaults.
 */
export function fromKept(
  { options }: StoredProfile,
  defaults: ExportOptions,
  languages: readonly string[] | null,
): ExportOptions {
  const parsed = keptOptions.safeParse({ ...defaults, rows: 'all', ...JSON.parse(options) });
  if (!parsed.success) return defaults;
  const { rows, ...kept } = parsed.data;
  const isKnown = languages === null || languages.includes(kept.language);
  const language = isKnown ? kept.language : defaults.language;
  return { ...defaults, ...kept, language, rows: { kind: rows } };
}

/**
 * The options of an export that nobody has chosen yet. On Windows the files begin with a byte order mark, because Excel
 * opens them there by a double click and reads them in the computer's old encoding without it.
 */
export function defaultOptions(
  formId: string,
  languages: readonly string[],
  platform: NodeJS.Platform = process.platform,
): ExportOptions {
  return {
    formId,
    format: 'tidy',
    rows: { kind: 'all' },
    allVersions: false,
    withoutDeleted: false,
    sources: null,
    sourceColumn: null,
    columns: null,
    choices: 'values',
    language: languages[0] ?? '',
    names: 'full',
    splitSelectMultiples: false,
    media: true,
    byteOrderMark: platform === 'win32',
    separator: ',',
    formulaGuard: true,
    timeZone: null,
    placeId: null,
    fileName: null,
    existing: 'ask',
  };
}
