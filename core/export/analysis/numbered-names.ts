import type { NumberedQuestion } from '../../model/rows.ts';
import { endingsOf, type Names } from './names.ts';

/** What is behind the numbers in the names of a question's columns. */
interface Question {
  readonly stem: string;
  /** By the part. */
  readonly ends: Map<string, string>;
  readonly taken: Set<string>;
}

/**
 * The names of questions of repeats whose rows are columns: `<stem>_<row>`, with the part of the question
 * behind it. Stems and parts are named as they come; how many rows there are changes no name.
 */
export class NumberedNames {
  readonly #names: Names;
  /** By path and by how many repeats are around it: versions of a form can differ in that. */
  readonly #questions = new Map<string, Question>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Takes the stem of a question. Does nothing when it has one. */
  question(path: string, depth: number): void {
    const id = `${depth} ${path}`;
    if (this.#questions.has(id)) return;
    const stem = this.#names.claimStem(endingsOf(path), id);
    this.#questions.set(id, { stem, ends: new Map(), taken: new Set() });
  }

  /** Takes the name of a part of a question. Takes what identifies the part, and what it would like. */
  part(path: string, depth: number, part: string, wanted: string): void {
    const { ends, taken } = this.#question(path, depth);
    if (ends.has(part)) return;
    for (let number = 1; ; number += 1) {
      const { text, folded } = this.#names.inside(number === 1 ? wanted : `${wanted}_${number}`);
      if (taken.has(folded)) continue;
      taken.add(folded);
      ends.set(part, text);
      return;
    }
  }

  /** Returns the name of a column; of one that was not named before, too. */
  of({ path, row }: NumberedQuestion, part: string): string {
    const { stem, ends } = this.#question(path, row.length);
    const end = part === '' ? '' : ends.get(part);
    if (end === undefined) throw new Error('a column has no name');
    return this.#names.numbered(stem, row, end, `${path}/${row.join('_')}/${part}`);
  }

  #question(path: string, depth: number): Question {
    this.question(path, depth);
    const question = this.#questions.get(`${depth} ${path}`);
    if (question === undefined) throw new Error('a question has no name');
    return question;
  }
}
