import { attribute, type XmlElement } from '../ground/xml/xml.ts';
import { pathOf, pathsIn } from './refs.ts';

/**
 * Returns, by the path of a question, the paths that its answer is computed from: those that the expressions of
 * its `calculate` and of all `setvalue` about it name. Takes the model and the body of a form.
 */
export function readComputations(
  places: readonly (XmlElement | null)[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (path: string, expression: string | null): void => {
    if (expression === null) return;
    const named = pathsIn(expression, path);
    if (named.length === 0) return;
    const known = found.get(path) ?? new Set();
    for (const one of named) known.add(one);
    found.set(path, known);
  };
  const walk = (element: XmlElement, context: string): void => {
    let inside = context;
    const about = attribute(element, 'nodeset') ?? attribute(element, 'ref');
    if (about !== null && (element.local === 'bind' || element.local === 'setvalue')) {
      const path = pathOf(about, context);
      if (path !== null) {
        add(path, attribute(element, element.local === 'bind' ? 'calculate' : 'value'));
        if (element.local === 'bind') inside = path;
      }
    }
    for (const child of element.children) walk(child, inside);
  };
  for (const place of places) if (place !== null) walk(place, '');
  return new Map([...found].map(([path, named]) => [path, [...named]]));
}
