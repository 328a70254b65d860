import { breathe } from '../../../ground/breath.ts';
import { trimXml } from '../../../ground/xml/xml.ts';
import { AnswerSplitter } from '../../../xform/answer-splitter.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import type { Cell } from '../../analysis/cell.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';

/** After so many rows, other work of this thread runs. */
const AT_A_TIME = 1000;

/** Counts the choices of one column. */
interface Counter {
  readonly place: number;
  readonly counts: Map<string, number>;
  add(cell: Cell): void;
}

/**
 * Counts in how many rows each choice was chosen. Returns the counts by the value, by the place of the column.
 * A column without known choices is left out. Reads the rows once.
 */
export async function choiceCounts(
  table: FinishedTable,
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const counters = table.columns.flatMap(({ list, role }, place) =>
    list === null || role === 'text' ? [] : [counterOf(place, list)],
  );
  if (counters.length > 0) {
    let count = 0;
    for (const row of table.rows()) {
      count += 1;
      if (count % AT_A_TIME === 0) await breathe();
      for (const counter of counters) counter.add(row[counter.place] ?? '');
    }
  }
  return new Map(counters.map(({ place, counts }) => [place, counts]));
}

function counterOf(place: number, { choices }: ChoiceList): Counter {
  const counts = new Map(choices.map(({ value }) => [value, 0]));
  const splitter = new AnswerSplitter(counts.keys());
  const count = (value: string | undefined): void => {
    const before = value === undefined ? undefined : counts.get(value);
    if (value !== undefined && before !== undefined) counts.set(value, before + 1);
  };
  return {
    place,
    counts,
    add: (cell) => {
      if (typeof cell === 'number') count(choices[cell]?.value);
      if (typeof cell !== 'string' || cell === '') return;
      for (const value of new Set(splitter.split(trimXml(cell)))) count(value);
    },
  };
}
