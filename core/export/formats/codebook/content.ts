import type { FieldType, Labels } from '../../../model/form.ts';
import type { AboutDeidentified } from '../../../model/rows.ts';
import type { FinishedColumn, FinishedTable, FormFacts } from '../../analysis/analysis-table.ts';
import type { ColumnKind } from '../../analysis/column.ts';
import { otherTreatments, type QuestionTreatment, type Treated } from '../../other-treatments.ts';
import { choiceCounts } from './choice-counts.ts';

/**
 * What a codebook says: plain data, without an answer. It has no least and no greatest value: these are answers, such
 * as a telephone number or a date of birth.
 */
export interface Codebook {
  readonly form: FormFacts;
  /** What was done to the export as a whole so that it names nobody; null when it is not de-identified. */
  readonly deidentified: AboutDeidentified | null;
  /**
   * What was done in a de-identified export to questions that have no variable: those that are left out, and those
   * of repeats that are columns.
   */
  readonly otherTreatments: readonly QuestionTreatment[];
  /** The table of the submissions comes first. */
  readonly tables: readonly CodebookTable[];
}

export interface CodebookTable {
  /** '' for the submissions, else the path of the repeat. */
  readonly path: string;
  readonly labels: Labels;
  readonly rows: number;
  /** The variable that identifies a row. */
  readonly key: string;
  /** The table that `parent_key` leads to; null for the submissions. */
  readonly parent: string | null;
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  /** In the form: the path of the question, or the name of a fact about the submission. */
  readonly path: string;
  readonly type: FieldType | 'fact';
  readonly kind: ColumnKind;
  readonly labels: Labels;
  readonly hints: Labels;
  readonly unit: string | null;
  /** The name of its list of choices. */
  readonly list: string | null;
  /** Expressions of the form. */
  readonly relevant: string | null;
  readonly constraint: string | null;
  readonly required: string | null;
  /** What the form says about an answer that does not fulfil the constraint. */
  readonly constraintMessage: Labels;
  readonly isCalculated: boolean;
  /** What was done to its answers, in English, because the export is de-identified; null when nothing. */
  readonly treatment: string | null;
  /** The versions of the form that have it; null for a fact, and when no definition has the question. */
  readonly versions: { readonly first: string | null; readonly last: string | null } | null;
  readonly counts: Counts;
  /** Null when it has no choices, or not all are known. */
  readonly choices: readonly CountedChoice[] | null;
}

/** How many rows have what. Each row counts once. */
export interface Counts {
  readonly values: number;
  /** Asked, and without an answer. */
  readonly empty: number;
  readonly notAsked: number;
  /** The form version of the submission does not have the question. */
  readonly notInVersion: number;
  /** Answers that are not of the question's type. */
  readonly misfits: number;
}

export interface CountedChoice {
  readonly value: string;
  /** The number that stands for it in files where only numbers have labels. */
  readonly code: number;
  readonly labels: Labels;
  /** How many rows have chosen it. */
  readonly count: number;
}

/** What was done to the answers of questions, by path. */
type Treatments = ReadonlyMap<string, string>;

/**
 * Returns the codebook of a form. Takes its tables, whose rows are read once, and the reader of a
 * de-identified export, after all rows were read.
 */
export async function codebookOf(
  form: FormFacts,
  tables: readonly FinishedTable[],
  { treatments = new Map(), deidentified }: Treated = {},
): Promise<Codebook> {
  const described: CodebookTable[] = [];
  for (const table of tables) {
    described.push({
      path: table.path,
      labels: table.labels,
      rows: table.count,
      key: table.key,
      parent: table.parent?.path ?? null,
      variables: await variablesOf(table, treatments),
    });
  }
  return {
    form,
    deidentified: deidentified?.() ?? null,
    otherTreatments: otherTreatments(
      treatments,
      tables.flatMap(({ columns }) => columns.map(({ question, original }) => question?.path ?? original)),
    ),
    tables: described,
  };
}

async function variablesOf(table: FinishedTable, treatments: Treatments): Promise<Variable[]> {
  const { columns } = table;
  const counts = await choiceCounts(table);
  return columns.flatMap((column, place) => {
    // Answers that are not of their type have a column of their own behind the question's.
    if (column.role === 'text') return [];
    const next = columns[place + 1];
    const misfits = next?.role === 'text' && isSameQuestion(column, next) ? next.facts.values : 0;
    return [variableOf(column, misfits, counts.get(place) ?? null, treatments)];
  });
}

function isSameQuestion(one: FinishedColumn, other: FinishedColumn): boolean {
  return one.question?.path === other.question?.path;
}

function variableOf(
  column: FinishedColumn,
  misfits: number,
  counts: ReadonlyMap<string, number> | null,
  treatments: Treatments,
): Variable {
  const { question, facts, list } = column;
  const { empty, notAsked, notInVersion } = facts.missing;
  return {
    name: column.name,
    path: column.original,
    type: question?.type ?? 'fact',
    kind: column.kind,
    labels: column.labels,
    hints: question?.hints ?? {},
    unit: column.unit,
    list: list?.name ?? null,
    relevant: question?.relevant ?? null,
    constraint: question?.constraint ?? null,
    required: question?.required ?? null,
    constraintMessage: question?.constraintMessage ?? {},
    isCalculated: question?.isCalculated ?? false,
    treatment: treatments.get(question?.path ?? column.original) ?? null,
    versions: question?.versions ?? null,
    counts: { values: facts.values, empty: empty - misfits, notAsked, notInVersion, misfits },
    choices:
      list?.choices.map(({ value, code, labels }) => ({
        value,
        code,
        labels,
        count: counts?.get(value) ?? 0,
      })) ?? null,
  };
}
