import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { Names } from '../../analysis/names.ts';
import { RULES } from './target.ts';

/** Gives the tables of a form their names in a schema. */
export class TableNames {
  readonly #names = new Names(RULES);
  #further = 0;

  /** Returns `<form ID>` for the submissions, and `<form ID>_<repeat>` for a repeat. */
  of({ form, path }: Pick<AnalysisTable, 'form' | 'path'>): string {
    const steps = path.split('/');
    const endings = steps.map((_, i) => [form.formId, ...steps.slice(-(i + 1))].join('_'));
    return this.#names.claim(path === '' ? [form.formId] : endings, path);
  }

  /** Returns the name of a further table for columns that have no room in the first. Takes its number. */
  further(name: string, part: number): string {
    this.#further += 1;
    return this.#names.claim([`${name}_${part}`], `${name}\0${part}\0${this.#further}`);
  }
}
