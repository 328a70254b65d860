// Covers core/export/formats/geopackage/packed-tree.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OtherDatabase } from '../../../model/other-database.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { Envelope } from './geometry-blob.ts';
import { Boxes } from './packed-tree.ts';
import { CORE_TABLES } from './schema.ts';
import { createSpatialIndex } from './spatial-index.ts';

/** Makes the index of a layer of these geometries; null for a row without one. Asks it, and checks all its nodes. */
function indexed<T>(rows: readonly (Envelope | null)[], ask: (database: OtherDatabase) => T): T {
  const path = join(temporaryFolder(), 'a.gpkg');
  writeFileSync(path, '');
  const database = otherDatabases.toFill(path);
  try {
    database.run(`${CORE_TABLES.join('; ')}; CREATE TABLE l (fid INTEGER PRIMARY KEY, geom POINT)`);
    const boxes = new Boxes();
    for (const [i, box] of rows.entries()) {
      if (box !== null) boxes.add(i + 1, box);
    }
    createSpatialIndex(database, 'l', boxes, rows.length);
    expect([...database.rows("SELECT rtreecheck('rtree_l_geom')")]).toEqual([['ok']]);
    return ask(database);
  } finally {
    database.close();
  }
}

/** The rows in a part of the map, by the index. */
function within(database: OtherDatabase, [west, east, south, north]: Envelope): readonly number[] {
  const sql = `SELECT id FROM rtree_l_geom
    WHERE maxx >= ${west} AND minx <= ${east} AND maxy >= ${south} AND miny <= ${north} ORDER BY id`;
  return [...database.rows(sql)].map(([id]) => Number(id));
}

const number = (least: number, most: number) =>
  fc.oneof(
    fc.double({ min: least, max: most, noNaN: true }),
    fc.integer({ min: least, max: most }),
    fc.constantFrom(0, 1e-40, -1e-40, 0.1, -0.1),
  );
const envelope = fc
  .tuple(number(-180, 180), number(-180, 180), number(-90, 90), number(-90, 90))
  .map(([x, u, y, v]): Envelope => [Math.min(x, u), Math.max(x, u), Math.min(y, v), Math.max(y, v)]);
const point = envelope.map(([x, , y]): Envelope => [x, x, y, y]);

test('the index of any geometries finds them, and SQLite finds no fault in its nodes', () => {
  const row = fc.oneof(envelope, point, fc.constant(null));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200, size: 'max' }), envelope, (rows, part) => {
      const [west, east, south, north] = part;
      const inside = rows.flatMap((box, i) =>
        box !== null && box[1] >= west && box[0] <= east && box[3] >= south && box[2] <= north ? [i + 1] : [],
      );
      indexed(rows, (database) => {
        // A box is some millionths larger in the index.
        expect(within(database, part)).toEqual(expect.arrayContaining(inside));
        const all = rows.flatMap((box, i) => (box === null ? [] : [i + 1]));
        expect(within(database, [-180, 180, -90, 90])).toEqual(all);
      });
    }),
    { numRuns: 40 },
  );
});

test('an index has as many levels as it needs, and no node is nearly empty', () => {
  const depths = [0, 1, 51, 52, 51 * 51, 51 * 51 + 1, 10_000].map((count) => {
    const rows = Array.from({ length: count }, (_, i): Envelope => {
      const [x, y] = [(i * 7919) % 360, (i * 104_729) % 180];
      return [x - 180, x - 180, y - 90, y - 90];
    });
    return indexed(rows, (database) => {
      const [root] = [...database.rows('SELECT rtreedepth(data) FROM rtree_l_geom_node WHERE nodeno = 1')];
      const nodes = [...database.rows('SELECT data FROM rtree_l_geom_node')].map(([data]) => data as Buffer);
      if (count > 51) for (const data of nodes.slice(1)) expect(data.readUInt16BE(2)).toBeGreaterThan(24);
      expect(within(database, [-180, 180, -90, 90])).toHaveLength(count);
      const part: Envelope = [-10.5, 20.5, -10.5, 20.5];
      const inside = rows.flatMap(([x, , y], i) => {
        return x > -10.5 && x < 20.5 && y > -10.5 && y < 20.5 ? [i + 1] : [];
      });
      expect(within(database, part)).toEqual(inside);
      return Number(root?.[0]);
    });
  });
  expect(depths).toEqual([0, 0, 0, 1, 1, 2, 2]);
});

test('the same places make the same index, also when all are one place', () => {
  const rows = Array.from({ length: 3000 }, (): Envelope => [36.8, 36.8, -1.28, -1.28]);
  const nodes = () =>
    indexed(rows, (database) =>
      [...database.rows('SELECT nodeno, data FROM rtree_l_geom_node')].map(([number, data]) => [
        number,
        (data as Buffer).toString('hex'),
      ]),
    );
  expect(nodes()).toEqual(nodes());
});
