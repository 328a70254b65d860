import { trimXml } from '../../../ground/xml/xml.ts';
import { AnswerSplitter } from '../../../xform/answer-splitter.ts';
import { type CellShape, fits } from './cell-shape.ts';

/** Counts the cells of one column. Keeps no cell: the least and the greatest are answers too. */
export class ColumnScan {
  readonly #shape: CellShape;
  readonly #splitter: AnswerSplitter | null;
  readonly #isMultiple: boolean;
  readonly #chosen = new Map<string, number>();
  values = 0;
  empty = 0;
  /** Values that are not what the column should be, or not among its choices. */
  misfits = 0;

  /** Takes the choices as they stand in the file; null when the column has none, or they are not known. */
  constructor(shape: CellShape, choices: Iterable<string> | null, isMultiple: boolean) {
    this.#shape = shape;
    this.#splitter = choices === null ? null : new AnswerSplitter(choices);
    this.#isMultiple = isMultiple;
  }

  /** How many rows have chosen a choice. Takes it as it stands in the file. */
  chosen(choice: string): number {
    return this.#chosen.get(choice) ?? 0;
  }

  add(cell: string): void {
    if (cell === '') {
      this.empty += 1;
      return;
    }
    this.values += 1;
    if (this.#splitter !== null) this.#choose(this.#splitter, cell);
    else if (!fits(this.#shape, cell)) this.misfits += 1;
  }

  #choose(splitter: AnswerSplitter, cell: string): void {
    const answer = trimXml(cell);
    const one = splitter.one(answer);
    const chosen = this.#isMultiple ? splitter.split(answer) : one === null ? null : [one];
    if (chosen === null || (this.#isMultiple && !splitter.isWhole(answer))) this.misfits += 1;
    for (const choice of new Set(chosen)) this.#chosen.set(choice, this.chosen(choice) + 1);
  }
}
