import type { ChoiceList } from '../../analysis/choice-list.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { anyLabel, type LabelLanguage } from './languages.ts';
import { WHOLE } from './numbers.ts';
import { isReserved } from './target.ts';
import { cutName, oneLine, valueLabelText } from './texts.ts';

/** The characters that the name of a set can have. */
const MOST_CHARACTERS = 32;

/** The labels of numbers, under a name that variables refer to. */
export interface LabelSet {
  readonly name: string;
  /** By rising code. No two texts are the same, and none is empty. */
  readonly entries: readonly (readonly [code: number, text: string])[];
}

/** Which missing values are written apart, with their labels: `.a` is 1. */
const MISSING_LABELS = [
  [1, 'Not asked'],
  [2, 'Not in this version'],
] as const;

/** The set of yes and no. */
const FLAGS = 'yes_no';
/** A set that no variable has, so that users can give it to variables of numbers. */
const REASONS = 'missing_reasons';
/** What follows the name of a list in the name of the set of its values. */
const VALUES = '_values';

/**
 * The sets of labels of a form. All files of an export have the same ones under the same names, so that they
 * can be merged. A list of choices has a set for each language, and one with the values as the form has them.
 */
export class LabelSets {
  readonly #languages: readonly LabelLanguage[];
  readonly #hasCodes: boolean;
  /** The part of a set's name before the language. */
  readonly #names = new Map<ChoiceList, string>();

  /**
   * Takes the columns of all tables, the languages of the labels, and whether reasons for missing values have
   * codes.
   */
  constructor(columns: Iterable<AnalysisColumn>, languages: readonly LabelLanguage[], hasCodes: boolean) {
    this.#languages = languages;
    this.#hasCodes = hasCodes;
    const endings = [...languages.map(({ name }) => this.#ending(name)), VALUES];
    const taken = new Set([FLAGS, REASONS]);
    for (const { kind, list } of columns) {
      if (kind !== 'choice' || list === null || this.#names.has(list)) continue;
      this.#names.set(list, setName(list.name, endings, taken));
    }
  }

  /** The name of the set that a column has in a language; null when it has none. */
  nameFor({ kind, list }: AnalysisColumn, { name }: LabelLanguage): string | null {
    if (kind === 'flag') return FLAGS;
    const first = kind === 'choice' && list !== null ? this.#names.get(list) : undefined;
    return first === undefined ? null : `${first}${this.#ending(name)}`;
  }

  /** Gives the sets that the columns of a file need, by their names. */
  *of(columns: readonly AnalysisColumn[]): Generator<LabelSet> {
    if (columns.some(({ kind }) => kind === 'flag')) yield { name: FLAGS, entries: this.#flags() };
    const written = new Set<ChoiceList>();
    for (const { kind, list } of columns) {
      const first = kind === 'choice' && list !== null ? this.#names.get(list) : undefined;
      if (list === null || first === undefined || written.has(list)) continue;
      written.add(list);
      for (const { name, language } of this.#languages) {
        yield {
          name: `${first}${this.#ending(name)}`,
          entries: this.#entries(list, ({ labels }) => anyLabel(labels, language, this.#languages)),
        };
      }
      if (!list.isCodedByValue) {
        yield { name: `${first}${VALUES}`, entries: this.#entries(list, ({ value }) => value) };
      }
    }
    if (this.#hasCodes) yield { name: REASONS, entries: this.#missing(new Set()) };
  }

  #flags(): LabelSet['entries'] {
    return [[0, 'No'], [1, 'Yes'], ...this.#missing(new Set())];
  }

  /** Readers turn labels into categories, and refuse two with one text: the value is put behind the second. */
  #entries(list: ChoiceList, textOf: (choice: ChoiceList['choices'][number]) => string): LabelSet['entries'] {
    const taken = new Set<string>();
    const sorted = list.choices.toSorted((a, b) => a.code - b.code);
    const entries = sorted.map((choice): readonly [number, string] => {
      const text = valueLabelText(textOf(choice)) || valueLabelText(choice.value) || String(choice.code);
      return [choice.code, unique(text, cutName(oneLine(choice.value), 100), taken)];
    });
    return [...entries, ...this.#missing(taken)];
  }

  #missing(taken: Set<string>): LabelSet['entries'] {
    if (!this.#hasCodes) return [];
    return MISSING_LABELS.map(([letter, text]) => [
      WHOLE.long.missing + letter,
      unique(text, `.${'abcdefghijklmnopqrstuvwxyz'[letter - 1]}`, taken),
    ]);
  }

  #ending(language: string): string {
    return this.#languages.length === 1 ? '' : `_${language}`;
  }
}

function unique(text: string, behind: string, taken: Set<string>): string {
  let own = text;
  for (let number = 1; taken.has(own); number += 1) {
    own = `${text} (${number === 1 ? behind : `${behind}, ${number}`})`;
  }
  taken.add(own);
  return own;
}

/**
 * The beginning of the names of a list's sets. Takes the name of the list in the form, and what follows the
 * beginning in each of the names.
 */
function setName(list: string, endings: readonly string[], taken: Set<string>): string {
  const most = MOST_CHARACTERS - Math.max(...endings.map((ending) => ending.length));
  const plain = list
    .normalize('NFC')
    .replace(/[^\p{L}\d_]/gu, '_')
    .replace(/^_+/, '');
  const begun = cutName(/^\p{L}/u.test(plain) ? plain : `list_${plain}`, most);
  const namesWith = (name: string) => endings.map((ending) => `${name}${ending}`);
  const isTaken = (name: string) => namesWith(name).some((own) => taken.has(own) || isReserved(own));
  let name = begun;
  for (let number = 2; isTaken(name); number += 1) {
    const behind = `_${number}`;
    name = `${cutName(begun, most - behind.length)}${behind}`;
  }
  for (const own of namesWith(name)) taken.add(own);
  return name;
}
