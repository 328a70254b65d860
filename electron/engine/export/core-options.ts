import { resolve } from 'node:path';
import type { CommonOptions, ExportOptions } from '../../../core/export/options.ts';
import type { RowFilter } from '../../../core/model/rows.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import type { ExportOptions as AskedOptions } from '../../ipc/export.ts';

/** What the window asked for, as core takes it. `ids` are those of a view, or those that
 * are new, in the order of an export. */
export function coreOptions(
  workspace: Workspace,
  asked: AskedOptions,
  folder: string,
  ids: readonly number[] | undefined,
): ExportOptions {
  const { rows } = asked;
  const common: CommonOptions = {
    folder,
    fileName: asked.fileName ?? undefined,
    excludeMedia: !asked.media,
    overwrite: asked.existing === 'replace' ? true : undefined,
    addNumber: asked.existing === 'number',
    columns: asked.columns ?? undefined,
    listLeftOut: true,
    workspaces: [workspace.folder],
    home: workspace.exportHome(asked.formId),
    version: versionOf(asked),
    allVersions: takesAllVersions(asked),
    withoutDeleted: asked.withoutDeleted,
    sources: sourcesOf(asked),
    sourceColumn: asked.sourceColumn ?? undefined,
    from: rows.kind === 'days' ? (rows.from ?? undefined) : undefined,
    to: rows.kind === 'days' ? (rows.to ?? undefined) : undefined,
    ids,
  };
  if (asked.format === 'briefcase') {
    return {
      ...common,
      format: 'briefcase',
      names: asked.names,
      splitSelectMultiples: asked.splitSelectMultiples,
      formulaGuard: asked.formulaGuard,
      timeZone: asked.timeZone ?? undefined,
    };
  }
  return {
    ...common,
    format: 'tidy',
    splitSelectMultiples: asked.splitSelectMultiples,
    formulaGuard: asked.formulaGuard,
    names: asked.names,
    labels: asked.choices === 'labels' ? asked.language : undefined,
    timeZone: asked.timeZone ?? undefined,
    byteOrderMark: asked.byteOrderMark,
    separator: asked.separator,
  };
}

/** What "new since the last export" is counted by, in the window as on the command line. */
export function exportName({ formId, format }: AskedOptions, folder: string): string {
  return JSON.stringify([formId, format, resolve(folder)]);
}

/** The filter that finds what no export of this form into that folder has written yet. */
export function newFilter(asked: AskedOptions, folder: string): RowFilter {
  return {
    version: versionOf(asked),
    newSince: exportName(asked, folder),
    allVersions: takesAllVersions(asked),
    withoutDeleted: asked.withoutDeleted,
    sources: sourcesOf(asked),
  };
}

/** A view has its own filter. */
function sourcesOf({ sources, rows }: AskedOptions): readonly string[] | undefined {
  return rows.kind === 'view' ? undefined : (sources ?? undefined);
}

/** A view that shows every version is exported as it is shown. */
function takesAllVersions({ allVersions, rows }: AskedOptions): boolean {
  return (
    allVersions || (rows.kind === 'view' && rows.view.filters.some(({ kind }) => kind === 'all-versions'))
  );
}

/** In the window '' is "no version". */
function versionOf({ version, rows }: AskedOptions): string | null | undefined {
  const asked = rows.kind === 'view' ? rows.view.version : version;
  return asked === '' ? null : asked;
}
