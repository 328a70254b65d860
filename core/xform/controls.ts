import { attribute, childOf, type XmlElement } from '../ground/xml/xml.ts';
import type { FormField, Labels } from '../model/form.ts';
import { type ChoiceList, type ChoiceReader, listNameOf } from './choices.ts';
import { type Itext, readLabels } from './itext.ts';
import { pathOf } from './refs.ts';

/** What the body of a form has about one element of its instance. */
export interface Control {
  /** Local name of the control (`input`, `select1`, `upload`, `group` …). */
  readonly kind: string;
  readonly labels: Labels;
  /** Its hints and the name of its list; only those that it has. */
  readonly more: Pick<FormField, 'hints' | 'listName'>;
  readonly list: ChoiceList | null;
  readonly mediaType: string | null;
}

export interface Body {
  readonly controls: ReadonlyMap<string, Control>;
  /** Paths of the elements that repeat. */
  readonly repeats: ReadonlySet<string>;
}

const FIELDS = new Set([
  'input',
  'select',
  'select1',
  'upload',
  'range',
  'rank',
  'trigger',
  'secret',
  'textarea',
]);

/**
 * Reads the body: the control for each element, and the elements that repeat. A reference may be absolute,
 * relative to the group or repeat around it, or the ID of a bind. If several controls refer to one element,
 * the first counts.
 */
export function readBody(
  body: XmlElement,
  choices: ChoiceReader,
  itext: Itext,
  bindPaths: ReadonlyMap<string, string>,
): Body {
  const controls = new Map<string, Control>();
  const repeats = new Set<string>();
  const target = (element: XmlElement, context: string): string | null => {
    const bound = bindPaths.get(attribute(element, 'bind') ?? '');
    if (bound !== undefined) return bound;
    const reference = attribute(element, 'ref') ?? attribute(element, 'nodeset');
    return reference === null ? null : pathOf(reference, context);
  };
  const put = (path: string, element: XmlElement): void => {
    const before = controls.get(path);
    const isField = FIELDS.has(element.local);
    const asks = before !== undefined && before.kind !== 'group';
    controls.set(path, {
      kind: asks ? before.kind : element.local,
      labels: { ...readLabels(element, itext), ...before?.labels },
      more: { ...(isField ? moreOf(element, itext) : {}), ...before?.more },
      list: before?.list ?? (isField ? choices.read(element, path) : null),
      mediaType: before?.mediaType ?? attribute(element, 'mediatype'),
    });
  };
  const walk = (element: XmlElement, context: string): void => {
    for (const child of element.children) {
      const path = target(child, context);
      if (FIELDS.has(child.local)) {
        if (path !== null) put(path, child);
        continue;
      }
      if (child.local === 'repeat' && path !== null) repeats.add(path);
      // A group without a reference, around a repeat with one, holds the repeat's label.
      const repeat = child.local === 'group' && path === null ? childOf(child, 'repeat') : null;
      const named = repeat === null ? path : target(repeat, context);
      if (child.local === 'group' && named !== null && named !== '') put(named, child);
      walk(child, path ?? context);
    }
  };
  walk(body, '');
  return { controls, repeats };
}

function moreOf(element: XmlElement, itext: Itext): Control['more'] {
  const hints = readLabels(element, itext, 'hint');
  const listName = listNameOf(element);
  return {
    ...(Object.keys(hints).length === 0 ? {} : { hints }),
    ...(listName === null ? {} : { listName }),
  };
}
