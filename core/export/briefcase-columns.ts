import { answerAt, type SubmissionRecord } from '../record/record.ts';
import type { Choice, FieldType, FormField } from '../xform/model.ts';
import { trimXml } from '../xml/xml.ts';
import { briefcaseDate, briefcaseDateTime, briefcaseTime, geopointCells } from './briefcase-cells.ts';
import type { RowContext } from './format.ts';
import type { BriefcaseOptions } from './options.ts';
import type { ExportSubmission } from './rows.ts';
import {
  choicesOf,
  type FieldColumn,
  isMultiple,
  type RepeatColumn,
  type ShapeColumn,
  type TableShape,
} from './shapes.ts';
import { type ZoneOffset, zoneOffset } from './zone.ts';

/** Pushes one or more cells, as text without quotes, to the end of a row. */
type Put = (
  cells: string[],
  record: SubmissionRecord,
  submission: ExportSubmission,
  context: RowContext,
) => void;

/** Columns that are made together: their headers, whether each may stay empty, and their cells. */
export interface Block {
  readonly headers: readonly string[];
  /** False writes `""` for an empty cell. */
  readonly emptyAllowed: boolean;
  readonly put: Put;
}

/** Compiles the columns of Briefcase's tables (`odk-format` D2 to D10), once per export. */
export class BriefcaseColumns {
  readonly #options: BriefcaseOptions;
  readonly #encrypted: boolean;
  readonly #zone: ZoneOffset;

  constructor(options: BriefcaseOptions, encrypted: boolean) {
    this.#options = options;
    this.#encrypted = encrypted;
    this.#zone = zoneOffset(options.timeZone ?? 'UTC');
  }

  /** All columns of one table, those that do not come from the form included. Takes the file's name for reports. */
  of(shape: TableShape, file: string): Block[] {
    const values = shape.columns.flatMap((column) => this.#column(shape.path, column, file));
    if (shape.path !== '') return [...values, ...repeatKeys(nameOf(shape.path))];
    const date = this.#submissionDate(file);
    return this.#encrypted ? [date, ...values, KEY, VALIDATED] : [date, ...values, KEY];
  }

  #submissionDate(file: string): Block {
    return {
      headers: ['SubmissionDate'],
      emptyAllowed: false,
      put: (cells, _record, { submissionDate }, context) => {
        const shown = submissionDate === null ? '' : briefcaseDateTime(submissionDate, this.#zone);
        if (shown === null) context.unreadableDate(file, 'SubmissionDate');
        cells.push(shown ?? submissionDate ?? '');
      },
    };
  }

  #column(place: string, column: ShapeColumn, file: string): Block[] {
    if (column.kind === 'repeat') return [setOf(place, column)];
    const { field, path } = column;
    const header = this.#options.removeGroupNames === true ? field.name : columnName(place, path);
    const emptyAllowed = mayBeEmpty(place, column);
    if (field.type === 'geopoint') return [{ ...geopoint(path, header), emptyAllowed }];
    const whole: Block = { headers: [header], emptyAllowed, put: this.#put(column, header, file) };
    const choices = this.#options.splitSelectMultiples === true ? splitChoices(field) : null;
    return choices === null ? [whole] : [whole, { ...split(path, header, choices), emptyAllowed }];
  }

  #put(column: FieldColumn, header: string, file: string): Put {
    const { path, field } = column;
    if (isAudit(column)) {
      return (cells, record, submission, context) => {
        const answer = trimmedAt(record, path);
        cells.push(answer === '' ? '' : context.audit(answer, submission));
      };
    }
    if (field.type === 'binary') {
      return (cells, record, submission, context) => {
        const answer = trimmedAt(record, path);
        cells.push(answer === '' ? '' : context.media(answer, submission));
      };
    }
    const format = this.#dateFormat(field.type);
    if (format === null) return (cells, record) => cells.push(trimmedAt(record, path));
    return (cells, record, _submission, context) => {
      const answer = trimmedAt(record, path);
      const shown = answer === '' ? '' : format(answer);
      if (shown === null) context.unreadableDate(file, header);
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

/** True for the audit log, which has rules of its own (`odk-format` D9). */
export function isAudit(column: ShapeColumn): boolean {
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

function repeatKeys(name: string): Block[] {
  const parent: Put = (cells, { parentKey }) => cells.push(parentKey ?? '');
  const set: Put = (cells, { parentKey }) => cells.push(`${parentKey ?? ''}/${name}`);
  return [
    { headers: ['PARENT_KEY'], emptyAllowed: false, put: parent },
    { headers: ['KEY'], emptyAllowed: false, put: KEY.put },
    { headers: [`SET-OF-${name}`], emptyAllowed: false, put: set },
  ];
}

/** `<key of the row>/<inner repeat>` when it has a row (`odk-format` D7). Group names never go away here (D4). */
function setOf(place: string, { path }: RepeatColumn): Block {
  const name = nameOf(path);
  return {
    headers: [`SET-OF-${columnName(place, path)}`],
    emptyAllowed: place !== '',
    put: (cells, { key, repeats }) => cells.push((repeats[path] ?? 0) > 0 ? `${key}/${name}` : ''),
  };
}

function geopoint(path: string, header: string): Omit<Block, 'emptyAllowed'> {
  return {
    headers: ['Latitude', 'Longitude', 'Altitude', 'Accuracy'].map((part) => `${header}-${part}`),
    put: (cells, record) => cells.push(...geopointCells(trimmedAt(record, path))),
  };
}

function split(path: string, header: string, choices: readonly Choice[]): Omit<Block, 'emptyAllowed'> {
  return {
    headers: choices.map(({ value }) => `${header}/${value}`),
    put: (cells, record) => {
      const chosen = trimmedAt(record, path).split(/\s+/);
      for (const { value } of choices) cells.push(chosen.includes(value) ? '1' : '0');
    },
  };
}

/** Briefcase sees the choices that are visible while no question has an answer (`odk-format` D10). */
function splitChoices(field: FormField): readonly Choice[] | null {
  if (!isMultiple(field)) return null;
  const visible = field.unansweredChoices;
  const all = choicesOf(field);
  return visible === undefined ? all : (all?.filter(({ value }) => visible.includes(value)) ?? null);
}

const EMPTY_AT_TOP: ReadonlySet<FieldType> = new Set<FieldType>(['geopoint', 'date', 'time', 'dateTime']);

/** Where Briefcase writes nothing for an empty cell, and not `""` (`odk-format` D2). */
function mayBeEmpty(place: string, { path, top }: FieldColumn): boolean {
  if (path.startsWith('meta')) return true;
  return place === '' && top.kind === 'field' && EMPTY_AT_TOP.has(top.type);
}

/** Names from below the root, or from below the repeat, joined with `-` (`odk-format` D4). */
function columnName(place: string, path: string): string {
  const below = place !== '' && path.startsWith(`${place}/`) ? path.slice(place.length + 1) : path;
  return below.replaceAll('/', '-');
}

function trimmedAt(record: SubmissionRecord, path: string): string {
  return trimXml(answerAt(record, path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
