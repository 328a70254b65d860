import { trimXml } from '../../ground/xml/xml.ts';
import type { FieldType, FormField, Labels } from '../../model/form.ts';
import { AnswerSplitter } from '../../xform/answer-splitter.ts';
import { choiceLabels, labelIn } from '../../xform/label.ts';
import { remembered } from '../remembered.ts';
import type { Block, CellRow } from './block.ts';
import { type Cell, NOT_IN_VERSION } from './cell.ts';
import type { ChoiceList } from './choice-list.ts';
import type { ColumnMaker } from './column-maker.ts';
import { typedBlock } from './plain-blocks.ts';
import type { KnownVersion } from './versions.ts';

/** How choices are written. */
export interface ChoiceStyle {
  readonly hasCodes: boolean;
  readonly choices: 'values' | 'labels' | 'both';
  readonly selectMultiple: 'text' | 'columns' | 'both';
  /** The language of labels that are written into cells. */
  readonly language: string;
  /** The languages of the form, its default first. */
  readonly languages: readonly string[];
}

/** A select-one whose choices have codes. An answer that is not a choice stands beside it. */
export function codedBlock(path: string, list: ChoiceList, columns: ColumnMaker): Block {
  const places = new Map(list.choices.map(({ value }, i) => [value, i]));
  const splitter = new AnswerSplitter(places.keys());
  const read = (text: string): number | null => {
    const value = splitter.one(text);
    return value === null ? null : (places.get(value) ?? null);
  };
  return typedBlock(path, columns, 'choice', read, { list });
}

/** A select-one as texts: values, labels, or both. Takes null when its choices are not known. */
export function choiceTextBlock(
  field: FormField,
  list: ChoiceList | null,
  columns: ColumnMaker,
  { choices, language, languages }: ChoiceStyle,
): Block {
  const labels = choiceLabels(field, language, languages);
  const splitter = new AnswerSplitter(labels.keys());
  const isBoth = choices === 'both';
  return {
    path: field.path,
    columns: [columns.answer('text', { list }), ...(isBoth ? [columns.label()] : [])],
    write: (cells, at, written) => {
      const text = trimXml(written);
      if (text === '') return;
      const value = splitter.one(text);
      const label = value === null ? undefined : labels.get(value);
      cells[at] = choices === 'labels' ? (label ?? written) : (value ?? written);
      if (isBoth && label !== undefined) cells[at + 1] = label;
    },
  };
}

/** Where the columns of a select-multiple are in its block; -1: it is not there. */
interface Places {
  readonly whole: number;
  readonly label: number;
  /** The column of answers that the columns of the choices do not show. */
  readonly rest: number;
  readonly first: number;
}

/**
 * A select-multiple or ranking: the whole answer, a column for each choice, or both. A choice's column has 1
 * or 0, or the position in a ranking. It has nothing when the answer cannot be split. A choice that the form
 * version of the submission did not offer is not in the version. Takes null when the choices are not known.
 */
