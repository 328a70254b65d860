import type { Labels } from '../../../model/form.ts';
import type { FinishedColumn, FinishedTable, FormFacts } from '../../analysis/analysis-table.ts';
import { type Cell, EMPTY } from '../../analysis/cell.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import { otherTreatments, type Treated } from '../../other-treatments.ts';
import { CODEBOOK } from './sheet-names.ts';
import { type SheetColumn, sheetColumn } from './sheet-xml.ts';
import type { SheetTable } from './sheets.ts';

/** A row of the codebook: a column of a sheet, or a choice. Only what there is. */
interface Entry {
  readonly sheet?: string;
  readonly column?: string;
  readonly question?: string;
  readonly list?: string;
  readonly choice?: string;
  readonly labels: Labels;
  readonly hints?: Labels;
  readonly type?: string | undefined;
  readonly unit?: string | null;
  readonly note?: string | null;
  readonly relevant?: string | null | undefined;
  readonly constraint?: string | null | undefined;
  readonly required?: string | null | undefined;
  readonly first?: string | null | undefined;
  readonly last?: string | null | undefined;
  readonly counts?: readonly number[];
}

/** Where a column of the codebook gets its cells. */
interface Part {
  readonly column: SheetColumn;
  cell(entry: Entry): string | number | null | undefined;
}

/**
 * Returns the sheet that explains the others: a row for each of their columns, with the question, its labels in
 * every language, and how many rows have a value; then a row for each choice. Of a de-identified export, the notes
 * say what was done, at last to questions without a column and to all of it.
 */
export function codebook(
  tables: readonly { readonly name: string; readonly table: FinishedTable }[],
  { treatments = new Map(), deidentified }: Treated = {},
): SheetTable {
  const questions = tables.flatMap(({ table }) =>
    table.columns.map(({ question, original }) => question?.path ?? original),
  );
  const entries = [
    ...tables.flatMap(({ name, table }) =>
      table.columns.map((column) => columnEntry(name, table, column, treatments)),
    ),
    ...listsOf(tables.map(({ table }) => table)).flatMap(choiceEntries),
    ...otherTreatments(treatments, questions).map(({ path, treatment }) => ({
      question: path,
      labels: {},
      note: `De-identified: ${treatment}`,
    })),
    ...(deidentified?.().lines ?? []).map((line) => ({ labels: {}, note: `De-identified: ${line}` })),
  ];
  const parts = partsFor(tables[0]?.table.form.languages ?? ['']).filter(
    ({ column, cell }) => ALWAYS.has(column.name) || entries.some((entry) => (cell(entry) ?? '') !== ''),
  );
  const rows = entries.map((entry) =>
    parts.map(({ cell }): Cell => {
      const value = cell(entry) ?? '';
      return value === '' ? EMPTY : value;
    }),
  );
  const longest = parts.map((_, place) =>
    rows.reduce((most, row) => Math.max(most, typeof row[place] === 'string' ? row[place].length : 0), 0),
  );
  return {
    name: CODEBOOK,
    columns: parts.map(({ column }, i) => ({ ...column, longest: longest[i] ?? 0 })),
    count: rows.length,
    rows: () => rows,
  };
}

/** These are there even when they are empty. */
const ALWAYS: ReadonlySet<string> = new Set(['sheet', 'column', 'list', 'choice', 'label']);

function partsFor(languages: readonly string[]): readonly Part[] {
  const text = (name: string, cell: Part['cell']): Part => ({ column: sheetColumn(name), cell });
  const inEach = (name: string, labels: (entry: Entry) => Labels | undefined): readonly Part[] =>
    languages.map((language) =>
      text(language === '' ? name : `${name} (${language})`, (entry) => labels(entry)?.[language]),
    );
  return [
    text('sheet', ({ sheet }) => sheet),
    text('column', ({ column }) => column),
    text('list', ({ list }) => list),
    text('choice', ({ choice }) => choice),
    ...inEach('label', ({ labels }) => labels),
    ...inEach('hint', ({ hints }) => hints),
    text('question', ({ question }) => question),
    text('type', ({ type }) => type),
    text('unit', ({ unit }) => unit),
    text('relevant', ({ relevant }) => relevant),
    text('constraint', ({ constraint }) => constraint),
    text('required', ({ required }) => required),
    text('first version', ({ first }) => first),
    text('last version', ({ last }) => last),
    ...['values', 'empty', 'not asked', 'not in version'].map(
      (name, i): Part => ({ column: sheetColumn(name, 'whole'), cell: ({ counts }) => counts?.[i] }),
    ),
    text('note', ({ note }) => note),
  ];
}

function columnEntry(
  sheet: string,
  { form }: FinishedTable,
  column: FinishedColumn,
  treatments: ReadonlyMap<string, string>,
): Entry {
  const { question, facts } = column;
  const { empty, notAsked, notInVersion } = facts.missing;
  return {
    sheet,
    column: column.name,
    question: column.original,
    ...(column.list === null ? {} : { list: column.list.name }),
    ...(column.choice === null ? {} : { choice: column.choice }),
    labels: column.labels,
    hints: question?.hints ?? {},
    type: question?.type,
    unit: column.unit,
    relevant: question?.relevant,
    constraint: question?.constraint,
    required: question?.required,
    first: question?.versions?.first,
    last: question?.versions?.last,
    counts: [facts.values, empty, notAsked, notInVersion],
    note: noteOf(form, column, treatments.get(question?.path ?? column.original)),
  };
}

/**
 * What a fact is, in English, when the form has labels only in named languages; the rule of date-times; what was
 * done to the answers of a de-identified export.
 */
function noteOf(
  { languages, zoneRule }: FormFacts,
  { kind, question, labels }: FinishedColumn,
  treatment: string | undefined,
): string {
  const about = question === null && !languages.includes('') ? labels[''] : undefined;
  const done = treatment === undefined ? undefined : `De-identified: ${treatment}`;
  return [about, kind === 'dateTime' ? zoneRule : undefined, done]
    .filter((text) => text !== undefined)
    .join('. ');
}

function listsOf(tables: readonly FinishedTable[]): readonly ChoiceList[] {
  const lists = tables.flatMap(({ columns }) => columns.flatMap(({ list }) => list ?? []));
  return [...new Map(lists.map((list) => [list.name, list])).values()];
}

function choiceEntries({ name, choices }: ChoiceList): readonly Entry[] {
  return choices.map(({ value, labels }) => ({ list: name, choice: value, labels }));
}
