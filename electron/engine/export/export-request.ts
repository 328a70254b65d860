import type { ExportRequest, ShownSubmissions } from '../../../app/exports/export-request.ts';
import type { PresetOptions } from '../../../core/export/preset-options.ts';
import type { TableView } from '../../ipc/data.ts';
import type { ExportOptions } from '../../ipc/export.ts';

/** The submissions that a view shows, each at least once, in any order. */
export type IdsOf = (view: TableView) => ReturnType<ShownSubmissions['ids']>;

/** What the window asks for, as the use cases take it. Takes the folder that it means. */
export function exportRequest(asked: ExportOptions, folder: string, idsOf: IdsOf): ExportRequest {
  const { formId, format, rows, media, fileName, columns, sources, sourceColumn, existing, version } = asked;
  const view = rows.kind === 'view' ? rows.view : null;
  return {
    formId,
    format,
    chosen: asked,
    folder,
    fileName: fileName ?? undefined,
    excludeMedia: !media,
    existing,
    columns: columns ?? undefined,
    listLeftOut: true,
    version: versionOf(view === null ? version : view.version),
    // A view that shows every version is exported as it is shown.
    allVersions: asked.allVersions || view?.filters.some(({ kind }) => kind === 'all-versions') === true,
    withoutDeleted: asked.withoutDeleted,
    // A view has its own filter.
    sources: view === null ? (sources ?? undefined) : undefined,
    sourceColumn: sourceColumn ?? undefined,
    deidentify:
      asked.deidentify === null ? undefined : { preset: null, rules: asked.deidentify, linkingFolder: null },
    from: rows.kind === 'days' ? (rows.from ?? undefined) : undefined,
    to: rows.kind === 'days' ? (rows.to ?? undefined) : undefined,
    onlyNew: rows.kind === 'new' ? 'apart' : undefined,
    shown: view === null ? undefined : { key: view, ids: () => idsOf(view) },
  };
}

/** The options of a preset, or of none, for a form: all of it, into a folder that was chosen; null is the suggested one. */
export function windowOptions(
  formId: string,
  { rows, ...options }: PresetOptions,
  placeId: string | null,
): ExportOptions {
  return {
    ...options,
    formId,
    rows: { kind: rows },
    sources: null,
    columns: null,
    placeId,
    fileName: null,
  };
}

/** What a preset keeps of the options. */
export function presetOptions(options: ExportOptions): PresetOptions {
  return { ...options, rows: options.rows.kind === 'new' ? 'new' : 'all' };
}

/** In the window '' is "no version". */
function versionOf(asked: string | undefined): string | null | undefined {
  return asked === '' ? null : asked;
}
