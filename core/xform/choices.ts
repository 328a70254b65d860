import { attribute, childOf, childrenOf, textOf, type XmlElement } from '../ground/xml/xml.ts';
import type { Choice, Labels } from '../model/form.ts';
import { type ChoiceFiles, choiceFileOf, choicesOfTable, labelColumns } from './choice-file.ts';
import { choiceFilter } from './choice-filter.ts';
import { type Itext, itextId, readLabels } from './itext.ts';
import { type Nodeset, nodesetOf } from './nodeset.ts';
import { plainLabels } from './plain-text.ts';

/**
 * A list of choices. `unansweredChoices` holds the values visible before any question is answered, or null if
 * all are.
 */
export interface ChoiceList {
  readonly choices: readonly Choice[];
  readonly unansweredChoices: readonly string[] | null;
  /**
   * Some choices come from a file beside the form. `search` means that Collect's `search()` picks from the
   * file, so that it may have offered other choices.
   */
  readonly fromFile?: 'instance' | 'search';
}

interface Listed {
  readonly item: XmlElement;
  readonly choice: Choice;
}

/** Reads the choices of controls. Keeps each list that it has read, because many questions share one list. */
export class ChoiceReader {
  readonly #instances: ReadonlyMap<string, XmlElement>;
  readonly #itext: Itext;
  readonly #answer: (reference: string, context: string) => string;
  readonly #lists = new Map<string, readonly Listed[]>();
  readonly #sets = new Map<string, ChoiceList>();
  readonly #files: ChoiceFiles;
  /** Names of the files that the form's choices come from, even of those that are not here. */
  readonly named = new Set<string>();

  /**
   * Takes the form's model, its translations, `answer`, and the choice files that are here. `answer` takes a
   * reference and the path that it is relative to, and returns the text that the form itself puts into that
   * question.
   */
  constructor(
    model: XmlElement,
    itext: Itext,
    answer: (reference: string, context: string) => string,
    files: ChoiceFiles,
  ) {
    const instances = new Map<string, XmlElement>();
    for (const instance of childrenOf(model, 'instance')) {
      const id = attribute(instance, 'id');
      if (id !== null && !instances.has(id)) instances.set(id, instance);
    }
    this.#instances = instances;
    this.#itext = itext;
    this.#answer = answer;
    this.#files = files;
  }

  /**
   * Returns the choices of the control of the question at `path`. Its own items come first. Then come those
   * of its itemset, from a secondary instance inside the form or from a file beside the form (also by
   * Collect's `search()`). Returns null when the file is not here, when the choices come from answers, or
   * when there are none.
   */
  read(control: XmlElement, path: string): ChoiceList | null {
    const own = this.#items(control);
    const search = SEARCH.exec(attribute(control, 'appearance') ?? '');
    if (search !== null) return this.#search(search[1] ?? search[2] ?? null, own);
    const itemset = childOf(control, 'itemset');
    if (itemset === null) return own.length === 0 ? null : { choices: own, unansweredChoices: null };
    const set = this.#itemset(itemset, path);
    if (set === null || own.length === 0) return set;
    const visible = set.unansweredChoices;
    return {
      ...set,
      choices: [...own, ...set.choices],
      unansweredChoices: visible && [...own.map(({ value }) => value), ...visible],
    };
  }

  #items(control: XmlElement): Choice[] {
    return control.children.flatMap((child): Choice[] => {
      // Old forms group their items under `<choices>`.
      if (child.local === 'choices') return this.#items(child);
      const value = child.local === 'item' ? textOf(childOf(child, 'value')) : null;
      return value === null ? [] : [{ value, labels: readLabels(child, this.#itext) }];
    });
  }

  /**
   * The choices of `search('towns')`. One item names the columns of `towns.csv` that hold the values and the
   * labels. The other items are choices themselves, with numbers as values. Null when the file is not here.
   */
  #search(name: string | null, own: readonly Choice[]): ChoiceList | null {
    if (name === null) return null;
    const file = /\.csv$/i.test(name) ? name : `${name}.csv`;
    this.named.add(file);
    const table = this.#files(file);
    const column = own.find(({ value }) => table?.columns.includes(value) === true);
    if (table === null || column === undefined) return null;
    // The item's labels are names of columns, one or more per language. The first of several is shown.
    const named = Object.entries(column.labels).map(([language, text]) => [
      language,
      text.split(/[\s,]+/)[0] ?? '',
    ]);
    const found = choicesOfTable(table, column.value, Object.fromEntries(named));
    const fixed = own.filter((choice) => choice !== column);
    return { choices: [...fixed, ...withPlainLabels(found)], unansweredChoices: null, fromFile: 'search' };
  }

  /** Choices of a file beside the form. */
  #ofFile(source: string, value: string, labelRef: string): ChoiceList | null {
    const file = choiceFileOf(source);
    if (file === null) return null;
    this.named.add(file);
    const key = JSON.stringify([file, value, labelRef]);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const table = this.#files(file);
    if (table === null) return null;
    const column = ITEXT_COLUMN.exec(labelRef)?.[1];
    const found = choicesOfTable(table, value, labelColumns(table, lastName(column ?? labelRef)));
    if (found.length === 0) return null;
    const choices =
      column === undefined
        ? withPlainLabels(found)
        : found.map(({ value: own, labels }) => ({
            value: own,
            labels: this.#itext.texts.get(labels[''] ?? '') ?? plainLabels(labels),
          }));
    const set = { choices, unansweredChoices: null, fromFile: 'instance' } as const;
    this.#sets.set(key, set);
    return set;
  }

  #itemset(itemset: XmlElement, path: string): ChoiceList | null {
    const text = attribute(itemset, 'nodeset') ?? '';
    const valueName = lastName(reference(itemset, 'value') ?? 'name');
    const labelRef = reference(itemset, 'label') ?? 'label';
    const nodeset = nodesetOf(text);
    const instance = this.#instances.get(nodeset?.instanceId ?? '');
    if (nodeset === null || instance === undefined) return null;
    const source = attribute(instance, 'src');
    if (source !== null) return this.#ofFile(source, valueName, labelRef);
    const answers: string[] = [];
    const isVisible =
      nodeset.filter === null
        ? () => true
        : choiceFilter(nodeset.filter, (reference) => {
            const answer = this.#answer(reference, path);
            answers.push(answer);
            return answer;
          });
    // Two questions with the same nodeset have the same choices if the answers that its filter reads are the
    // same.
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
    const column = ITEXT_COLUMN.exec(labelRef)?.[1];
    const text = textOf(childOf(item, lastName(column ?? labelRef)));
    if (text === null) return {};
    return column === undefined ? plainLabels({ '': text }) : (this.#itext.texts.get(text) ?? {});
  }
}

/** `search('towns', …)`. If the name is computed, the match has none. */
const SEARCH = /\bsearch\s*\(\s*(?:'([^']*)'|"([^"]*)")?/;
const ITEXT_COLUMN = /^\s*jr:itext\(([^)]*)\)\s*$/;

/** The name of the list that a control's itemset takes its choices from; null when it has none. */
export function listNameOf(control: XmlElement): string | null {
  const itemset = childOf(control, 'itemset');
  return (itemset && nodesetOf(attribute(itemset, 'nodeset') ?? '')?.instanceId) || null;
}

function withPlainLabels(choices: readonly Choice[]): readonly Choice[] {
  return choices.map(({ value, labels }) => ({ value, labels: plainLabels(labels) }));
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
