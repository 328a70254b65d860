import { choiceLabels } from '../xform/label.ts';
import type { FormField } from '../xform/model.ts';
import { trimXml } from '../xml/xml.ts';
import type { RowContext } from './format.ts';
import type { TidyOptions } from './options.ts';
import type { ExportSubmission } from './rows.ts';
import { choicesOf, type FieldColumn, isMultiple } from './shapes.ts';
import { tidyDate, tidyDateTime, tidyGeopoint, tidyTime, tokensOf } from './tidy-cells.ts';
import { type ZoneOffset, zoneOffset } from './zone.ts';

/** Makes the cells of one field from its answer exactly as it was written. */
type Cells = (written: string, submission: ExportSubmission, context: RowContext) => readonly string[];

/** The columns of one field: their headers before they are made unique, and their cells. */
export interface Block {
  readonly path: string;
  readonly headers: readonly string[];
  readonly cells: Cells;
}

/** Compiles the columns of tidy tables, once per export. */
export class TidyColumns {
  readonly #options: TidyOptions;
  readonly #languages: readonly string[];
  /** Null keeps every date-time at the offset it was written with. */
  readonly zone: ZoneOffset | null;

  /** Takes the form's default language, whose labels fill the gaps of the chosen one; '' when it has none. */
  constructor(options: TidyOptions, languages: readonly string[]) {
    this.#options = options;
    this.#languages = languages;
    this.zone = options.timeZone === undefined ? null : zoneOffset(options.timeZone);
  }

  /** The columns of one field. Takes the name for its first column, and the file's name for reports. */
  of({ field, path }: FieldColumn, name: string, file: string): Block {
    const one = (cells: Cells): Block => ({ path, headers: [name], cells });
    if (path === 'meta/audit') return one(attached((answer, s, context) => context.audit(answer, s)));
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
          path,
          headers: ['latitude', 'longitude', 'altitude', 'accuracy'].map((part) => `${name}_${part}`),
          cells: (written) => tidyGeopoint(trimXml(written)),
        };
      case 'select1':
        return one(this.#selectOne(field));
      case 'select':
      case 'rank':
        return this.#selectMany(field, path, name);
      case 'int':
      case 'decimal':
      case 'boolean':
        return one((written) => [trimXml(written)]);
      default:
        return one((written) => [written]);
    }
  }

  #selectOne(field: FormField): Cells {
    const shown = this.#labels(field);
    return (written) => {
      const answer = trimXml(written);
      return [shown?.get(answer) ?? answer];
    };
  }

  /** The whole answer, then (when asked for) a column a choice: 1 or 0, of a ranking its place; empty when unanswered. */
  #selectMany(field: FormField, path: string, name: string): Block {
    const shown = this.#labels(field);
    const split = this.#options.splitSelectMultiples === true && isMultiple(field);
    const values = split ? (choicesOf(field) ?? []).map((choice) => choice.value) : [];
    return {
      path,
      headers: [name, ...values.map((value) => `${name}/${value}`)],
      cells: (written) => {
        const answer = trimXml(written);
        const tokens = tokensOf(answer);
        const whole = shown === null ? answer : tokens.map((token) => shown.get(token) ?? token).join('; ');
        return [whole, ...values.map((value) => splitCell(tokens, value, field.type === 'rank'))];
      },
    };
  }

  /** Labels by value; null when values are asked for. */
  #labels(field: FormField): ReadonlyMap<string, string> | null {
    const language = this.#options.labels;
    return language === undefined ? null : choiceLabels(field, language, this.#languages);
  }
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
    if (shown === null) context.unreadableDate(file, column);
    return [shown ?? answer];
  };
}

function splitCell(tokens: readonly string[], value: string, ranked: boolean): string {
  if (tokens.length === 0) return '';
  const place = tokens.indexOf(value);
  if (ranked) return place < 0 ? '' : String(place + 1);
  return place < 0 ? '0' : '1';
}
