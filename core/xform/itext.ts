import { attribute, childOf, childrenOf, trimXml, type XmlElement } from '../ground/xml/xml.ts';
import type { Labels } from '../model/form.ts';
import { plainText } from './plain-text.ts';
import { pathOf } from './refs.ts';

/** The translations of a form: its languages, the default one first, and each text by ID. */
export interface Itext {
  readonly languages: readonly string[];
  readonly texts: ReadonlyMap<string, Labels>;
}

/**
 * Reads `<itext>`. Takes the plain form of each text, else the long, else the short one. Images and sounds
 * are not labels. Leaves out a text without words, and the hyphen that pyxform writes for a missing
 * translation, so that the label of another language is shown.
 */
export function readItext(model: XmlElement): Itext {
  const translations = childrenOf(model, 'itext').flatMap((itext) => childrenOf(itext, 'translation'));
  const languages = new Set<string>();
  const texts = new Map<string, Map<string, string>>();
  for (const translation of translations) {
    const language = attribute(translation, 'lang') ?? 'default';
    languages.add(language);
    for (const text of childrenOf(translation, 'text')) {
      const id = attribute(text, 'id');
      const label = readValue(text);
      if (id === null || label === '') continue;
      const labels = texts.get(id) ?? new Map<string, string>();
      labels.set(language, label);
      texts.set(id, labels);
    }
  }
  // Only the presence of the attribute counts: `default=""` and `default="true()"` mean the same.
  const first = translations.find((translation) => translation.attributes.some((a) => a.local === 'default'));
  const preferred = first === undefined ? [] : [attribute(first, 'lang') ?? 'default'];
  return {
    languages: [...new Set([...preferred, ...languages])],
    texts: new Map([...texts].map(([id, labels]) => [id, withoutPlaceholders(labels)])),
  };
}

function withoutPlaceholders(labels: ReadonlyMap<string, string>): Labels {
  const words = [...labels].filter(([, label]) => label !== '-');
  return Object.fromEntries(words.length === 0 ? labels : words);
}

function readValue(text: XmlElement): string {
  const values = childrenOf(text, 'value');
  for (const form of [null, 'long', 'short']) {
    const value = values.find((candidate) => attribute(candidate, 'form') === form);
    const label = value === undefined ? '' : textWithOutputs(value);
    if (label !== '') return label;
  }
  return '';
}

/** The labels or hints of an element: those of its `<label>` or `<hint>`, translated or written in place. */
export function readLabels(element: XmlElement, itext: Itext, local: 'label' | 'hint' = 'label'): Labels {
  const label = childOf(element, local);
  if (label === null) return {};
  const id = itextId(attribute(label, 'ref'));
  const translated = id === null ? undefined : itext.texts.get(id);
  if (translated !== undefined) return translated;
  const text = textWithOutputs(label);
  return text === '' ? {} : { '': text };
}

/** The ID in `jr:itext('id')`, or null for any other reference. */
export function itextId(reference: string | null): string | null {
  return /^\s*jr:itext\(\s*(['"])(.*)\1\s*\)\s*$/.exec(reference ?? '')?.[2] ?? null;
}

/** The plain text of an element, with each `<output>` shown in its place as `${field}`. */
function textWithOutputs(element: XmlElement): string {
  const outputs = element.children.filter(({ local }) => local === 'output');
  if (outputs.length === 0) return plainText(element.text);
  let whole = '';
  let from = 0;
  outputs.forEach((output, i) => {
    whole += `${element.text.slice(from, output.at)}${OUTPUT}${i}${OUTPUT}`;
    from = output.at;
  });
  // The names of fields have marks that are no markup.
  return plainText(whole + element.text.slice(from)).replace(OUTPUTS, (_, i: string) => {
    const output = outputs[Number(i)];
    return output === undefined ? '' : placeholder(output);
  });
}

/** No XML document can hold this character. */
const OUTPUT = '\uffff';
const OUTPUTS = /\uffff(\d+)\uffff/g;

/** `${name}` for an output of an answer, `${…}` for a calculated one. */
function placeholder(output: XmlElement): string {
  const reference = trimXml(attribute(output, 'value') ?? attribute(output, 'ref') ?? '');
  const path = pathOf(reference, '');
  return `\${${path?.slice(path.lastIndexOf('/') + 1) || '…'}}`;
}
