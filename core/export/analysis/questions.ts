import type { FormModel } from '../../model/form.ts';
import { relevances } from '../../xform/relevance.ts';
import type { AnswerColumn } from '../typed-table.ts';
import type { Question } from './column.ts';

/** Says what the form tells about questions, with the relevance of the groups around them. */
export class Questions {
  readonly #relevant: ReadonlyMap<string, string>;

  /** Takes the definitions that the export uses, the newest first. */
  constructor(models: readonly FormModel[]) {
    this.#relevant = relevances(models);
  }

  of({ field, path, type, labels, versions }: AnswerColumn): Question {
    return {
      path,
      type,
      labels,
      hints: field.hints ?? {},
      relevant: this.#relevant.get(path) ?? null,
      constraint: field.constraint ?? null,
      required: field.required ?? null,
      versions,
    };
  }
}
