import type { FormModel } from '../../../model/form.ts';
import type { DatabaseValue } from '../../../model/other-database.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { choicesOf } from '../../../xform/question-choices.ts';
import { isMultiple } from '../../../xform/shapes.ts';
import { AnswerChecks } from '../../answer-checks.ts';
import { type ChoiceOptions, type ManyChoices, selectMany, selectOne } from '../../choice-cells.ts';
import type { RowContext } from '../../table.ts';
import type { AnswerColumn } from '../../typed-table.ts';
import { answerValue, type ColumnType, columnType, textValue, trimBlank } from './values.ts';

/** The columns of one question: the answer, and one for each choice where the user asks for them. */
export interface Block {
  readonly path: string;
  readonly type: ColumnType;
  /** What follows the question's name in the names of further columns. */
  readonly choices: readonly string[];
  /** Returns a value for the answer, and one for each choice. */
  values(
    record: SubmissionRecord,
    submission: ExportSubmission,
    context: RowContext,
  ): readonly DatabaseValue[];
}

/** Makes the columns of a form's questions, once per export. */
export class Blocks {
  readonly #options: ChoiceOptions;
  readonly #languages: readonly string[];
  readonly #checks: AnswerChecks;
  /** The columns so far that should have been split, but their choices are not known. */
  readonly notSplit: string[] = [];
  /** The columns so far that should have had labels, but their choices are not known. */
  readonly notLabelled: string[] = [];

  /** Takes the form's definitions, the newest first. */
  constructor(options: ChoiceOptions, models: readonly FormModel[]) {
    this.#options = options;
    this.#languages = models[0]?.languages ?? [];
    this.#checks = new AnswerChecks(models);
  }

  /** Returns the further columns of a question: its choices, if they are asked for and known. */
  choicesOf({ field }: AnswerColumn): readonly string[] {
    return isMultiple(field) ? this.#many(field).columns : [];
  }

  /** Returns the columns of a question. Takes its name and the name of the file, for reports. */
  of(column: AnswerColumn, name: string, file: string): Block {
    const { path, type, written } = column;
    const given = (values: Block['values']): Block => ({
      path,
      type: columnType(type),
      choices: this.choicesOf(column),
      values,
    });
    if (path === 'meta/audit') {
      return given((record, submission, context) => [
        named(written(record), (answer) => context.audit(answer, submission)),
      ]);
    }
    const typed = this.#typed(column, name, file);
    const check = this.#checks.of(column, file, name);
    const rest = this.choicesOf(column).map(() => null);
    return given((record, submission, context) => {
      const text = written(record);
      const answer = trimBlank(text);
      if (answer === '') return [null, ...rest];
      const kind = check(answer, submission, context);
      if (kind === 'typed') return typed(text, submission, context);
      if (kind === 'file') return [textValue(context.media(answer, submission)), ...rest];
      return [answerValue(type, text), ...rest];
    });
  }

  /** Makes the values of answers that have the column's type. Takes them as written; none is empty. */
  #typed(
    { field, type }: AnswerColumn,
    name: string,
    file: string,
  ): (written: string, submission: ExportSubmission, context: RowContext) => readonly DatabaseValue[] {
    if (type === 'binary') {
      return (written, submission, context) => [
        named(written, (answer) => context.media(answer, submission)),
      ];
    }
    if (type === 'select1') {
      if (this.#lacksLabels(field)) this.notLabelled.push(name);
      const shown = selectOne(field, this.#options, this.#languages);
      return (written) => [textValue(shown(trimBlank(written)))];
    }
    if (!isMultiple(field)) return (written) => [answerValue(type, written)];
    const many = this.#many(field);
    if (many.isUnknown) this.notSplit.push(name);
    else if (this.#lacksLabels(field)) this.notLabelled.push(name);
    return (written, _submission, context) => {
      const answer = trimBlank(written);
      const cells = many.split(answer);
      if (cells === null) context.note('not-split', file, name);
      const [whole = '', ...choices] = cells ?? many.asWritten(answer);
      return [textValue(whole), ...choices.map((cell) => (cell === '' ? null : BigInt(cell)))];
    };
  }

  #many(field: AnswerColumn['field']): ManyChoices {
    return selectMany(field, this.#options, this.#languages);
  }

  #lacksLabels(field: AnswerColumn['field']): boolean {
    return this.#options.labels !== undefined && choicesOf(field) === null;
  }
}

/** The value of an answer that names a file. */
function named(written: string, place: (answer: string) => string): DatabaseValue {
  const answer = trimBlank(written);
  return answer === '' ? null : textValue(place(answer));
}
