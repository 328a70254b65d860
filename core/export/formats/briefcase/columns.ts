import { trimXml } from '../../../ground/xml/xml.ts';
import type { Choice, FieldType, FormField, FormModel } from '../../../model/form.ts';
import type { SubmissionRecord } from '../../../model/record.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { AnswerSplitter } from '../../../xform/answer-splitter.ts';
import { choicesOf } from '../../../xform/question-choices.ts';
import { isMultiple, type RepeatColumn } from '../../../xform/shapes.ts';
import { AnswerChecks } from '../../answer-checks.ts';
import { geopointCells } from '../../csv/geopoint.ts';
import type { OptionsFor } from '../../options.ts';
import { sourcesOf } from '../../source-names.ts';
import type { RowContext } from '../../table.ts';
import type { AnswerColumn, TypedTable } from '../../typed-table.ts';
import { type ZoneOffset, zoneOffset } from '../../zone.ts';
import { briefcaseDate, briefcaseDateTime, briefcaseTime } from './cells.ts';

/** Appends one or more cells to a row, as text without quotes. */
type Put = (
  cells: string[],
  record: SubmissionRecord,
  submission: ExportSubmission,
  context: RowContext,
) => void;

/** The same for one answer, which is trimmed. */
type PutAnswer = (cells: string[], answer: string, submission: ExportSubmission, context: RowContext) => void;

/** Columns that are made together: their headers, whether a cell may stay empty, and their cells. */
export interface Block {
  readonly headers: readonly string[];
  /** False writes `""` for an empty cell. */
  readonly emptyAllowed: boolean;
  readonly put: Put;
}

/** Makes the columns of Briefcase's tables (`briefcase-csv` §2 to §10), once per export. */
export class BriefcaseColumns {
  readonly #options: OptionsFor<'briefcase'>;
  /** True names columns by their field alone. */
  readonly #isLeaf: boolean;
  readonly #encrypted: boolean;
  readonly #checks: AnswerChecks;
  readonly #zone: ZoneOffset;
  readonly #notSplit: string[] = [];

  /**
   * Takes the form's definitions, the newest first, because an answer has the type that its own version asked
   * for.
   */
  constructor(options: OptionsFor<'briefcase'>, encrypted: boolean, models: readonly FormModel[]) {
    this.#options = options;
    this.#isLeaf = (options.names ?? 'full') !== 'full';
    this.#encrypted = encrypted;
    this.#checks = new AnswerChecks(models);
    this.#zone = zoneOffset(options.timeZone ?? 'UTC');
  }

  /** The columns so far that should have been split, but their choices are not known. */
  get notSplit(): readonly string[] {
    return this.#notSplit;
  }

  /**
   * Returns all columns of one table, also those that do not come from the form. Takes the file's name for
   * reports.
   */
  of({ path, name, columns }: TypedTable, file: string): Block[] {
    const values = columns.flatMap((column) => this.#column(path, column, file));
    if (path !== '') return [...values, ...repeatKeys(name)];
    const date = this.#submissionDate(file);
    return this.#encrypted ? [date, ...values, KEY, VALIDATED] : [date, ...values, KEY];
  }

  #submissionDate(file: string): Block {
    return {
      headers: ['SubmissionDate'],
      emptyAllowed: false,
      put: (cells, _record, { submissionDate }, context) => {
        const shown = submissionDate === null ? '' : briefcaseDateTime(submissionDate, this.#zone);
        if (shown === null) context.note('unreadable-date', file, 'SubmissionDate');
        cells.push(shown ?? submissionDate ?? '');
      },
    };
  }

  #column(place: string, column: AnswerColumn | RepeatColumn, file: string): Block[] {
    if (column.kind === 'repeat') return [setOf(place, column)];
    const { field, path } = column;
    const header = this.#isLeaf ? field.name : columnName(place, path);
    const emptyAllowed = mayBeEmpty(place, column);
    const headers = field.type === 'geopoint' ? geopointHeaders(header) : [header];
    const whole: Block = { headers, emptyAllowed, put: this.#checked(column, headers.length, header, file) };
    if (this.#options.selectMultiple !== 'both' || !isMultiple(field)) return [whole];
    const choices = splitChoices(field);
    if (choices === null) this.#notSplit.push(header);
    return choices === null ? [whole] : [whole, { ...split(column, header, choices, file), emptyAllowed }];
  }

  /** Writes an answer that does not have the column's type whole into the first cell. */
  #checked(column: AnswerColumn, width: number, header: string, file: string): Put {
    const { written } = column;
    if (isAudit(column)) {
      return (cells, record, submission, context) => {
        const answer = trimXml(written(record));
        cells.push(answer === '' ? '' : context.audit(answer, submission));
      };
    }
    const check = this.#checks.of(column, file, header);
    const put = this.#put(column, header, file);
    const rest = Array.from({ length: width - 1 }, () => '');
    return (cells, record, submission, context) => {
      const answer = trimXml(written(record));
      const kind = answer === '' ? 'typed' : check(answer, submission, context);
      if (kind === 'typed') put(cells, answer, submission, context);
      else cells.push(kind === 'file' ? context.media(answer, submission) : answer, ...rest);
    };
  }

  /** How an answer that has the column's type is written. */
  #put({ field }: AnswerColumn, header: string, file: string): PutAnswer {
    if (field.type === 'geopoint') return (cells, answer) => cells.push(...geopointCells(answer));
    if (field.type === 'binary') {
      return (cells, answer, submission, context) =>
        cells.push(answer === '' ? '' : context.media(answer, submission));
    }
    const format = this.#dateFormat(field.type);
    if (format === null) return (cells, answer) => cells.push(answer);
    return (cells, answer, _submission, context) => {
      const shown = answer === '' ? '' : format(answer);
      if (shown === null) context.note('unreadable-date', file, header);
      cells.push(shown ?? answer);
    };
  }

