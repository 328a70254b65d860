import type { FormModel, FormNode } from '../model/form.ts';

/**
 * When the form asks each question: its own condition and those of the groups and repeats around it, the outer
 * ones first. Takes the definitions, the newest first. Returns by path what the newest one says that sets any
 * condition, as an expression of the form. A question that is always asked is left out.
 */
export function relevances(models: readonly Pick<FormModel, 'children'>[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (nodes: readonly FormNode[], above: readonly string[]): void => {
    for (const node of nodes) {
      const all = node.relevant === undefined ? above : [...above, node.relevant];
      if (node.kind !== 'field') walk(node.children, all);
      else if (all.length > 0 && !found.has(node.path)) found.set(node.path, joined(all));
    }
  };
  for (const { children } of models) walk(children, []);
  return found;
}

function joined(conditions: readonly string[]): string {
  const distinct = [...new Set(conditions)];
  const [only = ''] = distinct;
  return distinct.length === 1 ? only : distinct.map((condition) => `(${condition})`).join(' and ');
}
