import type { Labels } from '../../model/form.ts';
import type { AnswerColumn } from '../typed-table.ts';
import { type AnalysisColumn, type ColumnKind, type Question, unitOfTime } from './column.ts';
import type { ColumnNames, Part } from './column-names.ts';

/** Makes the columns of one question. */
export class ColumnMaker {
  readonly #names: ColumnNames;
  readonly #question: Question;
  readonly #path: string;
  readonly #labels: Labels;

  /** Takes what was done to the answers, if anything was. */
  constructor(column: AnswerColumn, names: ColumnNames, treatment?: string) {
    this.#names = names;
    this.#question = { ...questionOf(column), ...(treatment === undefined ? {} : { treatment }) };
    this.#path = column.path;
    this.#labels = column.labels;
  }

  /** The name of the question's column, also when only its further columns are there. */
  get name(): string {
    return this.#names.of(this.#path);
  }

  /** The column of the answer. */
  answer(kind: ColumnKind, more: Partial<AnalysisColumn> = {}): AnalysisColumn {
    return this.#column(this.name, this.#path, kind, { role: 'answer', labels: this.#labels, ...more });
  }

  /**
   * The column of answers as they were written. It is there when it is used, or always: then every answer is
   * in it.
   */
  written(isAlways = false): AnalysisColumn {
    return this.#part('text', 'text', {
      role: 'text',
      labels: withEnding(this.#labels, 'as written'),
      isOnlyWhenUsed: !isAlways,
    });
  }

  /** The column of labels beside the one of values. */
  label(): AnalysisColumn {
    return this.#part('label', 'text', { role: 'label', labels: this.#labels });
  }

  /** The column of one choice. */
  choice(value: string, kind: ColumnKind, more: Partial<AnalysisColumn>): AnalysisColumn {
    return this.#part(`=${value}`, kind, { role: 'choice', choice: value, ...more });
  }

  /** The column of one number of a place. */
  place(part: 'latitude' | 'longitude' | 'altitude' | 'accuracy'): AnalysisColumn {
    const unit = part === 'latitude' || part === 'longitude' ? 'degrees' : 'metres';
    return this.#part(part, 'number', { role: 'part', labels: withEnding(this.#labels, part), unit });
  }

  #part(part: Part, kind: ColumnKind, more: Partial<AnalysisColumn>): AnalysisColumn {
    const original = part.startsWith('=') ? `${this.#path}/${part.slice(1)}` : `${this.#path}/${part}`;
    return this.#column(this.#names.of(this.#path, part), original, kind, more);
  }

  #column(name: string, original: string, kind: ColumnKind, more: Partial<AnalysisColumn>): AnalysisColumn {
    return {
      name,
      original,
      kind,
      role: 'answer',
      labels: {},
      list: null,
      choice: null,
      unit: unitOfTime(kind),
      question: this.#question,
      isOnlyWhenUsed: false,
      ...more,
    };
  }
}

function withEnding(labels: Labels, ending: string): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([language, text]) => [language, `${text} (${ending})`]),
  );
}

function questionOf({ field, path, type, labels, relevant, versions }: AnswerColumn): Question {
  return {
    path,
    type,
    labels,
    hints: field.hints ?? {},
    relevant,
    constraint: field.constraint ?? null,
    ...(field.constraintMessage === undefined ? {} : { constraintMessage: field.constraintMessage }),
    ...(field.isCalculated === undefined ? {} : { isCalculated: true }),
    required: field.required ?? null,
    versions,
  };
}
