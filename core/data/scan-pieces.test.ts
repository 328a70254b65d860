import { expect, test } from 'vitest';
import type { IdRange } from '../store/browse/scan.ts';
import { ScanPieces } from './scan-pieces.ts';

test('whoever shares the pieces, each id is in one of them, and the last has no end', () => {
  const one = ScanPieces.of({ after: 6, upTo: 10_001 }, true);
  const other = new ScanPieces(one.shared);
  const [a, b] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  const found: IdRange[] = [];
  expect(one.areAllOwn).toBe(true);
  for (let turn = 0; ; turn += 1) {
    // One of them is twice as fast.
    const next = (turn % 3 === 0 ? b : a).next();
    if (next.done === true) break;
    found.push(next.value);
  }
  expect(one.areAllOwn).toBe(false);
  expect(found.map(({ after }) => after)).toEqual(Array.from({ length: 20 }, (_, i) => 6 + i * 500));
  expect(found.map(({ upTo }) => upTo)).toEqual([
    ...found.slice(1).map(({ after }) => after),
    Number.MAX_SAFE_INTEGER,
  ]);
});

test('pieces of a long scan, and of one that nobody shares, are large', () => {
  for (const pieces of [
    ScanPieces.of({ after: 0, upTo: 1_000_000 }, true),
    ScanPieces.of({ after: 0, upTo: 100 }, false),
  ]) {
    expect(pieces.shared.size).toBe(4000);
  }
});

test('after the stop nobody gets a piece; a form without submissions has none', () => {
  const pieces = ScanPieces.of({ after: 0, upTo: 100_000 }, true);
  const other = new ScanPieces(pieces.shared);
  for (const { after } of other) {
    if (after === 8000) pieces.stop();
    expect(after).toBeLessThanOrEqual(8000);
  }
  expect([...pieces]).toEqual([]);
  expect([...ScanPieces.of(null, true)]).toEqual([]);
});
