import { resolve } from 'node:path';
import { type ChosenOptions, optionsWith } from '../../core/export/formats/chosen-options.ts';
import type { FormatId } from '../../core/export/formats/descriptions.ts';
import type { CommonOptions, ExportOptions } from '../../core/export/options.ts';
import type { RowFilter } from '../../core/model/rows.ts';
import type { ExportParts } from './export-context.ts';

/** Options that the request says in words of its own, or that the workspace gives. */
type Given = 'home' | 'workspaces' | 'newSince' | 'ids' | 'overwrite' | 'addNumber';

/** An export as a shell asks for it. */
export interface ExportRequest extends Omit<CommonOptions, Given> {
  readonly formId: string;
  readonly format: FormatId;
  /** Options of the format; those that it does not have are passed over. */
  readonly chosen: Partial<ChosenOptions>;
  /**
   * What happens to files that are there. `own`: those that earlier exports of the form have made are replaced, others
   * are a Problem. `ask`: the same, and nothing is written before the user has agreed. `append`: rows are added to them.
   * `number`: all new ones get a number. `replace`: they are replaced, whatever they are.
   */
  readonly existing: 'own' | 'ask' | 'append' | 'number' | 'replace';
  /** Only what this folder has not been given before: below the rows that are there, or in files of its own. */
  readonly onlyNew?: 'below' | 'apart' | undefined;
  /** Only the submissions that a screen shows. */
  readonly shown?: ShownSubmissions | undefined;
}

export interface ShownSubmissions {
  /** Tells one choice from another. */
  readonly key: unknown;
  /** Each at least once, in any order. */
  ids(): AsyncIterable<number> | Iterable<number> | Promise<AsyncIterable<number> | Iterable<number>>;
}

/** What "new since the last export" is counted by: the same form into the same folder in the same format. */
export function exportName({ formId, format, folder }: ExportRequest): string {
  return JSON.stringify([formId, format, resolve(folder)]);
}

/** The filter that finds what no export of this form into that folder has written yet. */
export function newFilter(request: ExportRequest): RowFilter {
  const { version, allVersions, withoutDeleted, sources } = request;
  return { version, newSince: exportName(request), allVersions, withoutDeleted, sources };
}

/** The request as core takes it. Takes the submissions that were chosen one by one; undefined is all that match. */
export function optionsOf(
  workspace: ExportParts,
  request: ExportRequest,
  ids: readonly number[] | undefined,
): ExportOptions {
  const { formId, format, chosen, existing, onlyNew, shown: _shown, ...common } = request;
  return optionsWith(format, chosen, {
    ...common,
    overwrite: existing === 'replace' ? true : existing === 'append' ? false : undefined,
    addNumber: existing === 'number',
    newSince: onlyNew === 'below' ? exportName(request) : undefined,
    ids,
    home: workspace.exportHome(formId),
    workspaces: [workspace.folder],
  });
}
