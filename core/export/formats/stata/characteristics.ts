import { VERSION } from '../../../ground/version.ts';
import type { Labels } from '../../../model/form.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import type { LabelSets } from './label-sets.ts';
import { anyLabel, type LabelLanguage, labelIn, ownLabel } from './languages.ts';
import { characteristicTexts, isCut, labelText } from './texts.ts';

/** A text that a file keeps about itself or about a variable. */
export interface Characteristic {
  /** The variable; `_dta` for the file. */
  readonly owner: string;
  readonly name: string;
  readonly text: string;
}

/** The file itself, as the owner of a characteristic. */
const FILE = '_dta';

/** What a file says about itself: the languages of its labels, its form, and notes that `notes` shows. */
export function fileCharacteristics(
  table: FinishedTable,
  languages: readonly LabelLanguage[],
  hasCodes: boolean,
): readonly Characteristic[] {
  const { form, path, key, parent, labels } = table;
  const current = languages.find(({ isCurrent }) => isCurrent);
  const about: (readonly [string, string | null])[] = [
    ['odk_form_id', form.formId],
    ['odk_form_title', form.title],
    ['odk_form_version', form.version],
    ['odk_repeat', path],
    ['odk_key', key],
    ['odk_parent_key', parent === null ? null : parent.column],
    ['odk_zone', form.zoneRule],
    ['odk_languages', languages.map(({ name, language }) => `${name}=${language}`).join('; ')],
    ['odk_export', `Attaché ${VERSION}`],
  ];
  const several: (readonly [string, string])[] =
    languages.length === 1
      ? []
      : [
          ['_lang_list', languages.map(({ name }) => name).join(' ')],
          ['_lang_c', current?.name ?? ''],
          ...others(languages).map(({ name, language }): readonly [string, string] => [
            `_lang_v_${name}`,
            labelText(labelIn(labels, language)),
          ]),
        ];
  return [
    ...several.flatMap(([name, text]) => whole(FILE, name, text)),
    ...about.flatMap(([name, text]) => whole(FILE, name, text ?? '')),
    ...notes(FILE, fileNotes(table, hasCodes)),
  ];
}

function fileNotes({ form, path }: FinishedTable, hasCodes: boolean): readonly string[] {
  const version = form.version === null ? '' : `, version ${form.version}`;
  const place = path === '' ? '' : ` Repeat: ${path}.`;
  return [
    `Form: ${form.title} (${form.formId}${version}).${place}`,
    form.zoneRule,
    hasCodes
      ? 'Missing numbers: . was asked and has no answer; .a was not asked; .b is not in the version of the form. "label values <variable> missing_reasons" shows this.'
      : 'Missing numbers: . has no answer.',
    'Answers that do not fit their variable are in the variable of the same name with _text behind it.',
  ].filter((note) => note !== '');
}

/** What a file says about a variable: its labels in other languages, and its question in full. */
export function variableCharacteristics(
  column: FinishedColumn,
  languages: readonly LabelLanguage[],
  sets: LabelSets,
  isLabelled: boolean,
): readonly Characteristic[] {
  const { name, labels, question } = column;
  const versions = question?.versions ?? null;
  const about: (readonly [string, string | null])[] = [
    ['odk_name', column.original],
    ['odk_type', question?.type ?? null],
    ['odk_choice', column.choice],
    ['odk_list', column.list?.name ?? null],
    ['odk_unit', column.unit],
    ...inLanguages('odk_label', labels, languages),
    ...inLanguages('odk_hint', question?.hints ?? {}, languages),
    ['odk_relevant', question?.relevant ?? null],
    ['odk_constraint', question?.constraint ?? null],
    ...inLanguages('odk_message', question?.constraintMessage ?? {}, languages),
    // Some servers write that about every question.
    ['odk_required', question?.required === 'false()' ? null : (question?.required ?? null)],
    ['odk_calculated', question?.isCalculated === true ? 'true()' : null],
    ['odk_treatment', question?.treatment ?? null],
    ['odk_first_version', versions?.first ?? null],
    ['odk_last_version', versions?.last ?? null],
  ];
  const inOthers = others(languages).flatMap((language): (readonly [string, string])[] => [
    [`_lang_v_${language.name}`, labelText(labelIn(labels, language.language))],
    [`_lang_l_${language.name}`, isLabelled ? (sets.nameFor(column, language) ?? '') : ''],
  ]);
  const current = languages.find(({ isCurrent }) => isCurrent)?.language ?? '';
  const label = anyLabel(labels, current, languages);
  return [
    ...inOthers.flatMap(([own, text]) => whole(name, own, text)),
    ...about.flatMap(([own, text]) => whole(name, own, text ?? '')),
    ...notes(name, [...(isCut(label) ? [label] : []), ...treatedNotes(column)]),
  ];
}

/** A file in which answers were changed says so where its users look first. */
function treatedNotes({ question }: FinishedColumn): readonly string[] {
  return question?.treatment === undefined ? [] : [`Changed before the export: ${question.treatment}.`];
}

function others(languages: readonly LabelLanguage[]): readonly LabelLanguage[] {
  return languages.filter(({ isCurrent }) => !isCurrent);
}

/** A text in each of its languages, and the one that has no language. */
function inLanguages(
  name: string,
  texts: Labels,
  languages: readonly LabelLanguage[],
): readonly (readonly [string, string])[] {
  const [first, ...more] = languages;
  if (more.length === 0) return [[name, labelIn(texts, first?.language ?? '')]];
  return [
    [name, ownLabel(texts, '')],
    ...languages.map((own) => [`${name}_${own.name}`, ownLabel(texts, own.language)] as const),
  ];
}

/** An empty text is left out. A long one is several characteristics: `odk_label`, `odk_label_2`. */
function whole(owner: string, name: string, text: string): readonly Characteristic[] {
  return characteristicTexts(text).map((piece, i) => ({
    owner,
    name: i === 0 ? name : `${name}_${i + 1}`,
    text: piece,
  }));
}

/** Texts that Stata's `notes` shows. The first characteristic says how many there are. */
function notes(owner: string, texts: readonly string[]): readonly Characteristic[] {
  const pieces = texts.flatMap((text) => characteristicTexts(text));
  if (pieces.length === 0) return [];
  return [String(pieces.length), ...pieces].map((text, i) => ({ owner, name: `note${i}`, text }));
}
