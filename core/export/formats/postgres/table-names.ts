import { Names } from '../../analysis/names.ts';
import { RULES } from './target.ts';

/** Gives the tables of a form their names in a schema. */
export class TableNames {
  readonly #names = new Names(RULES);
  readonly #form: string;
  readonly #known = new Map<string, string>();
  #further = 0;
  /** The name of the table with the audit logs. */
  readonly audit: string;

  /** Takes the form's ID, and the paths of all its tables in the order in which they get names. */
  constructor(form: string, places: readonly string[]) {
    this.#form = form;
    // Its name is taken also without logs, so that it stays the same when there are some.
    this.audit = this.#names.claim([`${form}_audit`], 'audit');
    for (const path of places) this.of(path);
  }

  /** Returns `<form ID>` for the submissions, and `<form ID>_<repeat>` for a repeat. Takes the path. */
  of(path: string): string {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const steps = path.split('/');
    const endings = steps.map((_, i) => [this.#form, ...steps.slice(-(i + 1))].join('_'));
    const name = this.#names.claim(path === '' ? [this.#form] : endings, path);
    this.#known.set(path, name);
    return name;
  }

  /** Returns the name of a further table for columns that have no room in the first. Takes its number. */
  further(name: string, part: number): string {
    this.#further += 1;
    return this.#names.claim([`${name}_${part}`], `${name}\0${part}\0${this.#further}`);
  }
}