  #dateFormat(type: FieldType): ((answer: string) => string | null) | null {
    if (type === 'date') return briefcaseDate;
    if (type === 'time') return briefcaseTime;
    if (type === 'dateTime') return (answer) => briefcaseDateTime(answer, this.#zone);
    return null;
  }
}

/** True for the audit log, which has separate rules (`briefcase-csv` §9). */
export function isAudit(column: AnswerColumn | RepeatColumn): boolean {
  return column.kind === 'field' && column.path === 'meta/audit';
}

const KEY: Block = {
  headers: ['KEY'],
  emptyAllowed: true,
  put: (cells, { key }) => cells.push(key),
};

const VALIDATED: Block = {
  headers: ['isValidated'],
  emptyAllowed: true,
  put: (cells, _record, { signature }) => cells.push(signature === 'valid' ? 'true' : 'false'),
};

/**
 * Briefcase has no such column, because it does not recognise drafts. It is written only when there are
 * drafts.
 */
export const DRAFT: Block = {
  headers: ['isDraft'],
  emptyAllowed: true,
  put: (cells, _record, { isDraft }) => cells.push(isDraft ? 'true' : 'false'),
};

/**
 * Briefcase has no such column, because it never mixes sources. It is written only when the user asks for it.
 */
export const SOURCE: Block = {
  headers: ['submissionSource'],
  emptyAllowed: true,
  put: (cells, _record, submission) => cells.push(sourcesOf(submission)),
};

function repeatKeys(name: string): Block[] {
  const parent: Put = (cells, { parentKey }) => cells.push(parentKey ?? '');
  const set: Put = (cells, { parentKey }) => cells.push(`${parentKey ?? ''}/${name}`);
  return [
    { headers: ['PARENT_KEY'], emptyAllowed: false, put: parent },
    { headers: ['KEY'], emptyAllowed: false, put: KEY.put },
    { headers: [`SET-OF-${name}`], emptyAllowed: false, put: set },
  ];
}

/**
 * Writes `<key of the row>/<inner repeat>` when the inner repeat has a row (`briefcase-csv` §7). The header
 * always keeps its group names (§4).
 */
function setOf(place: string, { path }: RepeatColumn): Block {
  const name = nameOf(path);
  return {
    headers: [`SET-OF-${columnName(place, path)}`],
    emptyAllowed: place !== '',
    put: (cells, { key, repeats }) => cells.push((repeats[path] ?? 0) > 0 ? `${key}/${name}` : ''),
  };
}

function geopointHeaders(header: string): string[] {
  return ['Latitude', 'Longitude', 'Altitude', 'Accuracy'].map((part) => `${header}-${part}`);
}

const SPACES = /[ \t\r\n]+/;

/**
 * Briefcase splits at spaces, so it writes 0 for every chosen value that contains a space. Attaché writes 1
 * when the words of the value follow each other in the answer.
 */
function split(
  { field, written }: AnswerColumn,
  header: string,
  choices: readonly Choice[],
  file: string,
): Omit<Block, 'emptyAllowed'> {
  const values = choices.map(({ value }) => ` ${value.split(SPACES).filter(Boolean).join(' ')} `);
  const splitter = new AnswerSplitter((choicesOf(field) ?? []).map(({ value }) => value));
  return {
    headers: choices.map(({ value }) => `${header}/${value}`),
    put: (cells, record, _submission, context) => {
      const answer = trimXml(written(record));
      const words = ` ${answer.split(SPACES).join(' ')} `;
      if (splitter.split(answer) === null) context.note('not-split', file, header);
      for (const value of values) cells.push(words.includes(value) ? '1' : '0');
    },
  };
}

/**
 * Returns the choices that are visible while no question has an answer, as Briefcase sees them
 * (`briefcase-csv` §10).
 */
function splitChoices(field: FormField): readonly Choice[] | null {
  // Briefcase does not read choices from a file beside the form.
  if (field.fromFile !== undefined) return null;
  const visible = field.unansweredChoices;
  const all = choicesOf(field);
  return visible === undefined ? all : (all?.filter(({ value }) => visible.includes(value)) ?? null);
}

const EMPTY_AT_TOP: ReadonlySet<FieldType> = new Set<FieldType>(['geopoint', 'date', 'time', 'dateTime']);

/** True where Briefcase writes nothing for an empty cell, instead of `""` (`briefcase-csv` §2). */
function mayBeEmpty(place: string, { path, top }: AnswerColumn): boolean {
  if (path.startsWith('meta')) return true;
  return place === '' && top.kind === 'field' && EMPTY_AT_TOP.has(top.type);
}

/** Returns the names below the root, or below the repeat, joined with `-` (`briefcase-csv` §4). */
function columnName(place: string, path: string): string {
  const below = place !== '' && path.startsWith(`${place}/`) ? path.slice(place.length + 1) : path;
  return below.replaceAll('/', '-');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
