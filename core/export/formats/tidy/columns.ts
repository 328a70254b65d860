import { trimXml } from '../../../ground/xml/xml.ts';
import type { FormField, FormModel } from '../../../model/form.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { choicesOf } from '../../../xform/question-choices.ts';
import { AnswerChecks } from '../../answer-checks.ts';
import { selectMany, selectOne } from '../../choice-cells.ts';
import { geopointCells } from '../../csv/geopoint.ts';
import { readShape, type Shape, shapeKind } from '../../geo/shape.ts';
import { wellKnownText } from '../../geo/wkt.ts';
import type { OptionsFor } from '../../options.ts';
import type { RowContext } from '../../table.ts';
import type { AnswerColumn } from '../../typed-table.ts';
import { type ZoneOffset, zoneOffset } from '../../zone.ts';
import { tidyDate, tidyDateTime, tidyTime } from './cells.ts';

/** Makes the cells of one field. Takes the answer exactly as it was written. */
type Cells = (written: string, submission: ExportSubmission, context: RowContext) => readonly string[];

/** The columns of one field: their cells, and their headers before they are made unique. */
export interface Block {
  /** Returns the answer exactly as it was written. */
  written(record: SubmissionRecord): string;
  readonly headers: readonly string[];
  readonly cells: Cells;
}

/** Makes the columns of tidy tables, once per export. */
export class TidyColumns {
  readonly #options: Omit<OptionsFor<'tidy'>, 'format'>;
  readonly #languages: readonly string[];
  readonly #checks: AnswerChecks;
  readonly #hasWkt: boolean;
  readonly #notSplit: string[] = [];
  readonly #notLabelled: string[] = [];
  /** Null keeps the offset of every date-time. */
  readonly zone: ZoneOffset | null;

  /**
   * Takes the form's definitions, the newest first. Each answer has the type that its own version asked for.
   * When the chosen language lacks a label, the label of the form's first language is used. `hasWkt` gives
   * each location one more column, with well-known text.
   */
  constructor(options: Omit<OptionsFor<'tidy'>, 'format'>, models: readonly FormModel[], hasWkt: boolean) {
    this.#options = options;
    this.#hasWkt = hasWkt;
    this.#languages = models[0]?.languages ?? [];
    this.#checks = new AnswerChecks(models);
    this.zone = options.timeZone === undefined ? null : zoneOffset(options.timeZone);
  }

  /** The columns so far that should have been split, but their choices are not known. */
  get notSplit(): readonly string[] {
    return this.#notSplit;
  }

  /** The columns so far that should have had labels and no split, but their choices are not known. */
  get notLabelled(): readonly string[] {
    return this.#notLabelled;
  }

  /**
   * Returns the columns of one field. Takes the name for its first column, and the file's name for reports.
   */
  of(column: AnswerColumn, name: string, file: string): Block {
    const { field, path, written } = column;
    if (path === 'meta/audit') {
      return { written, headers: [name], cells: attached((answer, s, context) => context.audit(answer, s)) };
    }
    const typed = this.#typed(field, name, file);
    const kind = this.#hasWkt ? shapeKind(field.type) : null;
    const { headers, cells } = kind === null ? typed : withWkt(typed, kind, file, name);
    const check = this.#checks.of(column, file, name);
    const whole = (cell: string) => headers.map((_header, i) => (i === 0 ? cell : ''));
    return {
      written,
      headers,
      cells: (text, submission, context) => {
        const answer = trimXml(text);
        const fit = answer === '' ? 'typed' : check(answer, submission, context);
        if (fit === 'file') return whole(context.media(answer, submission));
        return fit === 'other' ? whole(answer) : cells(text, submission, context);
      },
    };
  }

  /** Makes the cells of answers that have the column's type. */
  #typed(field: FormField, name: string, file: string): Omit<Block, 'written'> {
    const one = (cells: Cells) => ({ headers: [name], cells });
    switch (field.type) {
      case 'binary':
        return one(attached((answer, submission, context) => context.media(answer, submission)));
      case 'date':
        return one(dated(tidyDate, file, name));
      case 'time':
        return one(dated(tidyTime, file, name));
      case 'dateTime':
        return one(dated((answer) => tidyDateTime(answer, this.zone), file, name));
      case 'geopoint':
        return {
          headers: ['latitude', 'longitude', 'altitude', 'accuracy'].map((part) => `${name}_${part}`),
          cells: (written) => geopointCells(trimXml(written)),
        };
      case 'select1': {
        if (this.#lacksLabels(field)) this.#notLabelled.push(name);
        const shown = selectOne(field, this.#options, this.#languages);
        return one((written) => [shown(trimXml(written))]);
      }
      case 'select':
      case 'rank':
        return this.#selectMany(field, name, file);
      case 'int':
      case 'decimal':
      case 'boolean':
        return one((written) => [trimXml(written)]);
      default:
        return one((written) => [written]);
    }
  }

  #lacksLabels(field: FormField): boolean {
    return this.#options.labels !== undefined && choicesOf(field) === null;
  }

  #selectMany(field: FormField, name: string, file: string): Omit<Block, 'written'> {
    const many = selectMany(field, this.#options, this.#languages);
    if (many.isUnknown) this.#notSplit.push(name);
    else if (this.#lacksLabels(field)) this.#notLabelled.push(name);
    // Without the column of the whole answer, the same place has only the answers with more than the
    // columns can hold.
    const isApart = this.#options.selectMultiple === 'columns' && many.columns.length > 0;
    return {
      headers: [isApart ? `${name}_text` : name, ...many.columns.map((value) => `${name}/${value}`)],
      cells: (written, _submission, context) => {
        const answer = trimXml(written);
        const cells = many.split(answer);
        if (cells === null) context.note('not-split', file, name, isApart ? `${name}_text` : undefined);
        if (isApart && cells !== null && many.isInColumns(answer)) return ['', ...cells.slice(1)];
        return cells ?? many.asWritten(answer);
      },
    };
  }
}

/** Adds the column `<name>_wkt`, which is empty for an answer that no map can show. */
function withWkt(
  { headers, cells }: Omit<Block, 'written'>,
  kind: Shape['kind'],
  file: string,
  name: string,
): Omit<Block, 'written'> {
  const column = `${name}_wkt`;
  return {
    headers: [...headers, column],
    cells: (written, submission, context) => {
      const shape = readShape(written, kind);
      if (shape === null && trimXml(written) !== '') context.note('other-type', file, column, name);
      return [...cells(written, submission, context), shape === null ? '' : wellKnownText(shape)];
    },
  };
}

function attached(cell: (answer: string, s: ExportSubmission, context: RowContext) => string): Cells {
  return (written, submission, context) => {
    const answer = trimXml(written);
    return [answer === '' ? '' : cell(answer, submission, context)];
  };
}

function dated(format: (answer: string) => string | null, file: string, column: string): Cells {
  return (written, _submission, context) => {
    const answer = trimXml(written);
    if (answer === '') return [''];
    const shown = format(answer);
    if (shown === null) context.note('unreadable-date', file, column);
    return [shown ?? answer];
  };
}
