import { trimXml } from '../../../ground/xml/xml.ts';
import type { FormField, FormModel } from '../../../model/form.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { choicesOf } from '../../../xform/question-choices.ts';
import { AnswerChecks } from '../../answer-checks.ts';
import { selectMany, selectOne } from '../../choice-cells.ts';
import { geopointCells } from '../../csv/geopoint.ts';
import { readShape, type Shape, shapeKind } from '../../geo/shape.ts';
import { wellKnownText } from '../../geo/wkt.ts';
import type { OptionsFor } from '../../options.ts';
import { remembered } from '../../remembered.ts';
import type { RowContext } from '../../table.ts';
import type { AnswerColumn } from '../../typed-table.ts';
import { type ZoneOffset, zoneOffset } from '../../zone.ts';
import { tidyDate, tidyDateTime, tidyTime } from './cells.ts';

/** What cells may use outside their answer. One object serves a whole row. */
interface CellRow {
  readonly submission: ExportSubmission;
  readonly context: RowContext;
}

/** The columns of one field: their cells, and their headers before they are made unique. */
export interface Block {
  readonly path: string;
  readonly headers: readonly string[];
  /**
   * Writes the cells of an answer. Takes the row's cells, those of the block still ''; where the block's begin;
   * the answer exactly as it was written.
   */
  write(cells: string[], at: number, written: string, row: CellRow): void;
}

/** Writes the cells of an answer that has the column's type. Takes the answer trimmed, too. */
type WriteTyped = (cells: string[], at: number, answer: string, row: CellRow, written: string) => void;

interface TypedColumns {
  readonly headers: readonly string[];
  readonly write: WriteTyped;
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
    const { field, path } = column;
    if (path === 'meta/audit') {
      const { write } = attached(name, (answer, submission, context) => context.audit(answer, submission));
      const trimmed: Block['write'] = (cells, at, written, row) =>
        write(cells, at, trimXml(written), row, written);
      return { path, headers: [name], write: trimmed };
    }
    const typed = this.#typed(field, name, file);
    const kind = this.#hasWkt ? shapeKind(field.type) : null;
    const { headers, write } = kind === null ? typed : withWkt(typed, kind, file, name);
    const check = this.#checks.of(column, file, name);
    return {
      path,
      headers,
      write: (cells, at, written, row) => {
        const answer = trimXml(written);
        const fit = answer === '' ? 'typed' : check(answer, row.submission, row.context);
        if (fit === 'typed') write(cells, at, answer, row, written);
        else cells[at] = fit === 'file' ? row.context.media(answer, row.submission) : answer;
      },
    };
  }

  /** Makes the cells of answers that have the column's type. */
  #typed(field: FormField, name: string, file: string): TypedColumns {
    switch (field.type) {
      case 'binary':
        return attached(name, (answer, submission, context) => context.media(answer, submission));
      case 'date':
        return dated(tidyDate, file, name);
      case 'time':
        return dated(tidyTime, file, name);
      case 'dateTime':
        return dated((answer) => tidyDateTime(answer, this.zone), file, name);
      case 'geopoint':
        return {
          headers: ['latitude', 'longitude', 'altitude', 'accuracy'].map((part) => `${name}_${part}`),
          write: (cells, at, answer) => {
            if (answer !== '') putAll(cells, at, geopointCells(answer));
          },
        };
      case 'select1': {
        if (this.#lacksLabels(field)) this.#notLabelled.push(name);
        const shown = selectOne(field, this.#options, this.#languages);
        return one(name, (answer) => shown(answer));
      }
      case 'select':
      case 'rank':
        return this.#selectMany(field, name, file);
      case 'int':
      case 'decimal':
      case 'boolean':
        return one(name, (answer) => answer);
      default:
        return one(name, (_answer, written) => written);
    }
  }

  #lacksLabels(field: FormField): boolean {
    return this.#options.labels !== undefined && choicesOf(field) === null;
  }

  #selectMany(field: FormField, name: string, file: string): TypedColumns {
    const many = selectMany(field, this.#options, this.#languages);
    if (many.isUnknown) this.#notSplit.push(name);
    else if (this.#lacksLabels(field)) this.#notLabelled.push(name);
    const split = remembered((answer) => many.split(answer));
    // Without the column of the whole answer, the same place has only the answers with more than the
    // columns can hold.
    const isApart = this.#options.selectMultiple === 'columns' && many.columns.length > 0;
    return {
      headers: [isApart ? `${name}_text` : name, ...many.columns.map((value) => `${name}/${value}`)],
      write: (cells, at, answer, { context }) => {
        const made = split(answer);
        if (made === null) context.note('not-split', file, name, isApart ? `${name}_text` : undefined);
        putAll(cells, at, made ?? many.asWritten(answer));
        if (isApart && made !== null && many.isInColumns(answer)) cells[at] = '';
      },
    };
  }
}

function putAll(cells: string[], at: number, made: readonly string[]): void {
  for (let i = 0; i < made.length; i += 1) cells[at + i] = made[i] ?? '';
}

/** A column whose cell depends on the answer alone. */
function one(name: string, cell: (answer: string, written: string) => string): TypedColumns {
  return {
    headers: [name],
    write: (cells, at, answer, _row, written) => {
      cells[at] = cell(answer, written);
    },
  };
}

/** Adds the column `<name>_wkt`, which is empty for an answer that no map can show. */
function withWkt(
  { headers, write }: TypedColumns,
  kind: Shape['kind'],
  file: string,
  name: string,
): TypedColumns {
  const column = `${name}_wkt`;
  return {
    headers: [...headers, column],
    write: (cells, at, answer, row, written) => {
      write(cells, at, answer, row, written);
      const shape = readShape(written, kind);
      if (shape !== null) cells[at + headers.length] = wellKnownText(shape);
      else if (answer !== '') row.context.note('other-type', file, column, name);
    },
  };
}

function attached(
  name: string,
  cell: (answer: string, submission: ExportSubmission, context: RowContext) => string,
): TypedColumns {
  return {
    headers: [name],
    write: (cells, at, answer, { submission, context }) => {
      if (answer !== '') cells[at] = cell(answer, submission, context);
    },
  };
}

function dated(format: (answer: string) => string | null, file: string, column: string): TypedColumns {
  return {
    headers: [column],
    write: (cells, at, answer, { context }) => {
      if (answer === '') return;
      const shown = format(answer);
      if (shown === null) context.note('unreadable-date', file, column);
      cells[at] = shown ?? answer;
    },
  };
}
