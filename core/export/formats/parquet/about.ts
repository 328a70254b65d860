import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';

/** The key in the file's metadata under which this stands, as JSON. */
export const ABOUT = 'attache';

/**
 * What the file says about its form and its columns, for programs that read the metadata: names in the form,
 * labels in every language, choices, units, and the rule of the date-times.
 */
export function aboutTable({ form, path, key, parent, columns }: Omit<AnalysisTable, 'cells'>): string {
  const lists = new Map<string, ChoiceList>();
  for (const { list } of columns) if (list !== null) lists.set(list.name, list);
  return JSON.stringify({
    form: form.formId,
    title: form.title,
    version: form.version,
    languages: form.languages,
    repeat: path === '' ? null : path,
    key,
    parent,
    dateTimes: form.zoneRule,
    columns: columns.map((column) => ({
      name: column.name,
      path: column.original,
      type: column.question?.type ?? null,
      labels: column.labels,
      ...(column.unit === null ? {} : { unit: column.unit }),
      ...(column.choice === null ? {} : { choice: column.choice }),
      ...(column.list === null ? {} : { choices: column.list.name }),
    })),
    choices: Object.fromEntries(
      [...lists.values()].map(({ name, choices }) => [
        name,
        choices.map(({ value, labels }) => ({ value, labels })),
      ]),
    ),
  });
}
