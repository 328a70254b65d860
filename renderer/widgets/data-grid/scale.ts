/** Browsers draw nothing below about 16 million pixels; taller tables are scrolled by share, not by pixel. */
export const TALLEST = 12_000_000;

/** How a table of many rows is laid out in a place that scrolls: its height there, and from scroll to rows. */
export interface Scale {
  readonly height: number;
  /** The first row in sight at a scroll position, with the part of it that is above. */
  firstAt(scrollTop: number): number;
  /** Where to scroll so that this row is the first. */
  topOf(row: number): number;
}

/** Takes how many rows there are, their height and the height of the place, in pixels. */
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
