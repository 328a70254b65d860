import { resolve } from 'node:path';
import type { CorrectionList } from '../../core/export/corrections/correction.ts';
import { type ChosenOptions, optionsWith } from '../../core/export/formats/chosen-options.ts';
import { type FormatId, goesToServer } from '../../core/export/formats/descriptions.ts';
import type { CommonOptions, ExportOptions } from '../../core/export/options.ts';
import type { PagePrinter } from '../../core/model/page-printer.ts';
import type { RowFilter } from '../../core/model/rows.ts';
import { otherDatabases } from '../../core/store/other-database.ts';
import type { AskedDeidentify } from './deidentify.ts';
import type { ExportParts } from './export-context.ts';

/** Options that the request expresses in another way, or that the workspace provides. */
type Given =
  | 'home'
  | 'databases'
  | 'printer'
  | 'writer'
  | 'workspaces'
  | 'newSince'
  | 'ids'
  | 'overwrite'
  | 'addNumber';

/** An export as the command line or the window requests it. */
export interface ExportRequest extends Omit<CommonOptions, Given> {
  readonly formId: string;
  readonly format: FormatId;
  /** Options of the format. Options that the format does not have are ignored. */
  readonly chosen: Partial<ChosenOptions>;
  /**
   * What happens to existing files. `own`: files that earlier exports of the form wrote are replaced; any
   * other file is a Problem. `ask`: the same, but nothing is written before the user has agreed. `append`:
   * rows are added to them. `number`: all new files get a number. `replace`: they are replaced, even files of
   * other programs.
   */
  readonly existing: 'own' | 'ask' | 'append' | 'number' | 'replace';
  /**
   * Only submissions that no export has written to this folder before. `below`: their rows are added below
   * the existing rows. `apart`: they go into new files.
   */
  readonly onlyNew?: 'below' | 'apart' | undefined;
  /** Where the report goes when the rows go to a server. Default: there is none. */
  readonly reportFolder?: string | undefined;
  /** Corrections of answers, which only this export has. */
  readonly corrections?: CorrectionList | undefined;
  /** How the export is de-identified. Default: not at all. */
  readonly deidentify?: AskedDeidentify | undefined;
  /** Only the submissions that a screen shows. */
  readonly shown?: ShownSubmissions | undefined;
}

export interface ShownSubmissions {
  /** Identifies the choice: another choice has another key. */
  readonly key: unknown;
  /** The IDs of the submissions, each at least once, in any order. */
  ids(): AsyncIterable<number> | Iterable<number> | Promise<AsyncIterable<number> | Iterable<number>>;
}

/**
 * Returns the name under which "new since the last export" is counted: form, folder and format; the database
 * and its schema for one on a server.
 */
export function exportName({ formId, format, folder, chosen }: ExportRequest): string {
  if (goesToServer(format)) {
    return JSON.stringify([formId, format, chosen.postgres ?? '', chosen.schema ?? '']);
  }
  return JSON.stringify([formId, format, resolve(folder)]);
}

/** Returns the filter for the submissions that no export of this form has written to this folder yet. */
export function newFilter(request: ExportRequest): RowFilter {
  const { version, allVersions, withoutDeleted, sources } = request;
  return { version, newSince: exportName(request), allVersions, withoutDeleted, sources };
}

/**
 * Returns the options of a request for `core`. Takes the IDs of the submissions that were chosen one by one;
 * undefined: all that match.
 */
export function optionsOf(
  workspace: ExportParts,
  request: ExportRequest,
  ids: readonly number[] | undefined,
  printer?: PagePrinter | undefined,
): ExportOptions {
  const {
    formId,
    format,
    chosen,
    existing,
    onlyNew,
    shown: _shown,
    corrections: _list,
    reportFolder: _report,
    deidentify,
    ...common
  } = request;
  return optionsWith(format, chosen, {
    ...common,
    // Pictures show more than rules can say.
    ...(deidentify?.rules.media === false ? { excludeMedia: true } : {}),
    overwrite: existing === 'replace' ? true : existing === 'append' ? false : undefined,
    addNumber: existing === 'number',
    newSince: onlyNew === 'below' ? exportName(request) : undefined,
    ids,
    home: workspace.exportHome(formId),
    databases: otherDatabases,
    printer,
    writer: () => workspace.backupIdentity.workspaceId(),
    workspaces: [workspace.folder],
  });
}
