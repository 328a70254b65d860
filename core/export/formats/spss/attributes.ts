import type { Labels } from '../../../model/form.ts';
import type { AnalysisTable, FormFacts } from '../../analysis/analysis-table.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { languageCode } from '../../language-code.ts';
import type { Attribute } from './dictionary.ts';
import { parentKeyOf } from './document.ts';
import { RecordRoom } from './record-room.ts';
import { startOf } from './text-bytes.ts';

/** The longest text of one value; the rest goes into the next. */
const LONGEST = 32_000;
/** How much of a name a language or a list may take. */
const LONGEST_PART = 24;

/** Makes the attributes of a file and its variables: what the form says and SPSS has no other place for. */
export class Attributes {
  readonly #form: FormFacts;
  readonly #treatments: ReadonlyMap<string, string>;
  /** What stands behind `label` for each language: `_en`; nothing when there is only one language. */
  readonly #suffixes: ReadonlyMap<string, string>;
  readonly #lists = new Map<ChoiceList, string>();
  readonly #names = new Set<string>();
  readonly #ofVariables = new RecordRoom();
  readonly #ofFile = new RecordRoom();

  /** Takes what was done to the answers of each question, by path, when the export is de-identified. */
  constructor(form: FormFacts, treatments: ReadonlyMap<string, string> = new Map()) {
    this.#form = form;
    this.#treatments = treatments;
    const taken = new Set<string>();
    this.#suffixes = new Map(
      form.languages.map((language) => [
        language,
        form.languages.length === 1 ? '' : `_${free(namePart(languageCode(language) ?? language), taken)}`,
      ]),
    );
  }

  /** Returns the attributes of a column. */
  ofColumn(column: AnalysisColumn): readonly Attribute[] {
    const { original, labels, list, choice, unit, question } = column;
    const versions = question?.versions ?? null;
    const all = [
      attribute('name', original),
      attribute('treatment', this.#treatments.get(question?.path ?? original)),
      ...this.#texts('label', labels),
      ...this.#texts('hint', question?.hints ?? {}),
      attribute('type', question?.type),
      attribute('unit', unit),
      attribute('choice', choice),
      attribute('choices', list === null ? null : this.#nameOf(list)),
      attribute('relevant', question?.relevant),
      attribute('constraint', question?.constraint),
      attribute('required', question?.required),
      attribute('first_version', versions?.first),
      attribute('last_version', versions?.last),
    ].flat();
    // Its own name, a colon and a slash stand before them.
    return this.#ofVariables.take(Buffer.byteLength(column.name) + 2) ? this.#ofVariables.fitting(all) : [];
  }

  /** Returns the attributes of the file. Call it when all columns have theirs: it names their lists. */
  ofFile(table: Pick<AnalysisTable, 'path' | 'key' | 'columns'>): readonly Attribute[] {
    const { formId, title, version, languages, zoneRule } = this.#form;
    const lists = [...this.#lists];
    const all = [
      attribute('form_id', formId),
      attribute('form_title', title),
      attribute('form_version', version),
      attribute('repeat', table.path),
      attribute('key', table.key),
      attribute('parent_key', parentKeyOf(table)),
      attribute('zone_rule', zoneRule),
      ...languages.map((language) => attribute(`language${this.#suffixes.get(language) ?? ''}`, language)),
      ...lists.map(([list, name]) => codesOf(list, name)),
      ...lists.map(([list, name]) => this.#labelsOf(list, name)),
    ].flat();
    return this.#ofFile.fitting(all);
  }

  /** True when there was no room for everything that the form says. */
  get isCut(): boolean {
    return this.#ofVariables.isFull || this.#ofFile.isFull;
  }

  #texts(name: string, labels: Labels): readonly Attribute[] {
    return [...this.#suffixes].flatMap(([language, suffix]) => attribute(name + suffix, labels[language]));
  }

  #nameOf(list: ChoiceList): string {
    const known = this.#lists.get(list);
    if (known !== undefined) return known;
    const name = free(namePart(list.name), this.#names);
    this.#lists.set(list, name);
    return name;
  }

  /** The label of each code, whole, in each language. */
  #labelsOf({ choices }: ChoiceList, name: string): readonly Attribute[] {
    return [...this.#suffixes].flatMap(([language, suffix]) => {
      const values = choices.flatMap(({ code, labels }) => {
        const label = labels[language] ?? '';
        return label === '' ? [] : [`${code} = ${label}`];
      });
      return values.length === 0 ? [] : [{ name: `labels_${name}${suffix}`, values }];
    });
  }
}

/** The value that each code stands for. */
function codesOf({ choices }: ChoiceList, name: string): readonly Attribute[] {
  if (choices.length === 0) return [];
  return [{ name: `codes_${name}`, values: choices.map(({ code, value }) => `${code} = ${value}`) }];
}

function attribute(name: string, text: string | null | undefined): readonly Attribute[] {
  if (text === null || text === undefined || text === '') return [];
  const values: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const start = startOf(rest, LONGEST);
    values.push(start);
    rest = rest.slice(start.length);
  }
  return [{ name, values }];
}

/** Letters and digits of a text, as a part of a name. */
function namePart(text: string): string {
  const letters = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}0-9]+/gu, '_');
  return startOf(letters, LONGEST_PART).replace(/^_+|_+$/g, '') || 'x';
}

/** Returns the name, with a number behind it when it is taken, and takes it. */
function free(name: string, taken: Set<string>): string {
  let found = name;
  for (let number = 2; taken.has(found); number += 1) found = `${name}${number}`;
  taken.add(found);
  return found;
}
