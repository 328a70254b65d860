import { type ProblemData, problemData } from '../ground/problem.ts';

/** What the report can note about a cell that was written anyway. */
export type CellNote =
  | 'unreadable-date'
  | 'other-type'
  | 'not-split'
  | 'guarded'
  /** The cell has characters that its file cannot hold. */
  | 'changed'
  /** A date or a number that its file can only hold as text. */
  | 'as-text'
  /** A text that is longer than a cell can be: the whole is elsewhere in the file. */
  | 'long-text';

/** Cells of one column that have the same note. */
export interface NotedCells {
  readonly why: CellNote;
  readonly file: string;
  readonly column: string;
  /** The column that has the answers whole, when it is another one. */
  readonly companion?: string;
  readonly count: number;
}

interface Noted {
  readonly note: CellNote;
  readonly file: string;
  readonly column: string;
  readonly companion: string | undefined;
  count: number;
}

/** How many names a note lists. It always gives the number of cells in all columns. */
const LISTED = 20;

/** Counts cells by note, file and column. */
export class CellNotes {
  readonly #noted = new Map<string, Noted>();

  add(note: CellNote, file: string, column: string, companion?: string): void {
    const id = `${note}/${file}/${column}`;
    const seen = this.#noted.get(id);
    if (seen === undefined) this.#noted.set(id, { note, file, column, companion, count: 1 });
    else seen.count += 1;
  }

  /**
   * Returns the columns with this note, in the order in which they were noted, each with its number of cells.
   */
  of(note: CellNote): readonly Omit<NotedCells, 'why'>[] {
    return this.all().flatMap(({ why, ...noted }) => (why === note ? [noted] : []));
  }

  /** Returns all that was noted. */
  all(): readonly NotedCells[] {
    return [...this.#noted.values()].map(({ note, file, column, companion, count }) => ({
      why: note,
      file,
      column,
      ...(companion === undefined ? {} : { companion }),
      count,
    }));
  }

  /** Returns what the user should check, one entry per column. */
  problems(): ProblemData[] {
    return this.of('unreadable-date').map((params) => problemData('export.dates_unreadable', params));
  }

  /**
   * Returns what the user should know although nothing is wrong: one entry per column. Guarded cells get one
   * entry per file.
   */
  notes(): ProblemData[] {
    return [
      ...this.of('not-split').map((params) => problemData('export.answers_not_split', placed(params))),
      ...this.of('other-type').map((params) => problemData('export.answers_of_other_type', placed(params))),
      ...this.of('as-text').map((params) => problemData('export.cells_as_text', params)),
      ...this.of('long-text').map((params) => problemData('export.texts_apart', params)),
      ...this.of('changed').map((params) => problemData('export.cells_changed', params)),
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

/** Where the answers of a note stand whole: in the column itself, or in another one. */
function placed<T extends Pick<NotedCells, 'companion'>>(
  noted: T,
): T & { readonly where: 'column' | 'beside' } {
  return { ...noted, where: noted.companion === undefined ? 'column' : 'beside' };
}

/** Returns names as a list in a sentence. A long list is cut. */
export function listed(names: readonly string[]): string {
  return names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} …` : names.join(', ');
}
