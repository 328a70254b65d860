import { tablesOfVersions } from '../../../core/export/definitions.ts';
import { Problem } from '../../../core/ground/problem.ts';
import type { FormModel, FormNode, Labels } from '../../../core/model/form.ts';
import { originName } from '../../../core/store/origins.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { labelIn } from '../../../core/xform/label.ts';
import type { ExportForm } from '../../ipc/export.ts';

/** What of a form can be chosen, with its labels in one of its languages. Throws `export.form_unknown`. */
export function exportForm(workspace: Workspace, formId: string, language: string): ExportForm {
  if (!workspace.hasForm(formId)) throw new Problem('export.form_unknown', { formId });
  const reader = workspace.rows(formId);
  const { models } = reader;
  const languages = models[0]?.languages ?? [];
  const shown = (labels: Labels, name: string) => labelIn(labels, language, languages) ?? name;
  const repeats = repeatLabels(models);
  return {
    title: models[0]?.title ?? formId,
    languages,
    sources: workspace.origins.of(formId).map(originName),
    versions: reader.versions({}).map((version) => version ?? ''),
    tables: tablesOfVersions(reader, {}, models).map(({ path, columns }) => ({
      path,
      label: shown(repeats.get(path) ?? {}, path.slice(path.lastIndexOf('/') + 1)),
      columns: columns.flatMap((column) =>
        column.kind === 'field'
          ? [{ path: column.path, label: shown(column.field.labels, column.field.name) }]
          : [],
      ),
    })),
  };
}

function repeatLabels(models: readonly FormModel[]): ReadonlyMap<string, Labels> {
  const labels = new Map<string, Labels>();
  const walk = (nodes: readonly FormNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'field') continue;
      if (node.kind === 'repeat' && !labels.has(node.path)) labels.set(node.path, node.labels);
      walk(node.children);
    }
  };
  for (const model of models) walk(model.children);
  return labels;
}
