import { type FormatId, goesToServer } from '../../core/export/formats/descriptions.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { ExportRequest } from './export-request.ts';
import { placedIn } from './format-place.ts';
import type { Preset } from './presets.ts';

/** The formats of a preset, in their order. */
export function formatsOfPreset({ options }: Pick<Preset, 'options'>): readonly FormatId[] {
  return [...new Set([options.format, ...options.moreFormats])];
}

/**
 * Returns the exports that a preset stands for, one for each of its formats. Nobody is there to answer a
 * question: where the preset would ask, files of earlier exports are replaced, and anything else is a Problem;
 * an export of only new submissions gets a number in place of that. Takes the password of a database.
 */
export function presetRequests(
  preset: Preset,
  formId: string,
  secret: Secret | undefined,
): readonly ExportRequest[] {
  const { name, options } = preset;
  const { rows, media, existing, deidentify, sourceColumn, allVersions, withoutDeleted } = options;
  const formats = formatsOfPreset(preset);
  return formats.map(
    (format): ExportRequest => ({
      formId,
      format,
      chosen: options,
      ...placedIn(preset.folder, format, formats, { media, isOnlyNew: rows === 'new' }),
      existing: existing === 'ask' ? (rows === 'new' ? 'number' : 'own') : existing,
      allVersions,
      withoutDeleted,
      sourceColumn: sourceColumn ?? undefined,
      deidentify: deidentify === null ? undefined : { preset: name, rules: deidentify, linkingFolder: null },
      secret: goesToServer(format) ? secret : undefined,
    }),
  );
}
