import { breathe } from '../../../ground/breath.ts';
import type { DatabaseValue, OtherDatabase } from '../../../model/other-database.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import type { Layer } from '../../geo/layers.ts';
import { insertInto, quoted } from '../sqlite/sql.ts';
import { around, type Envelope, geometryBlob } from './geometry-blob.ts';
import { Boxes } from './packed-tree.ts';
import { valueReader } from './values.ts';

/** A table of the file: a layer, a table without a location, or the columns that had no room in one. */
export interface Part {
  readonly name: string;
  readonly layer: Layer | null;
  readonly columns: readonly { readonly column: FinishedColumn; readonly place: number }[];
}

/** Where the geometries of a layer are. */
export class Extent {
  /** Around all of them. Null when there is none. */
  whole: Envelope | null = null;
  readonly boxes = new Boxes();

  add(row: number, box: Envelope): void {
    this.whole = around(this.whole, box);
    this.boxes.add(row, box);
  }
}

/** After so many rows, other work of this thread runs. */
const AT_A_TIME = 1000;
/** SQLite has so many columns in a view, unless it was built otherwise. */
const MOST_COLUMNS = 2000;
/** No table of a form has such a name (`layer-names.ts`). */
const ALL = 'gpkg_all_parts';

/**
 * Writes the rows of a table into its parts, which are in the file and empty. Returns the extent of each layer by its
 * name.
 */
export async function writeRows(
  database: OtherDatabase,
  table: FinishedTable,
  parts: readonly Part[],
  isUtc: boolean,
): Promise<ReadonlyMap<string, Extent>> {
  const extents = new Map<string, Extent>();
  for (let start = 0; start < parts.length; ) {
    let end = start + 1;
    while (end < parts.length && valuesOf(parts.slice(start, end + 1)).count <= MOST_COLUMNS) end += 1;
    await writeTogether(database, table, parts.slice(start, end), isUtc, extents);
    start = end;
  }
  return extents;
}

async function writeTogether(
  database: OtherDatabase,
  table: FinishedTable,
  parts: readonly Part[],
  isUtc: boolean,
  extents: Map<string, Extent>,
): Promise<void> {
  const { layers, columns, count } = valuesOf(parts);
  const geometries = layers.map(({ name, layer }) => {
    const extent = new Extent();
    extents.set(name, extent);
    return { layer, extent };
  });
  const values = columns.map(({ column, place }) => ({ place, read: valueReader(column, isUtc) }));
  const add = adding(database, parts);
  const row: DatabaseValue[] = new Array(count).fill(null);
  let fid = 0;
  for (const cells of table.rows()) {
    fid += 1;
    row[0] = fid;
    let at = 1;
    for (const { layer, extent } of geometries) {
      const cell = cells[layer.place];
      const shape = typeof cell === 'string' ? layer.read(cell) : null;
      const blob = shape === null ? null : geometryBlob(shape);
      row[at++] = blob === null ? null : blob.bytes;
      if (blob !== null) extent.add(fid, blob.envelope);
    }
    for (const { place, read } of values) row[at++] = read(cells[place]);
    add(row);
    if (fid % AT_A_TIME === 0) await breathe();
  }
  if (parts.length > 1) database.run(`DROP VIEW ${ALL}`);
}

/** The values of a row of several parts: its number, the geometry of each layer, and each column once. */
function valuesOf(parts: readonly Part[]) {
  const layers = parts.flatMap(({ name, layer }) => (layer === null ? [] : [{ name, layer }]));
  const byPlace = new Map(parts.flatMap((part) => part.columns).map((column) => [column.place, column]));
  const columns = [...byPlace.values()];
  return { layers, columns, count: 1 + layers.length + columns.length };
}

/**
 * Returns the function that adds a row to all parts. To hand the values to SQLite is most of the work, so they are
 * handed over once: into a view, whose trigger adds them to each part.
 */
function adding(database: OtherDatabase, parts: readonly Part[]): (row: readonly DatabaseValue[]) => void {
  const [first, ...others] = parts;
  const { layers, columns, count } = valuesOf(parts);
  if (first !== undefined && others.length === 0) return database.prepare(insertInto(first.name, count));
  const names = Array.from({ length: count }, (_, i) => quoted(`${i}`));
  const nameOf = new Map(columns.map(({ place }, i) => [place, names[1 + layers.length + i]]));
  const inserts = parts.map((part) => {
    const geometry = layers.findIndex(({ name }) => name === part.name);
    const own = [names[0], ...(geometry < 0 ? [] : [names[1 + geometry]])];
    const values = [...own, ...part.columns.map(({ place }) => nameOf.get(place))];
    return `INSERT INTO ${quoted(part.name)} VALUES (${values.map((name) => `NEW.${name}`).join(', ')});`;
  });
  database.run(`CREATE TEMP VIEW ${ALL} AS SELECT ${names.map((name) => `NULL AS ${name}`).join(', ')}`);
  database.run(`CREATE TEMP TRIGGER ${ALL}_rows INSTEAD OF INSERT ON ${ALL} BEGIN ${inserts.join(' ')} END`);
  // Else SQLite would copy the changed pages for each row, to take back only this row.
  return database.prepare(insertInto(ALL, count).replace('INSERT', 'INSERT OR ROLLBACK'));
}
