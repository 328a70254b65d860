import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';
import type { CodedChoice } from '../../analysis/choice-list.ts';
import {
  DATE,
  DATE_TIME,
  type Display,
  type Measure,
  plainNumber,
  TIME,
  type ValueLabels,
} from './dictionary.ts';
import { CODED_REASONS, freeCodes, type MissingCodes, USUAL_CODES } from './missing-codes.ts';
import { type ColumnVariables, type FileParts, variableLabel } from './variables.ts';

const DAY_SECONDS = 86_400;
const MILLISECONDS = 1000;
/** Seconds from the first moment of the calendar of SPSS, 1582-10-14, to 1970-01-01. */
const EPOCH = 12_219_379_200;
/** The first day that programs show as a date, in days since 1970-01-01: 1582-10-15. */
export const FIRST_DAY = 1 - EPOCH / DAY_SECONDS;

const NARROWEST = 8;
const WIDEST = 40;
const DECIMALS = 4;
/** A degree with so many digits is exact to a millimetre. */
const DECIMALS_OF_DEGREES = 8;

/** How the numbers of a column are kept and shown. */
interface Kept {
  readonly display: Display;
  readonly measure: Measure;
  readonly codes: MissingCodes | null;
  readonly labels: ValueLabels | null;
  /** Returns the number in the file. */
  value(cell: number): number;
}

/** Returns the variable of a column whose cells are numbers. */
export function numberVariables(column: FinishedColumn, parts: FileParts): ColumnVariables {
  const { display, measure, codes, labels, value } = keptAs(column, parts);
  return {
    variables: [
      {
        name: column.name,
        label: variableLabel(column, parts),
        width: 0,
        display,
        columnWidth: Math.max(NARROWEST, display.width),
        measure,
        missing: codes === null ? [] : CODED_REASONS.map((reason) => codes[reason]),
        labels,
        attributes: parts.attributes.ofColumn(column),
      },
    ],
    add: (cell: Cell, cases) => {
      if (typeof cell === 'number') cases.number(value(cell));
      else if (codes !== null && isMissing(cell) && cell.missing !== 'empty')
        cases.number(codes[cell.missing]);
      else cases.noNumber();
    },
  };
}

function keptAs(column: FinishedColumn, { labels, hasCodes }: FileParts): Kept {
  const { kind, list } = column;
  // A fact about a submission is there or not; no form asks for it.
  const allowed = hasCodes && column.role !== 'fact';
  const usual = allowed ? USUAL_CODES : null;
  switch (kind) {
    case 'choice': {
      const choices = list?.choices ?? [];
      const taken = new Set(choices.map(({ code }) => code));
      const codes = allowed ? freeCodes((code) => !taken.has(code)) : null;
      return {
        display: plainNumber(widthOf(largestOf(choices)), 0),
        measure: 'nominal',
        codes,
        labels: list === null ? null : labels.choices(list, codes),
        value: (cell) => choices[cell]?.code ?? cell,
      };
    }
    case 'flag':
      return {
        display: plainNumber(NARROWEST, 0),
        measure: 'nominal',
        codes: usual,
        labels: labels.flags(usual),
        value: (cell) => cell,
      };
    // These are never below zero, and codes always are.
    case 'date':
      return moments(DATE, usual, labels.numbers(usual), (cell) => cell * DAY_SECONDS + EPOCH);
    case 'dateTime':
      return moments(DATE_TIME, usual, labels.numbers(usual), (cell) => cell / MILLISECONDS + EPOCH);
    case 'time':
      return moments(TIME, usual, labels.numbers(usual), (cell) => cell / MILLISECONDS);
    default: {
      const codes = allowed ? freeCodes((code) => isOutside(code, column)) : null;
      return {
        display: digitsOf(column),
        measure: column.role === 'choice' ? 'ordinal' : 'scale',
        codes,
        labels: labels.numbers(codes),
        value: (cell) => cell,
      };
    }
  }
}

function moments(
  display: Display,
  codes: MissingCodes | null,
  labels: ValueLabels | null,
  value: Kept['value'],
): Kept {
  return { display, measure: 'scale', codes, labels, value };
}

function isOutside(code: number, { facts: { least, greatest } }: FinishedColumn): boolean {
  return least === null || greatest === null || code < least || code > greatest;
}

/** Numbers that are not whole are shown with some digits behind the point; the file has all of them. */
function digitsOf({ kind, unit, facts: { least, greatest, isWhole } }: FinishedColumn): Display {
  const largest = Math.max(Math.abs(least ?? 0), Math.abs(greatest ?? 0));
  if (kind === 'whole' || isWhole) return plainNumber(widthOf(largest), 0);
  const decimals = unit === 'degrees' || largest < 1 ? DECIMALS_OF_DEGREES : DECIMALS;
  return plainNumber(Math.min(WIDEST, widthOf(largest) + 1 + decimals), decimals);
}

/** A list from a file can have more choices than a call can have arguments. */
function largestOf(choices: readonly CodedChoice[]): number {
  return choices.reduce((largest, { code }) => Math.max(largest, Math.abs(code)), 0);
}

/** Room for the digits of a number, and a sign. */
function widthOf(largest: number): number {
  const digits = largest < 1 ? 1 : Math.floor(Math.log10(largest)) + 1;
  return Math.min(WIDEST, Math.max(NARROWEST, digits + 1));
}
