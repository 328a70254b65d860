import type { FieldType, FormField, FormModel, FormNode, Labels } from '../model/form.ts';
import type { ColumnType } from '../model/table-row.ts';
import type { FactId } from '../store/browse/columns.ts';
import { AnswerSplitter } from '../xform/answer-splitter.ts';
import { choiceLabels } from '../xform/label.ts';
import { choicesOf } from '../xform/question-choices.ts';
import { joinTables, tablesOf, tablesOfPaths } from '../xform/shapes.ts';

export interface DataColumn {
  /** The path of the question, or `@…` for a fact. */
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly type: ColumnType;
  readonly groups: readonly { readonly name: string; readonly labels: Labels }[];
  readonly field: FormField | null;
}

const types: Readonly<Record<FieldType, ColumnType>> = {
  string: 'text',
  int: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'datetime',
  geopoint: 'location',
  geotrace: 'text',
  geoshape: 'text',
  binary: 'media',
  barcode: 'text',
  select1: 'select',
  select: 'select-multiple',
  rank: 'select-multiple',
};

/** Facts about a submission that are not answers, as columns. Only repeats have `@parent`. */
const allFacts = [
  ['@parent', 'text'],
  ['@submitted', 'datetime'],
  ['@device', 'text'],
  ['@submitter', 'text'],
  ['@source', 'select-multiple'],
  ['@version', 'text'],
  ['@signature', 'select'],
  ['@draft', 'select'],
  ['@problems', 'integer'],
  ['@edited', 'text'],
  ['@review', 'text'],
  ['@state', 'text'],
  ['@stored', 'datetime'],
  ['@id', 'text'],
] as const satisfies readonly (readonly [FactId, ColumnType])[];

const factIds: ReadonlySet<string> = new Set(allFacts.map(([id]) => id));

/** Returns the facts that a table has as columns. Takes the path of the table, '' for the submissions. */
export function factColumns(path: string): readonly (readonly [FactId, ColumnType])[] {
  return path === '' ? allFacts.filter(([id]) => id !== '@parent') : allFacts;
}

export function isFact(id: string): id is FactId {
  return factIds.has(id);
}

export function columnType(field: FormField): ColumnType {
  return types[field.type];
}

/** One form as its tables show it: all versions together, the newest first. */
export class FormColumns {
  readonly models: readonly FormModel[];
  /** Tables by path, '' first. Each has its columns in the order of the form. */
  readonly tables: ReadonlyMap<string, readonly DataColumn[]>;
  readonly languages: readonly string[];
  readonly #fields = new Map<string, ReadonlyMap<string, FormField>>();
  readonly #labels = new Map<string | null, Map<string, ReadonlyMap<string, string>>>();
  readonly #columns = new Map<string, ReadonlyMap<string, DataColumn>>();
  #identifiers: readonly string[] | null = null;
  readonly #splitters = new Map<string, AnswerSplitter | null>();

  /**
   * Takes all versions, newest first. `unnamed` gives, by record path, the paths of answers that are in no
   * version.
   */
  constructor(models: readonly FormModel[], unnamed: ReadonlyMap<string, readonly string[]>) {
    this.models = models;
    this.languages = [...new Set(models.flatMap(({ languages }) => languages))];
    const shapes = joinTables([...models.map(tablesOf), tablesOfPaths(unnamed)]);
    const groups = groupsOf(models);
    this.tables = new Map(
      shapes.map(({ path, columns }) => [
        path,
        columns.flatMap((column): DataColumn[] =>
          column.kind === 'repeat'
            ? []
            : [
                {
                  id: column.path,
                  name: column.field.name,
                  labels: column.field.labels,
                  type: columnType(column.field),
                  groups: groups.get(column.path) ?? [],
                  field: column.field,
                },
              ],
        ),
      ]),
    );
  }

  /** Returns the column of a table with this id; null when there is none. */
  column(path: string, id: string): DataColumn | null {
    const fact = factColumns(path).find(([name]) => name === id);
    if (fact !== undefined) return { id, name: id, labels: {}, type: fact[1], groups: [], field: null };
    let columns = this.#columns.get(path);
    if (columns === undefined) {
      columns = new Map((this.tables.get(path) ?? []).map((column) => [column.id, column]));
      this.#columns.set(path, columns);
    }
    return columns.get(id) ?? null;
  }

  /** The paths of the questions that tell submissions apart, in the order of the form. */
  get identifiers(): readonly string[] {
    this.#identifiers ??= identifying(this.tables.get('') ?? []).map(({ id }) => id);
    return this.#identifiers;
  }

  /** Returns the field of a path in the submission's own version; else in any version that has it. */
  field(version: string | null, path: string): FormField | null {
    return this.#ofVersion(version).get(path) ?? this.#ofVersion(undefined).get(path) ?? null;
  }

