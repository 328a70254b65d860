import type { ExportReport } from '../../core/export/export.ts';
import { type ExportOptions, filterOf } from '../../core/export/options.ts';
import { problemData } from '../../core/ground/problem.ts';
import type { RowReader } from '../../core/model/rows.ts';
import type { ExportRequest } from './export-request.ts';

/**
 * True when only new submissions are asked for and all that match were exported before. Such an export writes
 * nothing: its files would be empty, and could take the place of full ones. Takes the rows as the workspace
 * has them. A form without submissions is not meant: its files have their columns, and replace nothing.
 */
export function isNothingNew(
  reader: RowReader,
  { onlyNew }: Pick<ExportRequest, 'onlyNew'>,
  options: ExportOptions,
): boolean {
  if (onlyNew === undefined || reader.count === undefined) return false;
  const filter = filterOf(options);
  const isAnyNew = filter.ids === undefined ? reader.count(filter) > 0 : filter.ids.length > 0;
  return !isAnyNew && reader.count({ ...filter, ids: undefined, newSince: undefined }) > 0;
}

/** Returns what an export without anything new has done: nothing, and it says so. */
export function nothingNew(reader: RowReader, options: ExportOptions): ExportReport {
  return {
    base: '',
    files: [],
    submissions: 0,
    rows: 0,
    alreadyThere: 0,
    failed: 0,
    unopened: reader.unopened(filterOf(options)),
    deletedLeftOut: 0,
    mediaCopied: 0,
    media: { files: 0, bytes: 0 },
    named: {},
    problems: [],
    notes: [problemData('export.nothing_new', {})],
    cells: [],
  };
}
