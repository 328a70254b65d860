/**
 * In pixels. Browsers draw nothing beyond about 16 million. In a taller table the scroll position is a share
 * of the rows.
 */
export const TALLEST = 12_000_000;

/** The layout of a table of many rows in a scroll box: its height, and the row for a scroll position. */
export interface Scale {
  readonly height: number;
  /** The first visible row at a scroll position. The fraction is the part of the row above the edge. */
  firstAt(scrollTop: number): number;
  /** The scroll position that makes this row the first visible one. */
  topOf(row: number): number;
}

/** Takes the number of rows, the height of a row and the height of the box, in pixels. */
export function makeScale(rows: number, rowHeight: number, viewport: number): Scale {
  const real = rows * rowHeight;
  if (real <= TALLEST) {
    return { height: real, firstAt: (top) => top / rowHeight, topOf: (row) => row * rowHeight };
  }
  const room = TALLEST - viewport;
  const last = rows - viewport / rowHeight;
  return {
    height: TALLEST,
    firstAt: (top) => (Math.min(Math.max(top, 0), room) / room) * last,
    topOf: (row) => (Math.min(row, last) / last) * room,
  };
}
