import { type ProblemData, problemData } from '../ground/problem.ts';

/** What can be said of a cell that was written all the same. */
export type CellNote = 'unreadable-date' | 'other-type' | 'not-split' | 'guarded';

interface Noted {
  readonly note: CellNote;
  readonly file: string;
  readonly column: string;
  count: number;
}

/** Names that a note lists; it says how many cells there are in all columns. */
const LISTED = 20;

/** Counts cells, by what is to be said of them and where they are. */
export class CellNotes {
  readonly #noted = new Map<string, Noted>();

  add(note: CellNote, file: string, column: string): void {
    const id = `${note}/${file}/${column}`;
    const seen = this.#noted.get(id);
    if (seen === undefined) this.#noted.set(id, { note, file, column, count: 1 });
    else seen.count += 1;
  }

  /** The columns of a kind in the order in which they came, with the number of their cells. */
  of(note: CellNote): readonly { readonly file: string; readonly column: string; readonly count: number }[] {
    return [...this.#noted.values()]
      .filter((noted) => noted.note === note)
      .map(({ file, column, count }) => ({ file, column, count }));
  }

  /** What the user should look at, one entry a column. */
  problems(): ProblemData[] {
    return this.of('unreadable-date').map((params) => problemData('export.dates_unreadable', params));
  }

  /** What the user should know though all is as it should be: one entry a column, of guarded cells one a file. */
  notes(): ProblemData[] {
    return [
      ...this.of('not-split').map((params) => problemData('export.answers_not_split', params)),
      ...this.of('other-type').map((params) => problemData('export.answers_of_other_type', params)),
      ...this.#guarded(),
    ];
  }

  #guarded(): ProblemData[] {
    const guarded = this.of('guarded');
    return [...new Set(guarded.map(({ file }) => file))].map((file) => {
      const here = guarded.filter((noted) => noted.file === file);
      return problemData('export.cells_guarded', {
        count: here.reduce((sum, noted) => sum + noted.count, 0),
        file,
        columns: listed(here.map(({ column }) => column)),
      });
    });
  }
}

/** Names as a sentence lists them; of very many the first. */
export function listed(names: readonly string[]): string {
  return names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} …` : names.join(', ');
}
