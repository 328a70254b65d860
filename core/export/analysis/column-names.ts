import type { FieldType, FormField } from '../../model/form.ts';
import type { Unrolled } from '../../model/rows.ts';
import { choicesOf } from '../../xform/question-choices.ts';
import type { ShapeColumn, TableShape } from '../../xform/shapes.ts';
import type { TypedTable } from '../typed-table.ts';
import { isInside } from './carried.ts';
import { endingsOf, Names } from './names.ts';
import { NumberedNames } from './numbered-names.ts';
import type { NameRules } from './target.ts';

/** What a further column of a question is: one of its choices by value, or something else by its name. */
export type Part = 'text' | 'label' | 'latitude' | 'longitude' | 'altitude' | 'accuracy' | `=${string}`;

const PLACE: readonly Part[] = ['latitude', 'longitude', 'altitude', 'accuracy'];

/** The names of the columns of one table. */
export interface ColumnNames {
  fact(name: string): string;
  /** Returns the name of a question's column, or of one of its further columns. */
  of(path: string, part?: Part): string;
}

/**
 * Names the columns of a table. All definitions of the form give names, and all columns that a question can
 * have get one: so a name depends neither on the options nor on definitions that come later. Takes the table
 * with all its columns, the tables of all definitions of the form (in the order of `namingTables`), the names
 * of the facts, the questions of other tables that its rows carry along, and how rows became columns: then the
 * definitions are those with repeats.
 */
export function columnNames(
  table: TypedTable,
  definitions: readonly (readonly TableShape[])[],
  facts: readonly string[],
  rules: NameRules,
  carried: readonly FormField[] = [],
  unrolled?: Unrolled,
): ColumnNames {
  const names = new Names(rules);
  const numbered = new NumberedNames(names);
  const given = new Map<string, string>();
  for (const fact of facts) given.set(fact, names.claim([fact], fact));
  const question = (path: string): void => {
    if (given.has(idOf(path))) return;
    const isOwn = table.path !== '' && path.startsWith(`${table.path}/`);
    const own = isOwn ? path.slice(table.path.length + 1) : path;
    given.set(idOf(path), names.claim(endingsOf(own), path));
  };
  const part = (path: string, one: Part): void => {
    const id = idOf(path, one);
    if (given.has(id)) return;
    given.set(id, names.claim([`${given.get(idOf(path)) ?? path}_${endOf(one)}`], `${path}/${one}`));
  };
  const known = new Map<string, KnownQuestion>();
  const partsSoFar = (id: string, field: FormField): readonly Part[] => {
    const { types, values } = known.get(id) ?? { types: new Set(), values: new Set() };
    known.set(id, { types, values });
    types.add(field.type);
    for (const { value } of choicesOf(field) ?? []) values.add(value);
    return [...types].flatMap((type) => partsOf(type, values));
  };
  const take = (fields: readonly FormField[]): void => {
    for (const { path } of fields) question(path);
    for (const field of fields) {
      for (const one of partsSoFar(field.path, field)) part(field.path, one);
    }
  };
  /** Takes questions that rows of repeats have, by how many repeats are around them. */
  const takeNumbered = (fields: readonly FormField[], depth: number): void => {
    for (const { path } of fields) numbered.question(path, depth);
    for (const field of fields) {
      for (const one of partsSoFar(`${depth} ${field.path}`, field)) {
        numbered.part(field.path, depth, one, endOf(one));
      }
    }
  };
  for (const tables of definitions) {
    take(fieldsIn(tables.find(({ path }) => path === table.path)?.columns ?? []));
    if (unrolled !== undefined) {
      for (const { path, columns } of tables) {
        const depth = 1 + tables.filter((other) => other.path !== '' && isInside(path, other.path)).length;
        if (path !== '') takeNumbered(fieldsIn(columns), depth);
      }
    }
    if (carried.length === 0) continue;
    const all = new Map(
      tables.flatMap(({ columns }) => fieldsIn(columns)).map((field) => [field.path, field]),
    );
    take(carried.flatMap(({ path }) => all.get(path) ?? []));
  }
  for (const field of fieldsIn(table.columns)) {
    const question = unrolled?.questionOf(field.path) ?? null;
    if (question === null) take([field]);
    else takeNumbered([{ ...field, path: question.path }], question.row.length);
  }
  take(carried);
  return {
    fact: (name) => given.get(name) ?? name,
    of: (path, one) => {
      const question = unrolled?.questionOf(path) ?? null;
      if (question !== null) return numbered.of(question, one ?? '');
      const name = given.get(idOf(path, one));
      if (name === undefined) throw new Error('a column has no name');
      return name;
    },
  };
}

function fieldsIn(columns: readonly ShapeColumn[]): FormField[] {
  return columns.flatMap((column) => (column.kind === 'field' ? [column.field] : []));
}

function idOf(path: string, part = ''): string {
  return `${path}\n${part}`;
}

function endOf(part: Part): string {
  return part.startsWith('=') ? part.slice(1) : part;
}

/** What the definitions so far say of a question: the export may merge any of its types with all values. */
interface KnownQuestion {
  readonly types: Set<FieldType>;
  readonly values: Set<string>;
}

function partsOf(type: FieldType, values: ReadonlySet<string>): readonly Part[] {
  switch (type) {
    case 'string':
    case 'barcode':
    case 'binary':
      return [];
    case 'geopoint':
      return ['text', ...PLACE];
    case 'select1':
      return ['text', 'label'];
    case 'select':
    case 'rank':
      return ['text', 'label', ...[...values].map((value): Part => `=${value}`)];
    default:
      return ['text'];
  }
}
