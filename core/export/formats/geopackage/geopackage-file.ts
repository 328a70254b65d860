import type { OtherDatabase } from '../../../model/other-database.ts';
import { labelIn } from '../../../xform/label.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import { type Layer, layersOf } from '../../geo/layers.ts';
import { createIndex, insertInto, quoted } from '../sqlite/sql.ts';
import { type Envelope, WGS84 } from './geometry-blob.ts';
import type { TableNames } from './layer-names.ts';
import { type Extent, type Part, writeRows } from './layer-rows.ts';
import { APPLICATION_ID, CORE_TABLES, VERSION } from './schema.ts';
import { createSpatialIndex } from './spatial-index.ts';
import { typeOf } from './values.ts';

/** SQLite reads 2,000 columns, unless it was built otherwise. */
export const MOST_COLUMNS = 1990;

/** How the tables of a file are written. */
export interface WriteOptions {
  readonly names: ReadonlyMap<string, TableNames>;
  /** True when the clock of date-times is UTC. */
  readonly isUtc: boolean;
  /** True when select-ones are written as values: then the file says what these mean. */
  readonly hasValues: boolean;
}

const TYPES = { point: 'POINT', line: 'LINESTRING', area: 'POLYGON' };

/** Writes tables of a form into an empty database, as a GeoPackage. */
export class GeoPackageFile {
  readonly #database: OtherDatabase;
  readonly #options: WriteOptions;
  readonly #lists = new Map<ChoiceList, string>();
  readonly #identifiers = new Set<string>();
  /** The names of tables, in small letters. */
  readonly #taken: Set<string>;

