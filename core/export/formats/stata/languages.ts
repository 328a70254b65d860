import type { Labels } from '../../../model/form.ts';
import type { FormFacts } from '../../analysis/analysis-table.ts';
import { cutName } from './texts.ts';

/**
 * A language of labels. Stata shows the labels of the current one; `label language <name>` changes to
 * another.
 */
export interface LabelLanguage {
  /** Its name in Stata. */
  readonly name: string;
  /** Its name in the form. */
  readonly language: string;
  readonly isCurrent: boolean;
}

/** Stata puts up to 8 characters before it. The names of label sets have it behind them. */
const MOST = 16;

/** The languages of a form's labels, in the form's order. At least one, and exactly one is current. */
export function labelLanguages({ languages, language }: FormFacts): readonly LabelLanguage[] {
  const all = languages.includes(language) ? languages : [language, ...languages];
  const taken = new Set<string>();
  return all.map((own) => ({ name: nameOf(own, taken), language: own, isCurrent: own === language }));
}

/**
 * `en` for `English (en)`, `pt_br` for `pt-BR`. The part in parentheses is a language code by the custom of
 * XLSForm.
 */
function nameOf(language: string, taken: Set<string>): string {
  const code = /\(([^()]+)\)\s*$/.exec(language)?.[1] ?? language;
  const plain = code
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  const begun = plain === '' ? 'default' : /^\d/.test(plain) ? `l_${plain}` : plain;
  let name = cutName(begun, MOST);
  for (let number = 2; taken.has(name); number += 1) {
    const behind = `_${number}`;
    name = `${cutName(begun, MOST - behind.length)}${behind}`;
  }
  taken.add(name);
  return name;
}

/** Returns a label in a language, else the one that has no language; '' when there is none. */
export function labelIn(labels: Labels, language: string): string {
  return ownLabel(labels, language) || ownLabel(labels, '');
}

/** Returns a label in a language, else in the first of the others that has one; '' when none has. */
export function anyLabel(labels: Labels, language: string, others: readonly LabelLanguage[]): string {
  return [language, ...others.map((other) => other.language)]
    .map((one) => labelIn(labels, one))
    .reduce((found, label) => found || label, '');
}

/** Returns the label that is in a language; '' when there is none. */
export function ownLabel(labels: Labels, language: string): string {
  return Object.hasOwn(labels, language) ? (labels[language] ?? '') : '';
}
