import type { FormField, FormModel, FormNode } from '../../model/form.ts';

/** Returns all fields of a form, or of a group or repeat, in their order. */
export function fieldsOf({ children }: Pick<FormModel, 'children'>): readonly FormField[] {
  const fields: FormField[] = [];
  const walk = (nodes: readonly FormNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'field') fields.push(node);
      else walk(node.children);
    }
  };
  walk(children);
  return fields;
}
