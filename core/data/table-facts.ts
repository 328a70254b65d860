import { formNames } from '../store/form-names.ts';
import { type DataColumn, defaultColumns, type FormColumns, factColumns } from './form-columns.ts';
import type { Reading } from './reading.ts';

/** Returns the forms that have something stored, and how many submissions of each are readable. */
export function formsHere(reading: Reading) {
  const toPull = reading.browse.form.toPull();
  const names = formNames(reading.forms, reading.origins);
  return reading.browse.form.formCounts().map(({ formId, readable, notReadable }) => ({
    formId,
    title: names.get(formId) ?? formId,
    here: readable + notReadable,
    readable,
    notReadable,
    toPull: toPull.get(formId) ?? null,
  }));
}

/**
 * Returns what a table of a form is: its columns, how many rows each table of the form has, and how it was
 * last shown.
 */
export function tableFacts(reading: Reading, formId: string, path: string) {
  const form = reading.form(formId);
  const repeats = reading.repeatRows(formId);
  const columns = form.tables.get(path) ?? [];
  const mayHaveAnswers = reading.answered.of(
    formId,
    path,
    columns.map(({ id }) => id),
  );
  const readable = reading.readable(formId);
  const notReadable = reading.browse.form.countNotReadable(formId);
  return {
    form: {
      formId,
      title: formNames(reading.forms, reading.origins).get(formId) ?? formId,
      here: readable + notReadable,
      readable,
      notReadable,
      toPull: reading.browse.form.toPull().get(formId) ?? null,
    },
    tables: [...form.tables.keys()].map((table) => {
      const repeat = table === '' ? null : findNode(form, table);
      return {
        path: table,
        name: repeat?.name ?? '',
        labels: repeat?.labels ?? {},
        rows: table === '' ? readable : (repeats.get(table) ?? 0),
      };
    }),
    versions: reading
      .versions(formId)
      .map(({ version, submissions }) => ({ version: version ?? '', submissions })),
    languages: form.languages,
    defaultLanguage: form.languages[0] ?? '',
    columns: [
      ...columns.map((column) => described(column, mayHaveAnswers(column.id))),
      ...factColumns(path).map(([id, type]) => ({
        id,
        name: id,
        labels: {},
        type,
        groups: [],
        hasChoices: false,
        hasAnswers: true,
      })),
    ],
    layout: reading.browse.form.layout(formId, path),
    defaultColumns: defaultColumns(
      path,
      // An instance name that no submission has is not useful.
      columns.filter(({ id }) => id !== 'meta/instanceName' || mayHaveAnswers(id)),
      reading.origins.of(formId).length > 1,
    ),
  };
}

function described(column: DataColumn, hasAnswers: boolean) {
  const { id, name, labels, type, groups, field } = column;
  return { id, name, labels, type, groups, hasChoices: field?.choices != null, hasAnswers };
}

/** Finds the repeat with that path in any version, newest first. */
function findNode(
  form: FormColumns,
  path: string,
): { readonly name: string; readonly labels: Readonly<Record<string, string>> } | null {
  type Nodes = (typeof form.models)[number]['children'];
  const find = (nodes: Nodes): Nodes[number] | null => {
    for (const node of nodes) {
      if (node.path === path) return node;
      const below = node.kind === 'field' ? null : find(node.children);
      if (below !== null) return below;
    }
    return null;
  };
  for (const model of form.models) {
    const node = find(model.children);
    if (node !== null) return { name: node.name, labels: node.labels };
  }
  return null;
}