  constructor(database: OtherDatabase, options: WriteOptions) {
    this.#database = database;
    this.#options = options;
    const named = [...options.names.values()].flatMap(({ table, layers }) => [table, ...layers.values()]);
    this.#taken = new Set(named.map((name) => name.toLowerCase()));
    database.run(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
    database.run(`BEGIN; ${CORE_TABLES.join('; ')}; COMMIT`);
  }

  /** Writes a table: a layer for each of its locations, each with all answers of the row. */
  async write(table: FinishedTable): Promise<void> {
    const names = this.#options.names.get(table.path);
    if (names === undefined) throw new Error('no name for a table');
    const layers = layersOf(table.columns);
    const parts = (layers.length === 0 ? [null] : layers).flatMap((layer) => {
      const own = layer === null ? undefined : names.layers.get(layer.column.name);
      return this.#partsOf(table, own ?? names.table, layer);
    });
    for (const part of parts) this.#create(part);
    const extents = await writeRows(this.#database, table, parts, this.#options.isUtc);
    for (const part of parts) this.#finish(table, part, extents.get(part.name) ?? null);
  }

  /**
   * Returns the tables for one layer: the layer itself and, for columns that have no room in it, further tables
   * with the key of the row.
   */
  #partsOf(table: FinishedTable, name: string, layer: Layer | null): readonly Part[] {
    const all = table.columns
      .map((column, place) => ({ column, place }))
      .filter(({ place }) => place !== layer?.place);
    const key = all.filter(({ column }) => column.name === table.key);
    const parts: Part[] = [{ name, layer, columns: all.slice(0, MOST_COLUMNS) }];
    for (let start = MOST_COLUMNS; start < all.length; start += MOST_COLUMNS - 1) {
      const columns = [...key, ...all.slice(start, start + MOST_COLUMNS - 1)];
      parts.push({ name: this.#free(`${name}_${parts.length + 1}`), layer: null, columns });
    }
    return parts;
  }

  #free(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name.toLowerCase())) name += '_';
    this.#taken.add(name.toLowerCase());
    return name;
  }

  #create({ name, layer, columns }: Part): void {
    const { isUtc } = this.#options;
    const declared = columns.map(({ column }) => `${quoted(column.name)} ${typeOf(column, isUtc)}`);
    const own = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL'];
    if (layer !== null) own.push(`"geom" ${TYPES[layer.kind]}`);
    this.#database.run(`CREATE TABLE ${quoted(name)} (${[...own, ...declared].join(', ')})`);
  }

  /** Makes the indexes of a part whose rows are there, and says what it is. */
  #finish(table: FinishedTable, part: Part, extent: Extent | null): void {
    const { name, columns } = part;
    for (const { column } of columns) {
      const isJoined = column.name === table.key || column.name === parentKey(table);
      if (isJoined) this.#database.run(createIndex(`${name} by ${column.name}`, name, column.name));
    }
    this.#describe(table, part, extent?.whole ?? null);
    if (extent !== null) createSpatialIndex(this.#database, name, extent.boxes, table.count);
  }

  /** Says in the tables of the standard what a table is, and what its columns are. */
  #describe(table: FinishedTable, { name, layer, columns }: Part, box: Envelope | null): void {
    const { form } = table;
    const label = (labels: FinishedTable['labels']) => labelIn(labels, form.language, form.languages);
    const about = [`Form ${form.formId}`, ...(form.version === null ? [] : [`version ${form.version}`])];
    const wanted = [
      label(table.labels) ?? form.title,
      ...(layer === null ? [] : [label(layer.column.labels)]),
    ];
    const [west, east, south, north] = box ?? [null, null, null, null];
    this.#database.prepare(insertInto('gpkg_contents', 10))([
      name,
      layer === null ? 'attributes' : 'features',
      this.#identifier(wanted.filter((text) => text !== null && text !== '').join(': '), name),
      `${about.join(', ')}. ${form.zoneRule}`,
      lastChange(table),
      west,
      south,
      east,
      north,
      layer === null ? null : BigInt(WGS84),
    ]);
    if (layer !== null) {
      const add = this.#database.prepare(insertInto('gpkg_geometry_columns', 6));
      add([name, 'geom', TYPES[layer.kind], BigInt(WGS84), 2n, 0n]);
    }
    const add = this.#database.prepare(insertInto('gpkg_data_columns', 7));
    const known = new Set<string>();
    for (const { column } of columns) {
      // The choice `text` of a question and its column of texts have one name in the form.
      const original = known.has(column.original) ? `${column.original} (${column.name})` : column.original;
      known.add(original);
      const list = this.#options.hasValues && column.question?.type === 'select1' ? column.list : null;
      const title = label(column.labels);
      const constraint = list === null || column.role !== 'answer' ? null : this.#choices(list, table);
      add([name, column.name, original, title, descriptionOf(column), null, constraint]);
    }
  }

  /** The title that programs show. No two tables may have the same. */
  #identifier(wanted: string, name: string): string {
    const identifier = this.#identifiers.has(wanted) ? `${wanted} (${name})` : wanted;
    this.#identifiers.add(identifier);
    return identifier;
  }

  /** Returns the name of a list of choices, and writes what they mean when it is new. */
  #choices(list: ChoiceList, { form }: FinishedTable): string {
    const known = this.#lists.get(list);
    if (known !== undefined) return known;
    this.#lists.set(list, list.name);
    const add = this.#database.prepare(insertInto('gpkg_data_column_constraints', 8));
    for (const { value, labels } of list.choices) {
      const label = labelIn(labels, form.language, form.languages);
      add([list.name, 'enum', value, null, null, null, null, label ?? value]);
    }
    return list.name;
  }
}

/** The name of the column that leads to the row above; null for submissions. */
function parentKey({ columns }: FinishedTable): string | null {
  return columns.find(({ original, role }) => role === 'fact' && original === 'parent_key')?.name ?? null;
}

/** The newest submission: two exports of the same submissions make the same file. */
function lastChange({ columns }: FinishedTable): string {
  const date = columns.find(({ original, kind }) => original === 'submission_date' && kind === 'dateTime');
  return new Date(date?.facts.greatest ?? 0).toISOString();
}

/** What the form says about the question, for those who look at the table. */
function descriptionOf({ question, unit }: FinishedColumn): string | null {
  const texts = [
    ...(unit === null ? [] : [`In ${unit}.`]),
    ...(question?.relevant == null ? [] : [`Asked if: ${question.relevant}`]),
    ...(question?.constraint == null ? [] : [`Constraint: ${question.constraint}`]),
    ...(question?.treatment == null ? [] : [`De-identified: ${question.treatment}`]),
  ];
  return texts.length === 0 ? null : texts.join('\n');
}
