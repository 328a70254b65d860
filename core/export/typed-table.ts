import type { Choice, FieldType, FormModel, FormNode, Labels } from '../model/form.ts';
import { answerAt, type SubmissionRecord } from '../model/record.ts';
import { choicesOf } from '../xform/question-choices.ts';
import { relevances } from '../xform/relevance.ts';
import { type FieldColumn, type RepeatColumn, type TableShape, tablesOf } from '../xform/shapes.ts';
import { type TypedValue, valueReader } from './typed-value.ts';

/** The versions of the form that have a question, according to its definitions. */
export interface VersionsSeen {
  /** Null is a version without a name. */
  readonly first: string | null;
  readonly last: string | null;
}

/** A question as a column, with everything that the form tells about it. */
export interface AnswerColumn extends FieldColumn {
  /** The last name of its path. */
  readonly name: string;
  /** In every language of the form. */
  readonly labels: Labels;
  readonly type: FieldType;
  /** Without duplicate values; null when there are no choices, or not all are known. */
  readonly choices: readonly Choice[] | null;
  /** When the form asks it, with the conditions of the groups and repeats around it; null when always. */
  readonly relevant: string | null;
  /** Null when no definition has the question, only answers. */
  readonly versions: VersionsSeen | null;
  /** Returns the answer exactly as it was written; '' when there is none. */
  written(record: SubmissionRecord): string;
  /** Returns the answer by the type of the question. */
  value(record: SubmissionRecord): TypedValue;
}

/** The columns of a form's submissions or of one of its repeats, in the order of an export. */
export interface TypedTable {
  /** '' for the submissions, else the path of the repeat. */
  readonly path: string;
  /** The last name of the path. */
  readonly name: string;
  /** The repeat's labels in every language. */
  readonly labels: Labels;
  readonly columns: readonly (AnswerColumn | RepeatColumn)[];
}

/** Adds to tables what the form tells about their columns. Takes the form's definitions, the newest first. */
export function typedTables(shapes: readonly TableShape[], models: readonly FormModel[]): TypedTable[] {
  const seen = versionsSeen(models);
  const conditions = relevances(models);
  const repeats = repeatLabels(models);
  return shapes.map(({ path, columns }) => ({
    path,
    name: lastName(path),
    labels: repeats.get(path) ?? {},
    columns: columns.map((column) =>
      column.kind === 'repeat' ? column : answerColumn(column, seen, conditions),
    ),
  }));
}

function answerColumn(
  column: FieldColumn,
  seen: ReadonlyMap<string, VersionsSeen>,
  conditions: ReadonlyMap<string, string>,
): AnswerColumn {
  const { field, path } = column;
  const read = valueReader(field);
  return {
    ...column,
    name: field.name,
    labels: field.labels,
    type: field.type,
    choices: choicesOf(field),
    relevant: conditions.get(path) ?? null,
    versions: seen.get(path) ?? null,
    written: (record) => answerAt(record, path),
    value: (record) => read(answerAt(record, path)),
  };
}

function versionsSeen(models: readonly FormModel[]): ReadonlyMap<string, VersionsSeen> {
  const seen = new Map<string, VersionsSeen>();
  for (const model of models) {
    const fields = tablesOf(model).flatMap(({ columns }) => columns.filter(({ kind }) => kind === 'field'));
    for (const { path } of fields) {
      seen.set(path, { first: model.version, last: seen.get(path)?.last ?? model.version });
    }
  }
  return seen;
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

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
