import { requestsOfForms } from '../../../app/exports/all-forms.ts';
import type { ExportRequest, ShownSubmissions } from '../../../app/exports/export-request.ts';
import { placedIn } from '../../../app/exports/format-place.ts';
import { formatsOfPreset } from '../../../app/exports/preset-requests.ts';
import type { CorrectionList } from '../../../core/export/corrections/correction.ts';
import type { PresetOptions } from '../../../core/export/preset-options.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import type { TableView } from '../../ipc/data.ts';
import type { ExportOptions } from '../../ipc/export.ts';

/** The submissions that a view shows, each at least once, in any order. */
export type IdsOf = (view: TableView) => ReturnType<ShownSubmissions['ids']>;

/** Where the choices of the window are. */
export interface AskedPlaces {
  /** The folder of the export. */
  readonly folder: string;
  /** The folder of the linking table; null: there is none. */
  readonly linkingFolder: string | null;
}

/**
 * What the window asks for, as the use cases take it: one request for each format and form. Takes the
 * corrections that it means; null: none.
 */
export function exportRequests(
  workspace: Pick<Workspace, 'submissionCounts' | 'exportHome'>,
  asked: ExportOptions,
  { folder, linkingFolder }: AskedPlaces,
  corrections: CorrectionList | null,
  idsOf: IdsOf,
): readonly ExportRequest[] {
  const formats = formatsOfPreset({ options: presetOptions(asked) });
  return formats.flatMap((format) => {
    const { media, rows } = asked;
    const request = {
      ...exportRequest({ ...asked, format }, linkingFolder, idsOf),
      ...placedIn(folder, format, formats, { media, isOnlyNew: rows.kind === 'new' }),
      corrections: corrections ?? undefined,
    };
    return asked.allForms ? requestsOfForms({ workspace }, forEveryForm(request)) : [request];
  });
}

/** Leaves aside what belongs to one form. */
function forEveryForm({ chosen, ...request }: ExportRequest): ExportRequest {
  return {
    ...request,
    chosen: { ...chosen, carry: null },
    version: undefined,
    columns: undefined,
    sources: undefined,
    fileName: undefined,
    shown: undefined,
  };
}

function exportRequest(
  asked: ExportOptions,
  linkingFolder: string | null,
  idsOf: IdsOf,
): Omit<ExportRequest, 'folder'> {
  const { formId, format, rows, fileName, columns, sources, sourceColumn, existing, version } = asked;
  const view = rows.kind === 'view' ? rows.view : null;
  return {
    formId,
    format,
    chosen: asked,
    fileName: fileName ?? undefined,
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
      asked.deidentify === null ? undefined : { preset: null, rules: asked.deidentify, linkingFolder },
    from: rows.kind === 'days' ? (rows.from ?? undefined) : undefined,
    to: rows.kind === 'days' ? (rows.to ?? undefined) : undefined,
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
    allForms: false,
    corrections: null,
    linkingFolder: null,
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
