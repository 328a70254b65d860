import type { FormField, FormModel, FormNode, Labels } from '../model/form.ts';

/**
 * Merges all versions of a form into one. Takes the versions, the newest first; throws when there is none.
 * The result has the newest version's nodes in its order. A node that only older versions have follows the
 * sibling that it follows there. No node of any version is lost: if a path changed its kind (a field became a
 * group, a group began to repeat), the result has both, the newer first, because answers of both kinds are
 * stored.
 */
export function mergeForms(models: readonly FormModel[]): FormModel {
  const [newest, ...older] = models;
  if (newest === undefined) throw new RangeError('no form to merge');
  const languages = new Set(models.flatMap((model) => model.languages));
  let children = newest.children;
  for (const model of older) children = mergeNodes(children, model.children);
  return { ...newest, languages: [...languages], children };
}

function mergeNodes(newer: readonly FormNode[], older: readonly FormNode[]): readonly FormNode[] {
  const olderByKey = new Map(older.map((node) => [keyOf(node), node]));
  const newerKeys = new Set(newer.map(keyOf));
  const newerNames = new Set(newer.map(({ name }) => name));
  // Nodes that only the older version has, by the key of the node of the newer version in front of them. ''
  // is the start.
  const behind = new Map<string, FormNode[]>();
  let front = '';
  for (const node of older) {
    const key = keyOf(node);
    if (newerKeys.has(key)) front = key;
    else {
      // A node of another kind follows the newer node of the same name.
      const place = newerNames.has(node.name)
        ? (kindKeys(node.name).find((k) => newerKeys.has(k)) ?? front)
        : front;
      behind.set(place, [...(behind.get(place) ?? []), node]);
    }
  }
  const merged = [...(behind.get('') ?? [])];
  for (const node of newer) {
    const key = keyOf(node);
    const same = olderByKey.get(key);
    merged.push(same === undefined ? node : mergeNode(node, same), ...(behind.get(key) ?? []));
  }
  return merged;
}

function keyOf({ kind, name }: FormNode): string {
  return `${kind} ${name}`;
}

function kindKeys(name: string): string[] {
  return [`field ${name}`, `group ${name}`, `repeat ${name}`];
}

function mergeNode(newer: FormNode, older: FormNode): FormNode {
  if (newer.kind === 'field') return older.kind === 'field' ? mergeField(newer, older) : newer;
  if (older.kind === 'field') return newer;
  return {
    ...newer,
    labels: mergeLabels(newer.labels, older.labels),
    ...mergeRelevant(newer, older),
    children: mergeNodes(newer.children, older.children),
  };
}

function mergeField(newer: FormField, older: FormField): FormField {
  return {
    ...newer,
    labels: mergeLabels(newer.labels, older.labels),
    ...mergeChoices(newer, older),
    ...mergeRelevant(newer, older),
    ...mergeRules(newer, older),
  };
}

function mergeRelevant(newer: FormNode, older: FormNode): Pick<FormNode, 'relevant'> {
  const relevant = newer.relevant ?? older.relevant;
  return relevant === undefined ? {} : { relevant };
}

/** What the newest version that says something about it says. A message belongs to its constraint. */
function mergeRules(newer: FormField, older: FormField): Partial<FormField> {
  const { constraint, constraintMessage } = newer.constraint === undefined ? older : newer;
  const { required = older.required, readonly = older.readonly } = newer;
  const listName = newer.listName ?? (newer.choices === null ? undefined : older.listName);
  const isCalculated = newer.isCalculated ?? older.isCalculated;
  const computedFrom = newer.computedFrom ?? older.computedFrom;
  const hints = { ...older.hints, ...newer.hints };
  return {
    ...(constraint === undefined ? {} : { constraint }),
    ...(constraintMessage === undefined ? {} : { constraintMessage }),
    ...(listName === undefined ? {} : { listName }),
    ...(required === undefined ? {} : { required }),
    ...(readonly === undefined ? {} : { readonly }),
    ...(isCalculated === undefined ? {} : { isCalculated }),
    ...(computedFrom === undefined ? {} : { computedFrom }),
    ...(Object.keys(hints).length === 0 ? {} : { hints }),
  };
}

/** The newer texts, and the older ones in languages that have no newer text. */
function mergeLabels(newer: Labels, older: Labels): Labels {
  return { ...older, ...newer };
}

/** The newer choices in their order, then those that only the older version has. */
function mergeChoices(newer: FormField, older: FormField): Partial<FormField> {
  // A list that is not known stays unknown. If an older one filled it, it would look complete.
  if (newer.choices === null || older.choices === null) return {};
  const olderLabels = new Map(older.choices.map(({ value, labels }) => [value, labels]));
  const known = new Set(newer.choices.map(({ value }) => value));
  const choices = [
    ...newer.choices.map(({ value, labels }) => ({
      value,
      labels: mergeLabels(labels, olderLabels.get(value) ?? {}),
    })),
    ...older.choices.filter(({ value }) => !known.has(value)),
  ];
  const visible = new Set([...visibleChoices(newer), ...visibleChoices(older)]);
  const unansweredChoices = choices.map(({ value }) => value).filter((value) => visible.has(value));
  const isFiltered = newer.unansweredChoices !== undefined || unansweredChoices.length < choices.length;
  return isFiltered ? { choices, unansweredChoices } : { choices };
}

function visibleChoices(field: FormField): readonly string[] {
  return field.unansweredChoices ?? (field.choices ?? []).map(({ value }) => value);
}
