import type { FieldType, FormField, FormModel, FormNode, FormRepeat } from '../model/form.ts';

/** A column that comes from the form: a field, or the place of a nested repeat. */
export type ShapeColumn = FieldColumn | RepeatColumn;

export interface FieldColumn {
  readonly kind: 'field';
  /** Key of the answer in its record's values. */
  readonly path: string;
  readonly field: FormField;
  /** The ancestor directly below the root, or the field itself. */
  readonly top: FormNode;
}

export interface RepeatColumn {
  readonly kind: 'repeat';
  readonly path: string;
}

/** The columns of one table, in the form's order. */
export interface TableShape {
  /** '' for the submission itself, else the path of the repeat. */
  readonly path: string;
  readonly columns: readonly ShapeColumn[];
}

/** The tables of a form: the main one, then its repeats depth first, in model order. */
export function tablesOf(model: FormModel): TableShape[] {
  const tables: { path: string; columns: ShapeColumn[] }[] = [];
  const open = (path: string, nodes: readonly FormNode[], top: FormNode | null): void => {
    const columns: ShapeColumn[] = [];
    tables.push({ path, columns });
    fill(columns, nodes, top);
  };
  const fill = (columns: ShapeColumn[], nodes: readonly FormNode[], top: FormNode | null): void => {
    const repeats: { repeat: FormRepeat; top: FormNode }[] = [];
    const taken = new Set<string>();
    const walk = (below: readonly FormNode[], above: FormNode | null): void => {
      for (const node of below) {
        const first = above ?? node;
        if (node.kind === 'group') {
          walk(node.children, first);
          continue;
        }
        const id = `${node.kind} ${node.path}`;
        if (taken.has(id)) continue;
        taken.add(id);
        if (node.kind === 'field') columns.push({ kind: 'field', path: node.path, field: node, top: first });
        else {
          columns.push({ kind: 'repeat', path: node.path });
          repeats.push({ repeat: node, top: first });
        }
      }
    };
    walk(nodes, top);
    for (const inner of repeats) open(inner.repeat.path, inner.repeat.children, inner.top);
  };
  open('', model.children, null);
  return tables;
}

/**
 * The tables of answers without a definition: one column per path, as text. Takes the stored paths by record
 * path. A repeat is placed below the repeat whose path is the longest beginning of its own path.
 */
export function tablesOfPaths(stored: ReadonlyMap<string, readonly string[]>): TableShape[] {
  const places = [...stored.keys()].sort();
  const tables = new Map<string, ShapeColumn[]>();
  for (const place of ['', ...places]) {
    const columns: ShapeColumn[] = [];
    for (const path of stored.get(place) ?? []) {
      const field = textField(path);
      columns.push({ kind: 'field', path, field, top: field });
    }
    tables.set(place, columns);
  }
  for (const place of places) {
    if (place === '') continue;
    const parents = places.filter((other) => place.startsWith(`${other}/`));
    tables.get(parents.at(-1) ?? '')?.push({ kind: 'repeat', path: place });
  }
  return [...tables].map(([path, columns]) => ({ path, columns }));
}

/**
 * Joins lists of tables. Takes the lists in order; a column that only a later list has is added at the end.
 * Columns are the same if their path and kind are the same.
 */
export function joinTables(lists: readonly (readonly TableShape[])[]): TableShape[] {
  const joined = new Map<string, Map<string, ShapeColumn>>();
  for (const table of lists.flat()) {
    const columns = joined.get(table.path) ?? new Map<string, ShapeColumn>();
    joined.set(table.path, columns);
    for (const column of table.columns) {
      const id = `${column.kind} ${column.path}`;
      if (!columns.has(id)) columns.set(id, column);
    }
  }
  return [...joined].map(([path, columns]) => ({ path, columns: [...columns.values()] }));
}

/** The stored paths that have no column in these tables. */
export function pathsWithout(
  tables: readonly TableShape[],
  stored: ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const without = new Map<string, readonly string[]>();
  for (const [place, paths] of stored) {
    const table = tables.find((candidate) => candidate.path === place);
    const known = new Set(table?.columns.filter((c) => c.kind === 'field').map((column) => column.path));
    const left = paths.filter((path) => !known.has(path));
    if (left.length > 0 || table === undefined) without.set(place, left);
  }
  return without;
}

const MULTIPLE: ReadonlySet<FieldType> = new Set<FieldType>(['select', 'rank']);

/** True when an answer may hold several values. */
export function isMultiple(field: FormField): boolean {
  return MULTIPLE.has(field.type);
}

function textField(path: string): FormField {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    kind: 'field',
    name,
    path,
    labels: {},
    type: 'string',
    bindType: '',
    choices: null,
    mediaType: null,
  };
}
