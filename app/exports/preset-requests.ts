import { descriptionOf, type FormatId } from '../../core/export/formats/descriptions.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { formatFolder } from './export-each.ts';
import type { ExportRequest } from './export-request.ts';
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
  return formats.map((format): ExportRequest => {
    const isOnServer = descriptionOf(format).goesTo === 'server';
    return {
      formId,
      format,
      chosen: options,
      folder: isOnServer ? '' : formatFolder(preset.folder, format, formats),
      reportFolder:
        isOnServer && preset.folder !== '' ? formatFolder(preset.folder, format, formats) : undefined,
      excludeMedia: isOnServer || !media,
      existing: existing === 'ask' ? (rows === 'new' ? 'number' : 'own') : existing,
      // New rows alone never replace a table.
      onlyNew: rows !== 'new' ? undefined : isOnServer ? 'below' : 'apart',
      allVersions,
      withoutDeleted,
      sourceColumn: sourceColumn ?? undefined,
      deidentify: deidentify === null ? undefined : { preset: name, rules: deidentify, linkingFolder: null },
      secret: isOnServer ? secret : undefined,
    };
  });
}
