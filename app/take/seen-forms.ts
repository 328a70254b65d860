import { formUnknown, type KnownForm } from '../../core/ground/problems/form-unknown.ts';

/** The forms that several servers list in one round. A requested form need not be on each of them. */
export class SeenForms {
  readonly #servers: number;
  readonly #lists: (readonly KnownForm[] | null)[] = [];

  /** Takes the number of servers. */
  constructor(servers: number) {
    this.#servers = servers;
  }

  /** Adds the forms that one server lists; null when the list does not show its forms. */
  add(forms: readonly KnownForm[] | null): void {
    this.#lists.push(forms);
  }

  /**
   * Throws `usage.form_unknown` when all servers have listed their forms and a requested form is on none of
   * them.
   */
  require(formIds: readonly string[] | null): void {
    const told = this.#lists.filter((forms) => forms !== null);
    if (formIds === null || told.length < this.#servers) return;
    const known = told.flat();
    const missing = formIds.find((form) => !known.some(({ formId }) => formId === form));
    if (missing !== undefined) throw formUnknown(missing, 'these servers', known);
  }
}
