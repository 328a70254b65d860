import { tablesByAge } from '../../core/export/form-tables.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { ExportForm } from '../../core/model/export-view.ts';
import type { Labels } from '../../core/model/form.ts';
import { originName } from '../../core/store/origins.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { labelIn } from '../../core/xform/label.ts';

/**
 * Returns what the user can choose of a form, with labels in one of its languages; null: its first language.
 * Throws `export.form_unknown`.
 */
export function exportForm(
  workspace: Pick<Workspace, 'hasForm' | 'rows' | 'origins'>,
  formId: string,
  language: string | null,
): ExportForm {
  if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
  const reader = workspace.rows(formId);
  const { models, tables } = tablesByAge(reader, { folder: '' });
  const languages = models[0]?.languages ?? [];
  const wanted = language ?? languages[0] ?? null;
  const shown = (labels: Labels, name: string) => labelIn(labels, wanted, languages) ?? name;
  return {
    title: models[0]?.title ?? formId,
    languages,
    sources: workspace.origins.of(formId).map(originName),
    versions: reader.versions({}).map((version) => version ?? ''),
    tables: tables.map(({ path, name, labels, columns }) => ({
      path,
      label: shown(labels, name),
      columns: columns.flatMap((column) =>
        column.kind === 'field' ? [{ path: column.path, label: shown(column.labels, column.name) }] : [],
      ),
    })),
  };
}
