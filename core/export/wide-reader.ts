import { Problem } from '../ground/problem.ts';
import {
  type FormField,
  type FormModel,
  type FormNode,
  type FormRepeat,
  type Labels,
  shapeOf,
} from '../model/form.ts';
import type { SubmissionRecord } from '../model/record.ts';
import type { ExportSubmission, RowFilter, RowReader } from '../model/rows.ts';
import { changedReader } from './changed-reader.ts';
import { WidePaths } from './wide-paths.ts';

/** No file for analysis has more columns than this. */
const MOST_COLUMNS = 100_000;

/**
 * Returns a reader whose submissions have one row each: every question of a repeat becomes numbered
 * questions, `name_1` for the first row, `name_2_1` for the first row of a repeat inside the second. There
 * are as many as the submission with the most rows needs. Takes the reader, and the filter of the export.
 * Throws a Problem when these are too many for any file.
 */
export function wideReader(reader: RowReader, filter: RowFilter): RowReader {
  const most = reader.mostRows?.(filter) ?? countRows(reader.submissions({ ...filter, newSince: undefined }));
  const stored = reader.storedPaths(filter);
  const repeats = new Set([
    ...reader.models.flatMap((model) => shapeOf(model).repeats),
    ...stored.keys(),
    ...most.keys(),
  ]);
  repeats.delete('');
  const paths = new WidePaths(reader.models, stored, repeats);
  const widest = Math.max(0, ...reader.models.map((model) => fieldCount(model.children, most)));
  if (widest > MOST_COLUMNS)
    throw new Problem('export.too_many_columns', { columns: widest, most: MOST_COLUMNS });
  const models = reader.models.map((model) => wideModel(model, most, paths));
  const treatments = [...(reader.treatments ?? [])].flatMap(([path, done]) => {
    return paths.madeOf(path).map((made) => [made, done] as const);
  });
  return changedReader(reader, {
    models,
    *submissions(wanted) {
      for (const submission of reader.submissions(wanted)) yield wideSubmission(submission, most, paths);
    },
    storedPaths: (wanted) => widePaths(reader.storedPaths(wanted), most, paths),
    mostRows: () => new Map(),
    pathsOf: (path) => paths.madeOf(path),
    treatments: new Map(treatments),
    unrolled: { models: reader.models, questionOf: (path) => paths.questionOf(path) },
  });
}

/** Returns how many rows a repeat has at most below one row, by the repeat's path. */
function countRows(submissions: Iterable<ExportSubmission>): Map<string, number> {
  const most = new Map<string, number>();
  for (const { records } of submissions) {
    const counts = new Map<string, number>();
    for (const { path, parentKey } of records) {
      if (path === '') continue;
      const id = `${path}\n${parentKey}`;
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      if (count > (most.get(path) ?? 0)) most.set(path, count);
    }
  }
  return most;
}

type Most = ReadonlyMap<string, number>;

function wideModel(model: FormModel, most: Most, paths: WidePaths): FormModel {
  const unroll = (repeat: FormRepeat, row: readonly number[]): FormNode[] => {
    const copies: FormNode[] = [];
    for (let i = 1; i <= (most.get(repeat.path) ?? 0); i += 1) {
      copies.push(...repeat.children.flatMap((child) => copy(child, [...row, i])));
    }
    return copies;
  };
  /** Copies a node for one row. Groups get a number too, because versions of a form are merged by names. */
  const copy = (node: FormNode, row: readonly number[]): FormNode[] => {
    if (node.kind === 'field') return [copyOf(node, row, paths)];
    const children =
      node.kind === 'repeat' ? unroll(node, row) : node.children.flatMap((child) => copy(child, row));
    return children.length === 0
      ? []
      : [{ ...node, kind: 'group', name: `${node.name}_${row.join('_')}`, children }];
  };
  const walk = (node: FormNode): FormNode[] => {
    if (node.kind === 'field') return [node];
    const children = node.kind === 'repeat' ? unroll(node, []) : node.children.flatMap(walk);
    return node.kind === 'repeat' && children.length === 0 ? [] : [{ ...node, kind: 'group', children }];
  };
  return { ...model, children: model.children.flatMap(walk) };
}

function copyOf(field: FormField, row: readonly number[], paths: WidePaths): FormField {
  return {
    ...field,
    name: `${field.name}_${row.join('_')}`,
    path: paths.of(field.path, row),
    labels: withNumber(field.labels, row),
  };
}

function withNumber(labels: Labels, row: readonly number[]): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([language, text]) => [
      language,
      text === '' ? '' : `${text} (${row.join('.')})`,
    ]),
  );
}

/** How many questions there are when the rows of repeats are columns. */
function fieldCount(nodes: readonly FormNode[], most: Most): number {
  return nodes.reduce((sum, node) => {
    if (node.kind === 'field') return sum + 1;
    const times = node.kind === 'repeat' ? (most.get(node.path) ?? 0) : 1;
    return sum + times * fieldCount(node.children, most);
  }, 0);
}

/** Puts the answers of all records into one. Throws a Problem when there is no column for one of them. */
function wideSubmission(submission: ExportSubmission, most: Most, paths: WidePaths): ExportSubmission {
  const [main, ...others] = submission.records;
  if (main === undefined || others.length === 0) return submission;
  const values: Record<string, string> = { ...main.values };
  const rows = new Map<string, readonly number[]>([[main.key, []]]);
  const counts = new Map<string, number>();
  for (const record of others) {
    const { key, path, parentKey } = record;
    const id = `${path}\n${parentKey}`;
    const number = (counts.get(id) ?? 0) + 1;
    counts.set(id, number);
    if (number > (most.get(path) ?? 0)) throw new Problem('export.repeats_grew', {});
    const row = [...(rows.get(parentKey ?? '') ?? []), number];
    rows.set(key, row);
    for (const own in record.values) {
      const answer = record.values[own];
      if (answer !== undefined) values[paths.of(own, row)] = answer;
    }
  }
  const record: SubmissionRecord = { ...main, values, repeats: {} };
  return { ...submission, records: [record] };
}

/**
 * The paths of answers that no definition names, as the wide submissions have them. Without a definition, an
 * outer repeat is only one where a submission has it twice: so there are paths with and without its number.
 */
function widePaths(
  stored: ReadonlyMap<string, readonly string[]>,
  most: Most,
  paths: WidePaths,
): ReadonlyMap<string, readonly string[]> {
  const all = [...(stored.get('') ?? [])];
  for (const [place, own] of stored) {
    if (place === '') continue;
    let rows: (readonly number[])[] = [[]];
    for (const repeat of paths.repeatsTo(place)) {
      const numbers = Array.from({ length: most.get(repeat) ?? 0 }, (_, i) => i + 1);
      const inside = rows.flatMap((row) => numbers.map((number) => [...row, number]));
      rows = repeat === place ? inside : [...rows, ...inside];
    }
    for (const row of rows) all.push(...own.map((path) => paths.of(path, row)));
  }
  return all.length === 0 ? new Map() : new Map([['', all]]);
}
