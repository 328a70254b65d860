// Covers core/ground/sqlite-varint.ts, core/store/new-pages.ts.
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { varintLength, writeVarint } from '../ground/sqlite-varint.ts';
import type { OtherDatabase } from '../model/other-database.ts';
import { otherDatabases } from './other-database.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-pages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let files = 0;

/** The record of a row number and one blob: its header has a varint of one byte for the first, and of the blob. */
function record(blob: Uint8Array): Uint8Array {
  const type = 12 + 2 * blob.length;
  const header = 2 + varintLength(type);
  const bytes = Buffer.alloc(header + blob.length);
  writeVarint(bytes, 0, header);
  writeVarint(bytes, 2, type);
  bytes.set(blob, header);
  return bytes;
}

/** A blob that tells its row and its length. */
function blobOf(row: number, length: number): Buffer {
  return Buffer.alloc(length, `${row}:${length};`);
}

function emptyFile(pageSize: number): string {
  files += 1;
  const path = join(root, `${files}.sqlite`);
  closeSync(openSync(path, 'w'));
  const database = otherDatabases.toFill(path);
  database.run(`PRAGMA page_size = ${pageSize}`);
  database.run(
    'CREATE TABLE one (id INTEGER PRIMARY KEY, value); CREATE TABLE two (id INTEGER PRIMARY KEY, value)',
  );
  database.close();
  return path;
}

/** Fills both tables, the second with every third row. */
function fill(database: OtherDatabase, lengths: readonly number[], step: number): void {
  const filler = database.fill(['one', 'two']);
  lengths.forEach((length, i) => {
    const row = (i + 1) * step;
    filler.add(0, row, record(blobOf(row, length)));
    if (i % 3 === 0) filler.add(1, row, record(blobOf(row, length)));
  });
  filler.finish();
}

function all(database: OtherDatabase, sql: string): unknown[] {
  return [...database.rows(sql)].flat();
}

test('SQLite finds all rows, and no fault in the pages, whatever the sizes of the rows and of the pages', () => {
  const short = fc.integer({ min: 0, max: 60 });
  const long = fc.integer({ min: 0, max: 9000 });
  const lengths = fc.oneof(
    fc.array(long, { maxLength: 60 }),
    // So many that there are pages above pages above pages.
    fc
      .tuple(short, fc.integer({ min: 0, max: 3000 }))
      .map(([length, count]) => new Array(count).fill(length)),
    fc.array(fc.oneof(short, long), { maxLength: 300 }),
  );
  const sizes = fc.constantFrom(512, 1024, 4096, 65_536);
  fc.assert(
    fc.property(lengths, sizes, fc.constantFrom(1, 127, 50_000, 2 ** 40), (wanted, pageSize, step) => {
      const path = emptyFile(pageSize);
      const database = otherDatabases.toFill(path);
      fill(database, wanted, step);
      // The file may be used as any other.
      database.run('CREATE INDEX of_one ON one (value); DELETE FROM two WHERE length(value) = 7');
      database.close();
      const written = otherDatabases.toRead(path);
      expect(all(written, 'PRAGMA page_size').map(Number)).toEqual([pageSize]);
      expect(all(written, 'PRAGMA integrity_check')).toEqual(['ok']);
      const rows = [...written.rows('SELECT id, value FROM one ORDER BY id')];
      expect(rows.map(([id]) => Number(id))).toEqual(wanted.map((_, i) => (i + 1) * step));
      rows.forEach(([id, value], i) => {
        expect(Buffer.compare(value as Buffer, blobOf(Number(id), wanted[i] as number))).toBe(0);
      });
      const others = wanted.filter((length, i) => i % 3 === 0 && length !== 7);
      expect(all(written, 'SELECT count(*), total(length(value)) FROM two').map(Number)).toEqual([
        others.length,
        others.reduce((sum, length) => sum + length, 0),
      ]);
      written.close();
      rmSync(path);
    }),
    { numRuns: 60 },
  );
});

test('the page that SQLite locks stays empty', () => {
  const path = emptyFile(65_536);
  // As if the file were just under 1 GiB. Its pages are holes, which nothing uses.
  const lockPage = 2 ** 30 / 65_536 + 1;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(lockPage - 3);
  const handle = openSync(path, 'r+');
  writeSync(handle, count, 0, 4, 28);
  closeSync(handle);
  truncateSync(path, (lockPage - 3) * 65_536);
  const database = otherDatabases.toFill(path);
  // The second row goes over the page, and the third begins behind it.
  const lengths = [60_000, 300_000, 300_000, 10];
  fill(database, lengths, 1);
  database.close();
  expect(statSync(path).size).toBeGreaterThan(2 ** 30 + 65_536);
  const written = otherDatabases.toRead(path);
  const faults = all(written, 'PRAGMA integrity_check(100000)').filter(
    (fault) => !/never used/.test(String(fault)),
  );
  expect(faults).toEqual([]);
  expect(all(written, 'SELECT length(value) FROM one ORDER BY id').map(Number)).toEqual(lengths);
  written.close();
});

test('a file that is only read is not filled', () => {
  const written = otherDatabases.toRead(emptyFile(4096));
  expect(() => written.fill(['one'])).toThrow('not filled');
  written.close();
});