export function manyBlock(
  field: FormField,
  list: ChoiceList | null,
  columns: ColumnMaker,
  style: ChoiceStyle,
): Block {
  const { path, type } = field;
  const isRanking = type === 'rank';
  const choices = list === null || field.fromFile === 'search' ? [] : list.choices;
  const hasChoices = style.selectMultiple !== 'text' && choices.length > 0;
  const hasWhole = style.selectMultiple !== 'columns' || !hasChoices;
  const hasLabel = hasWhole && !style.hasCodes && style.choices === 'both';
  const showsLabels = !style.hasCodes && style.choices === 'labels';
  const labels = choiceLabels(field, style.language, style.languages);
  const whole = hasWhole ? [columns.answer('text', { list })] : [];
  const label = hasLabel ? [columns.label()] : [];
  const own = !hasChoices
    ? []
    : choices.map(({ value, labels: texts }) =>
        columns.choice(value, isRanking ? 'whole' : 'flag', {
          list,
          labels: joinedLabels(field.labels, field.name, texts, value, style.languages),
        }),
      );
  const rest = hasWhole ? [] : [columns.written()];
  const restName = rest[0]?.name;
  const all = [...whole, ...label, ...own, ...rest];
  const places: Places = {
    whole: hasWhole ? 0 : -1,
    label: hasLabel ? 1 : -1,
    rest: hasWhole ? -1 : all.length - 1,
    first: whole.length + label.length,
  };
  const splitter = new AnswerSplitter(labels.keys());
  const split = remembered((text: string) => splitter.split(text));
  const placeOf = new Map(own.length === 0 ? [] : choices.map(({ value }, i) => [value, i]));
  const lacking = lackingChoices(path, choices);
  const write: Block['write'] = (cells, at, written, row) => {
    const text = trimXml(written);
    if (text === '') return;
    const values = list === null ? null : split(text);
    const isSplit = values !== null && isMeant(splitter, text, values, row.version?.typeOf(path));
    if (hasWhole) {
      const isLabelled = isSplit && showsLabels;
      cells[at + places.whole] = isLabelled ? joined(values, labels) : written;
      if (hasLabel && isSplit) cells[at + places.label] = joined(values, labels);
    }
    if (!isSplit) {
      if (list !== null && (own.length > 0 || showsLabels)) {
        const why = values === null ? 'not-split' : 'other-type';
        row.context.note(why, row.file, columns.name, restName);
      }
      if (places.rest >= 0) cells[at + places.rest] = written;
      return;
    }
    if (own.length === 0) return;
    const isShown = writeChoices(cells, at + places.first, values, placeOf, isRanking, lacking(row));
    if (!isShown && places.rest >= 0) {
      cells[at + places.rest] = written;
      row.context.note('other-type', row.file, columns.name, restName);
    }
  };
  return { path, columns: all, write };
}

/** Returns true when the columns show the whole answer: each value is a choice, and no value comes twice. */
function writeChoices(
  cells: Cell[],
  first: number,
  values: readonly string[],
  placeOf: ReadonlyMap<string, number>,
  isRanking: boolean,
  lacking: readonly number[],
): boolean {
  if (!isRanking) for (let i = 0; i < placeOf.size; i += 1) cells[first + i] = 0;
  for (const place of lacking) cells[first + place] = NOT_IN_VERSION;
  let isShown = true;
  for (const [i, value] of values.entries()) {
    const place = placeOf.get(value);
    if (place === undefined || values.indexOf(value) < i) isShown = false;
    else cells[first + place] = isRanking ? i + 1 : 1;
  }
  return isShown;
}

/** The type of the submission's own version says what the answer can be. */
function isMeant(
  splitter: AnswerSplitter,
  text: string,
  values: readonly string[],
  own: FieldType | undefined,
): boolean {
  if (own === 'select1') return splitter.one(text) !== null || splitter.isWhole(text);
  if (own === undefined || own === 'select' || own === 'rank') return splitter.isAny(values);
  return splitter.isWhole(text);
}

/** Returns the function that gives the places of choices that a version did not offer. */
function lackingChoices(path: string, choices: ChoiceList['choices']): (row: CellRow) => readonly number[] {
  const known = new Map<KnownVersion, readonly number[]>();
  return ({ version }) => {
    if (version === null) return NONE;
    const found = known.get(version);
    if (found !== undefined) return found;
    const offered = version.offered(path);
    const places =
      offered === null ? NONE : choices.flatMap(({ value }, i) => (offered.has(value) ? [] : [i]));
    known.set(version, places);
    return places;
  };
}

const NONE: readonly number[] = [];
function joined(values: readonly string[], labels: ReadonlyMap<string, string>): string {
  return values.map((value) => labels.get(value) ?? value).join('; ');
}

/** The question and the choice, in each language that has one of them. */
function joinedLabels(
  question: Labels,
  name: string,
  choice: Labels,
  value: string,
  languages: readonly string[],
): Labels {
  const all = new Set([...Object.keys(question), ...Object.keys(choice)]);
  return Object.fromEntries(
    [...all].map((language) => [
      language,
      `${labelIn(question, language, languages) ?? name}: ${labelIn(choice, language, languages) ?? value}`,
    ]),
  );
}
