/** One record of a CSV file, byte for byte: its cells with their quotes. */
export type RawRecord = readonly string[];

/**
 * Splits a CSV text (commas, LF) into raw cells, so that two files can be compared cell by cell and byte for
 * byte.
 */
export function rawRecords(text: string): RawRecord[] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === ',' || character === '\n')) {
      cells.push(cell);
      cell = '';
      if (character === '\n') {
        records.push(cells);
        cells = [];
      }
    } else cell += character;
  }
  if (cell !== '' || cells.length > 0) throw new Error('the last line has no line end');
  return records;
}
