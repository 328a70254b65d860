/** The longest text of one segment. A longer text is spread over several. */
export const SEGMENT = 255;
/** For how many bytes of the width each segment but the last stands, although it holds `SEGMENT` of them. */
const STANDS_FOR = 252;
/** The longest text of a variable, in bytes. SPSS has room for one more, which ReadStat and haven do not read. */
export const LONGEST_TEXT = 32_766;
/** Values are kept in pieces of 8 bytes. */
export const ELEMENT = 8;

/** The widths of the segments of a text variable. Takes its width in bytes. */
export function segmentsOf(width: number): readonly number[] {
  if (width <= SEGMENT) return [width];
  const count = Math.floor((width + STANDS_FOR - 1) / STANDS_FOR);
  const last = width - (count - 1) * STANDS_FOR;
  return [...Array<number>(count - 1).fill(SEGMENT), last];
}

/** How many pieces of 8 bytes a segment or a number has. Takes the width, 0 for a number. */
export function elementsOf(width: number): number {
  return width === 0 ? 1 : Math.ceil(width / ELEMENT);
}

/** True when the values of a variable fit into one element. */
export function hasShortValues({ width }: { readonly width: number }): boolean {
  return width <= ELEMENT;
}
