import { breathe } from '../../../ground/breath.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { LONGEST_TEXT } from './segments.ts';

const SPACE = 0x20;
/** After so many rows, other work of this thread runs. */
const AT_A_TIME = 1000;

/**
 * Returns a text in parts that fit into variables. No part ends in a space if that can be, because SPSS loses
 * spaces at the end.
 */
export function partsOf(text: string, most = LONGEST_TEXT): readonly string[] {
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  let start = 0;
  while (bytes.length - start > most) {
    let end = start + most;
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    let kept = end;
    while (kept > start && bytes[kept - 1] === SPACE) kept -= 1;
    if (kept > start) end = kept;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return [...parts, bytes.toString('utf8', start)];
}

/**
 * Returns how wide each part of the texts of a column has to be, for the columns with texts that do not fit
 * into one variable. Reads all rows if there are such columns. By the place of the column.
 */
export async function partWidths({
  columns,
  rows,
}: FinishedTable): Promise<ReadonlyMap<number, readonly number[]>> {
  const long = columns.flatMap(({ facts }, place) => (facts.longest > LONGEST_TEXT ? [place] : []));
  const widths = new Map<number, number[]>(long.map((place) => [place, []]));
  if (long.length === 0) return widths;
  let count = 0;
  for (const row of rows()) {
    count += 1;
    if (count % AT_A_TIME === 0) await breathe();
    for (const [place, known] of widths) {
      const cell = row[place];
      if (typeof cell !== 'string') continue;
      for (const [i, part] of partsOf(cell).entries()) {
        known[i] = Math.max(known[i] ?? 1, Buffer.byteLength(part));
      }
    }
  }
  return widths;
}
