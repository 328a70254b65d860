import type { Choice, FormField, FormModel, FormNode } from '../model/form.ts';
import { choicesOf } from './question-choices.ts';

/**
 * The choices of every question in the order in which the versions of the form brought them, so that a growing
 * form never moves a choice. Takes all definitions, the newest first, as for `mergeForms`. Returns by the
 * path of the question the same choices and labels as the merged form has. A question whose list in its newest
 * definition is not known, or that has no choices there, is left out.
 */
export function choicesByAppearance(models: readonly FormModel[]): ReadonlyMap<string, readonly Choice[]> {
  const found = new Map<string, { newest: FormField; readonly choices: Map<string, Choice> }>();
  for (const model of models.toReversed()) {
    for (const field of fieldsOf(model.children)) {
      const known = found.get(field.path) ?? { newest: field, choices: new Map<string, Choice>() };
      known.newest = field;
      found.set(field.path, known);
      for (const { value, labels } of choicesOf(field) ?? []) {
        known.choices.set(value, { value, labels: { ...known.choices.get(value)?.labels, ...labels } });
      }
    }
  }
  const listed = [...found].filter(([, { newest }]) => newest.choices !== null);
  return new Map(listed.map(([path, { choices }]) => [path, [...choices.values()]]));
}

function fieldsOf(nodes: readonly FormNode[]): FormField[] {
  return nodes.flatMap((node) => (node.kind === 'field' ? [node] : fieldsOf(node.children)));
}
