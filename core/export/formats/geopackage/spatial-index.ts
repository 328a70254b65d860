import type { OtherDatabase } from '../../../model/other-database.ts';
import { insertInto, quoted } from '../sqlite/sql.ts';
import type { Boxes } from './packed-tree.ts';

const DEFINITION = 'http://www.geopackage.org/spec120/#extension_rtree';
/** Rows whose nodes are written with one statement. */
const ROWS_TOGETHER = 1000;

/**
 * Makes the spatial index of a layer (GeoPackage 1.3, F.3): programs for maps then read only what they show. Takes
 * the name of the layer, the boxes of its geometries, and its number of rows.
 */
export function createSpatialIndex(database: OtherDatabase, layer: string, boxes: Boxes, rows: number): void {
  const index = `rtree_${layer}_geom`;
  database.run(`CREATE VIRTUAL TABLE ${quoted(index)} USING rtree(id, minx, maxx, miny, maxy)`);
  const [root] = [...database.rows(`SELECT length(data) FROM ${quoted(`${index}_node`)} WHERE nodeno = 1`)];
  const addNode = database.prepare(`REPLACE INTO ${quoted(`${index}_node`)} VALUES (?, ?)`);
  const addParent = database.prepare(insertInto(`${index}_parent`, 2));
  const nodeOf = new Uint32Array(rows + 1);
  for (const { number, height, entries, bytes } of boxes.tree(Number(root?.[0]))) {
    addNode([BigInt(number), bytes]);
    for (const entry of entries) {
      if (height === 0) nodeOf[entry] = number;
      else addParent([BigInt(entry), BigInt(number)]);
    }
  }
  const addRows = database.prepare(
    `INSERT INTO ${quoted(`${index}_rowid`)} SELECT ? + key, value FROM json_each(?) WHERE value > 0`,
  );
  for (let first = 0; first <= rows; first += ROWS_TOGETHER) {
    addRows([BigInt(first), `[${nodeOf.subarray(first, first + ROWS_TOGETHER).join(',')}]`]);
  }
  database.run(triggers(layer, index).join('; '));
  const register = database.prepare(insertInto('gpkg_extensions', 5));
  register([layer, 'geom', 'gpkg_rtree_index', DEFINITION, 'write-only']);
}

/** The triggers of the standard, by which programs that change the layer keep the index true. */
function triggers(layer: string, index: string): readonly string[] {
  const [on, tree] = [quoted(layer), quoted(index)];
  const trigger = (name: string, when: string, then: readonly string[]): string =>
    `CREATE TRIGGER ${quoted(`${index}_${name}`)} AFTER ${when} BEGIN ${then.join('; ')}; END`;
  const hasPlace = '(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))';
  const hasNone = '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))';
  const put =
    `INSERT OR REPLACE INTO ${tree} VALUES (NEW."fid", ` +
    'ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"))';
  const drop = `DELETE FROM ${tree} WHERE id = OLD."fid"`;
  const dropBoth = `DELETE FROM ${tree} WHERE id IN (OLD."fid", NEW."fid")`;
  const same = 'OLD."fid" = NEW."fid"';
  const other = 'OLD."fid" != NEW."fid"';
  return [
    trigger('insert', `INSERT ON ${on} WHEN ${hasPlace}`, [put]),
    trigger('update1', `UPDATE OF "geom" ON ${on} WHEN ${same} AND ${hasPlace}`, [put]),
    trigger('update2', `UPDATE OF "geom" ON ${on} WHEN ${same} AND ${hasNone}`, [drop]),
    trigger('update3', `UPDATE ON ${on} WHEN ${other} AND ${hasPlace}`, [drop, put]),
    trigger('update4', `UPDATE ON ${on} WHEN ${other} AND ${hasNone}`, [dropBoth]),
    trigger('delete', `DELETE ON ${on} WHEN OLD."geom" NOT NULL`, [drop]),
  ];
}
