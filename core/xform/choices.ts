import { attribute, childOf, childrenOf, textOf, type XmlElement } from '../xml/xml.ts';
import { choiceFilter } from './choice-filter.ts';
import { type Itext, itextId, readLabels } from './itext.ts';
import type { Choice, Labels } from './model.ts';
import { type Nodeset, nodesetOf } from './nodeset.ts';

/** A list of choices, and those of them that are visible before any question is answered when these are fewer. */
export interface ChoiceList {
  readonly choices: readonly Choice[];
  readonly unansweredChoices: readonly string[] | null;
}

interface Listed {
  readonly item: XmlElement;
  readonly choice: Choice;
}

/** Reads the choices of controls. Keeps the lists that it has read, because many questions share one list. */
export class ChoiceReader {
  readonly #instances: ReadonlyMap<string, XmlElement>;
  readonly #itext: Itext;
  readonly #answer: (reference: string, context: string) => string;
  readonly #lists = new Map<string, readonly Listed[]>();
  readonly #sets = new Map<string, ChoiceList>();

  /**
   * Takes the form's model, its translations, and `answer`, which gives the text that the form itself puts into the
   * question of a reference seen from a path.
   */
  constructor(model: XmlElement, itext: Itext, answer: (reference: string, context: string) => string) {
    const instances = new Map<string, XmlElement>();
    for (const instance of childrenOf(model, 'instance')) {
      const id = attribute(instance, 'id');
      if (id !== null && !instances.has(id)) instances.set(id, instance);
    }
    this.#instances = instances;
    this.#itext = itext;
    this.#answer = answer;
  }

  /**
   * The choices of the control of the question at `path`: its own items, then those of its itemset over an internal
   * secondary instance. Null when they come from outside the form (an external instance, `search()`) or from answers,
   * or when there are none.
   */
  read(control: XmlElement, path: string): ChoiceList | null {
    if (/\bsearch\s*\(/.test(attribute(control, 'appearance') ?? '')) return null;
    const own = this.#items(control);
    const itemset = childOf(control, 'itemset');
    if (itemset === null) return own.length === 0 ? null : { choices: own, unansweredChoices: null };
    const set = this.#itemset(itemset, path);
    if (set === null || own.length === 0) return set;
    const visible = set.unansweredChoices;
    return {
      choices: [...own, ...set.choices],
      unansweredChoices: visible && [...own.map(({ value }) => value), ...visible],
    };
  }

  #items(control: XmlElement): Choice[] {
    return control.children.flatMap((child): Choice[] => {
      // Old forms group their items under headings.
      if (child.local === 'choices') return this.#items(child);
      const value = child.local === 'item' ? textOf(childOf(child, 'value')) : null;
      return value === null ? [] : [{ value, labels: readLabels(child, this.#itext) }];
    });
  }

  #itemset(itemset: XmlElement, path: string): ChoiceList | null {
    const text = attribute(itemset, 'nodeset') ?? '';
    const valueName = lastName(reference(itemset, 'value') ?? 'name');
    const labelRef = reference(itemset, 'label') ?? 'label';
    const nodeset = nodesetOf(text);
    const instance = this.#instances.get(nodeset?.instanceId ?? '');
    if (nodeset === null || instance === undefined || attribute(instance, 'src') !== null) return null;
    const answers: string[] = [];
    const isVisible =
      nodeset.filter === null
        ? () => true
        : choiceFilter(nodeset.filter, (reference) => {
            const answer = this.#answer(reference, path);
            answers.push(answer);
            return answer;
          });
    // One nodeset seen from two questions gives the same choices where the answers that it looks at are the same.
    const key = JSON.stringify([text, valueName, labelRef, answers]);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const list = this.#list(instance, nodeset, valueName, labelRef);
    if (list.length === 0) return null;
    const choices = list.map(({ choice }) => choice);
    const visible = list.filter(({ item }) => isVisible(item)).map(({ choice }) => choice.value);
    const set = { choices, unansweredChoices: visible.length < choices.length ? visible : null };
    this.#sets.set(key, set);
    return set;
  }

  #list(
    instance: XmlElement,
    { instanceId, steps }: Nodeset,
    valueName: string,
    labelRef: string,
  ): readonly Listed[] {
    const key = JSON.stringify([instanceId, steps, valueName, labelRef]);
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const list = select(instance, steps).flatMap((item): Listed[] => {
      const value = textOf(childOf(item, valueName));
      return value === null ? [] : [{ item, choice: { value, labels: this.#labels(item, labelRef) } }];
    });
    this.#lists.set(key, list);
    return list;
  }

  #labels(item: XmlElement, labelRef: string): Labels {
    const fixed = itextId(labelRef);
    if (fixed !== null) return this.#itext.texts.get(fixed) ?? {};
    const column = /^\s*jr:itext\(([^)]*)\)\s*$/.exec(labelRef)?.[1];
    const text = textOf(childOf(item, lastName(column ?? labelRef)));
    if (text === null) return {};
    return column === undefined ? { '': text } : (this.#itext.texts.get(text) ?? {});
  }
}

function reference(itemset: XmlElement, local: string): string | null {
  const element = childOf(itemset, local);
  return element === null ? null : attribute(element, 'ref');
}

function select(from: XmlElement, steps: readonly string[]): readonly XmlElement[] {
  let elements: readonly XmlElement[] = [from];
  for (const name of steps) {
    elements = elements.flatMap((element) => (name === '*' ? element.children : childrenOf(element, name)));
  }
  return elements;
}

function lastName(reference: string): string {
  const text = reference.trim();
  const step = text.slice(text.lastIndexOf('/') + 1);
  return step.slice(step.indexOf(':') + 1);
}
