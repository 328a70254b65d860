/** The parts of an itemset's nodeset: `randomize(instance('id')/root/item[filter], seed)`. */
export interface Nodeset {
  readonly instanceId: string;
  /** Local names of the steps from the instance down to its items. `*` is any name. */
  readonly steps: readonly string[];
  /** The text between the last step's square brackets; null when there are none. */
  readonly filter: string | null;
}

/**
 * Reads a nodeset over a secondary instance. Returns null for any other nodeset, such as one over the answers
 * of a repeat: its choices are not known before there are answers.
 */
export function nodesetOf(text: string): Nodeset | null {
  const nodeset = unwrapped(text.trim());
  const open = /^instance\(\s*(?:'([^']*)'|"([^"]*)")\s*\)/.exec(nodeset);
  if (open === null) return null;
  const path = nodeset.slice(open[0].length).trim();
  const bracket = path.indexOf('[');
  const isFiltered = bracket >= 0;
  const filter = isFiltered ? path.slice(bracket) : null;
  const steps = (isFiltered ? path.slice(0, bracket) : path).split('/').map((step) => step.trim());
  if (steps.shift() !== '' || steps.length === 0 || steps.includes('')) return null;
  if (filter !== null && closingAt(filter, 0) !== filter.length - 1) return null;
  return {
    instanceId: open[1] ?? open[2] ?? '',
    steps: steps.map((step) => step.slice(step.indexOf(':') + 1)),
    filter: filter === null ? null : filter.slice(1, -1),
  };
}

/** The nodeset inside `randomize(…)`, without the seed. The choices keep the form's order. */
function unwrapped(nodeset: string): string {
  const open = /^randomize\s*\(/.exec(nodeset)?.[0];
  if (open === undefined || closingAt(nodeset, open.length - 1) !== nodeset.length - 1) return nodeset;
  const inner = nodeset.slice(open.length, -1);
  let end = inner.length;
  scan(inner, 0, (depth, i) => {
    if (depth > 0 || inner[i] !== ',') return true;
    end = i;
    return false;
  });
  return inner.slice(0, end).trim();
}

/** The index of the bracket that closes the one at `from`, or -1 when none does. */
function closingAt(text: string, from: number): number {
  let closing = -1;
  scan(text, from, (depth, i) => {
    if (depth > 0) return true;
    closing = i;
    return false;
  });
  return closing;
}

/**
 * Visits every character outside quotes, with the depth of brackets after it, until the visitor returns
 * false.
 */
function scan(text: string, from: number, visit: (depth: number, i: number) => boolean): void {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
      continue;
    }
    if (c === '"' || c === "'") quote = c;
    else if (c === '(' || c === '[') depth += 1;
    else if (c === ')' || c === ']') depth -= 1;
    if (!visit(depth, i)) return;
  }
}
