import { breathe } from '../../../ground/breath.ts';
import type { OtherDatabase } from '../../../model/other-database.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import type { Layer } from '../../geo/layers.ts';
import { around, type Envelope } from './geometry-blob.ts';
import { LayerRecords } from './layer-records.ts';
import { Boxes } from './packed-tree.ts';
import { shownNumbers } from './values.ts';

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
  const located = parts.flatMap(({ name, layer }) =>
    layer === null ? [] : [{ name, layer, extent: new Extent() }],
  );
  const filler = database.fill(parts.map(({ name }) => name));
  const records = new LayerRecords(
    located.map(({ layer }) => layer),
    parts.map(({ layer, columns }) => ({
      layer: layer === null ? null : located.findIndex((one) => one.layer === layer),
      places: columns.map(({ place }) => place),
    })),
    table.columns.map((column) => ({
      shown: shownNumbers(column, isUtc),
      isFraction: column.kind === 'number',
    })),
    filler,
    (layer, row, box) => located[layer]?.extent.add(row, box),
  );
  for (const _ of table.pass(records)) await breathe();
  records.finish();
  filler.finish();
  // A row that another program adds gets the number after the last, as SQLite itself would have noted.
  const note = database.prepare('INSERT INTO sqlite_sequence VALUES (?, ?)');
  if (table.count > 0) for (const { name } of parts) note([name, BigInt(table.count)]);
  return new Map(located.map(({ name, extent }) => [name, extent]));
}
