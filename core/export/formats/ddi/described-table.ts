import type { FormModel, Labels } from '../../../model/form.ts';
import type { AboutDeidentified } from '../../../model/rows.ts';
import { choiceLabels } from '../../../xform/label.ts';
import type { Cells } from '../../csv/csv-table.ts';
import type { OptionsFor } from '../../options.ts';
import { otherTreatments, type QuestionTreatment } from '../../other-treatments.ts';
import type { Sink } from '../../sink.ts';
import { FACT_LABELS } from '../../submission-facts.ts';
import type { Table } from '../../table.ts';
import type { AnswerColumn } from '../../typed-table.ts';
import type { TidyColumn, TidyTable } from '../tidy/plan.ts';
import { type CellShape, shapeOf } from './cell-shape.ts';
import { ColumnScan } from './column-scan.ts';

export type DdiOptions = Omit<OptionsFor<'ddi'>, 'format'>;

/** What the files that describe an export are made from. The counts are there when all rows are written. */
export interface Described {
  /** The definitions that the export uses, the newest first. */
  readonly models: readonly FormModel[];
  readonly options: DdiOptions;
  /** The table of the submissions comes first. */
  readonly tables: readonly DescribedTable[];
  /** The planned name of the file with the audit logs; null when there is none. */
  readonly audit: string | null;
  readonly base: string;
  /** What was done to the answers of questions in a de-identified export, in English, by path. */
  readonly treatments: ReadonlyMap<string, string>;
  /** What was done to the export as a whole, after all rows were read; null when it is not de-identified. */
  readonly deidentified: () => AboutDeidentified | null;
}

/** A choice of a column. */
export interface DescribedChoice {
  /** As it stands in the file: the value, or the label when labels are written. */
  readonly written: string;
  readonly labels: Labels;
}

export interface DescribedColumn {
  /** The name in the header. */
  readonly name: string;
  readonly labels: Labels;
  /** Null for a fact about the submission or the row. */
  readonly question: AnswerColumn | null;
  readonly shape: CellShape;
  readonly unit: string | null;
  /** Null when the column has no choices, or they are not known. */
  readonly choices: readonly DescribedChoice[] | null;
  /** True when a cell can have several choices. */
  readonly isMultiple: boolean;
  readonly scan: ColumnScan;
}

/** A tidy table that counts what is written into it. */
export class DescribedTable {
  readonly labels: Labels;
  readonly columns: readonly DescribedColumn[];
  /** The table to write, in place of the tidy one. */
  readonly watched: Table<Cells>;
  rows = 0;

  constructor({ table, columns, labels }: TidyTable, models: readonly FormModel[], options: DdiOptions) {
    this.labels = labels;
    this.columns = columns.map((column) => describedColumn(column, models, options));
    this.watched = {
      ...table,
      open: (path, isAppended) => this.#watch(table.open(path, isAppended)),
    };
  }

  #watch(sink: Sink<Cells>): Sink<Cells> {
    return {
      add: (row) => {
        this.rows += 1;
        for (const [i, { scan }] of this.columns.entries()) scan.add(row[i] ?? '');
        return sink.add(row);
      },
      finish: (signal) => sink.finish(signal),
      commit: () => sink.commit(),
      discard: () => sink.discard(),
    };
  }
}

function describedColumn(
  column: TidyColumn,
  models: readonly FormModel[],
  options: DdiOptions,
): DescribedColumn {
  const { name, question, part } = column;
  const shape = shapeOf(column);
  const isMultiple = question?.type === 'select' || question?.type === 'rank';
  const choices = part === '' && question !== null ? choicesOf(question, isMultiple, models, options) : null;
  return {
    name,
    labels: question === null ? factLabels(name) : withPart(question, part),
    question,
    shape,
    unit: unitOf(part),
    choices,
    isMultiple,
    scan: new ColumnScan(shape, choices?.map(({ written }) => written) ?? null, isMultiple),
  };
}

/** A cell with several labels cannot be taken apart. */
function choicesOf(
  { field, choices }: AnswerColumn,
  isMultiple: boolean,
  models: readonly FormModel[],
  { labels: language }: DdiOptions,
): readonly DescribedChoice[] | null {
  const isComplete = choices !== null && field.fromFile !== 'search';
  if (!isComplete || (isMultiple && language !== undefined)) return null;
  const shown = language === undefined ? null : choiceLabels(field, language, models[0]?.languages ?? []);
  return choices.map(({ value, labels }) => ({ written: shown?.get(value) ?? value, labels }));
}

function factLabels(name: string): Labels {
  const label = FACT_LABELS.get(name);
  return label === undefined ? {} : { '': label };
}

/** The labels of a question, with what the column has of it: a number of a place, or one choice. */
function withPart({ labels, choices }: AnswerColumn, part: string): Labels {
  if (part === '') return labels;
  const choice = part.startsWith('/') ? choices?.find(({ value }) => value === part.slice(1)) : undefined;
  return Object.fromEntries(
    Object.entries(labels).map(([language, text]) => {
      const behind = choice?.labels[language] ?? choice?.labels[''] ?? part.slice(1);
      return [language, `${text} (${behind})`];
    }),
  );
}

function unitOf(part: string): string | null {
  if (part === '_latitude' || part === '_longitude') return 'degrees';
  return part === '_altitude' || part === '_accuracy' ? 'metres' : null;
}

/** Returns what was done to questions without a column. */
export function treatedElsewhere({ tables, treatments }: Described): readonly QuestionTreatment[] {
  return otherTreatments(
    treatments,
    tables.flatMap(({ columns }) => columns.map(({ name, question }) => question?.path ?? name)),
  );
}