  /** Returns the labels of a field's choices by value, in that version; empty when they are not known. */
  choices(version: string | null, path: string, language: string): ReadonlyMap<string, string> {
    let known = this.#labels.get(version);
    if (known === undefined) {
      known = new Map();
      this.#labels.set(version, known);
    }
    const key = `${language}\0${path}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const field = this.field(version, path);
    const labels = field === null ? new Map<string, string>() : choiceLabels(field, language, this.languages);
    known.set(key, labels);
    return labels;
  }

  /** Returns what splits an answer of that version into its values; null when the choices are not known. */
  splitter(version: string | null, path: string): AnswerSplitter | null {
    const key = `${version ?? '\0'}\0${path}`;
    const known = this.#splitters.get(key);
    if (known !== undefined) return known;
    const field = this.field(version, path);
    const choices = field === null ? null : choicesOf(field);
    const splitter = choices === null ? null : new AnswerSplitter(choices.map(({ value }) => value));
    this.#splitters.set(key, splitter);
    return splitter;
  }

  /** Returns, by path, the values of the choices whose label is wanted, in any version and language. */
  choicesNamed(path: string, isWanted: (label: string) => boolean): ReadonlyMap<string, ReadonlySet<string>> {
    const inTable = new Set((this.tables.get(path) ?? []).map(({ id }) => id));
    const found = new Map<string, Set<string>>();
    const walk = (nodes: readonly FormNode[]): void => {
      for (const node of nodes) {
        if (node.kind !== 'field') walk(node.children);
        else if (inTable.has(node.path)) {
          for (const { value, labels } of choicesOf(node) ?? []) {
            if (!Object.values(labels).some(isWanted)) continue;
            found.set(node.path, (found.get(node.path) ?? new Set()).add(value));
          }
        }
      }
    };
    for (const model of this.models) walk(model.children);
    return found;
  }

  model(version: string | null): FormModel | null {
    return this.models.find((model) => model.version === version) ?? this.models[0] ?? null;
  }

  /** Returns the fields by path. `undefined` means all versions; the newest version wins. */
  #ofVersion(version: string | null | undefined): ReadonlyMap<string, FormField> {
    const key = version === undefined ? 'all' : `v${version ?? ''}`;
    const known = this.#fields.get(key);
    if (known !== undefined) return known;
    const models =
      version === undefined ? this.models : this.models.filter((model) => model.version === version);
    const fields = new Map<string, FormField>();
    const walk = (nodes: readonly FormNode[]): void => {
      for (const node of nodes) {
        if (node.kind !== 'field') walk(node.children);
        else if (!fields.has(node.path)) fields.set(node.path, node);
      }
    };
    for (const model of models) walk(model.children);
    this.#fields.set(key, fields);
    return fields;
  }
}

/** Returns the groups around each field, the outermost first. Repeats are tables and not groups. */
function groupsOf(models: readonly FormModel[]): ReadonlyMap<string, DataColumn['groups']> {
  const found = new Map<string, DataColumn['groups']>();
  const walk = (nodes: readonly FormNode[], around: DataColumn['groups']): void => {
    for (const node of nodes) {
      if (node.kind === 'field') {
        if (!found.has(node.path)) found.set(node.path, around);
      } else if (node.kind === 'repeat') walk(node.children, []);
      else walk(node.children, [...around, { name: node.name, labels: node.labels }]);
    }
  };
  for (const model of models) walk(model.children, []);
  return found;
}

const IDENTIFIER = /(^|[_-])(id|code|number|no|hhid|serial|barcode)([_-]|$)/i;
const ENUMERATOR = /enumerator|interviewer|surveyor|data_?collector|username|field_?worker|agent/i;
const START = /^(start|starttime|start_time|today)$/i;
const ALL_UP_TO = 60;
const QUESTIONS = 10;

/** Returns the column that tells rows apart at a glance; null when there is none. */
function identifierOf(columns: readonly DataColumn[]): DataColumn | null {
  const named = columns.find(({ id }) => id === 'meta/instanceName');
  return named ?? identifying(columns)[0] ?? null;
}

function identifying(columns: readonly DataColumn[]): readonly DataColumn[] {
  return columns.filter(
    ({ type, id, name }) =>
      (type === 'text' || type === 'integer') && !id.startsWith('meta/') && IDENTIFIER.test(name),
  );
}

/**
 * Returns the columns that a table shows first. A short form shows all columns. A long form shows those that
 * tell rows apart and the first questions. When several sources fill the form (`hasSources`), there is a
 * column for the source.
 */
export function defaultColumns(
  path: string,
  columns: readonly DataColumn[],
  hasSources: boolean,
): readonly string[] {
  const asked = columns.filter(({ id }) => !id.startsWith('meta/') || id === 'meta/instanceName');
  const identifier = identifierOf(asked);
  const start = asked.find(({ name, type }) => START.test(name) && (type === 'datetime' || type === 'date'));
  const enumerator = asked.find(({ name }) => ENUMERATOR.test(name));
  const first = [identifier, start, enumerator].filter((column) => column !== null && column !== undefined);
  const facts = [...(start === undefined ? ['@submitted'] : []), ...(hasSources ? ['@source'] : [])];
  const rest = asked.filter((column) => !first.includes(column));
  const questions =
    asked.length <= ALL_UP_TO
      ? rest
      : rest.filter(({ labels }) => Object.keys(labels).length > 0).slice(0, QUESTIONS);
  const [head, ...others] = first.map(({ id }) => id);
  // A row of a repeat first shows what it belongs to.
  if (path !== '') return ['@parent', ...first.map(({ id }) => id), ...questions.map(({ id }) => id)];
  return [...(head === undefined ? [] : [head]), ...facts, ...others, ...questions.map(({ id }) => id)];
}
