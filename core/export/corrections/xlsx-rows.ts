import { four, two } from '../../ground/dates.ts';
import { Problem } from '../../ground/problem.ts';
import { parseXml, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import type { FileRow } from './correction-rows.ts';
import { dateStyles } from './xlsx-dates.ts';

/** Returns a file of a workbook by its path; null when there is none. */
export type WorkbookPart = (path: string) => Uint8Array | null;

/** A cell that no text stands for: an error, or a date with a time, which has lost its zone. */
class OddCell extends Error {}

const DAY_MS = 86_400_000;
/** Excel counts days from here, and takes 1900 for a leap year: this is right from March 1900 on. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const MOST_COLUMNS = 1000;

/**
 * Returns the rows of the first sheet of an XLSX workbook (ECMA-376). Numbers come as people read
 * them, days as `yyyy-MM-dd`. Throws `export.corrections_unreadable` for what is not a workbook, and for a cell that no
 * text stands for.
 */
export function xlsxRows(part: WorkbookPart, file: string): FileRow[] {
  try {
    const book = partOf(part, 'xl/workbook.xml');
    const sheet = partOf(part, firstSheet(part, book));
    const shared = part('xl/sharedStrings.xml');
    const texts = shared === null ? [] : parseXml(shared).children.map(textIn);
    const styles = part('xl/styles.xml');
    const dates = styles === null ? [] : dateStyles(parseXml(styles));
    const is1904 = child(book, 'workbookPr')?.attributes.some(
      ({ local, value }) => local === 'date1904' && (value === '1' || value === 'true'),
    );
    const reading = { texts, dates, epoch: is1904 === true ? EPOCH_1904 : EPOCH_1900 };
    const rows = child(sheet, 'sheetData')?.children ?? [];
    return rows.map((row, i) => rowOf(row, i + 1, reading, file));
  } catch (cause) {
    if (!(cause instanceof XmlError || cause instanceof OddCell)) throw cause;
    throw new Problem('export.corrections_unreadable', { file, why: 'workbook' }, { cause });
  }
}

interface Reading {
  readonly texts: readonly string[];
  /** For each style: whether its numbers are dates. */
  readonly dates: readonly boolean[];
  readonly epoch: number;
}

function rowOf(row: XmlElement, position: number, reading: Reading, file: string): FileRow {
  const line = Number(attributeOf(row, 'r') ?? position);
  const cells: string[] = [];
  for (const cell of row.children) {
    const column = columnOf(attributeOf(cell, 'r')) ?? cells.length;
    if (column >= MOST_COLUMNS) throw new OddCell();
    while (cells.length < column) cells.push('');
    try {
      cells[column] = cellText(cell, reading);
    } catch (cause) {
      if (!(cause instanceof OddCell)) throw cause;
      throw new Problem('export.corrections_unreadable', { file, why: 'cell', line }, { cause });
    }
  }
  return { line, cells };
}

function cellText(cell: XmlElement, { texts, dates, epoch }: Reading): string {
  const inline = child(cell, 'is');
  if (inline !== null) return textIn(inline);
  const value = child(cell, 'v')?.text ?? '';
  switch (attributeOf(cell, 't')) {
    case 's':
      return texts[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'e':
      throw new OddCell();
    case 'str':
      return unescaped(value);
    case 'd':
      return isoDayOf(value);
    default:
      // A formula without its result, as some programs write it.
      if (value === '' && child(cell, 'f') !== null) throw new OddCell();
      return value !== '' && dates[Number(attributeOf(cell, 's') ?? 0)] === true
        ? dayOf(value, epoch)
        : numberText(value);
  }
}

function dayOf(value: string, epoch: number): string {
  const days = Number(value);
  // Before March 1900, Excel's days are not those of the calendar. A time of day has no zone.
  if (!Number.isInteger(days) || days < 61) throw new OddCell();
  const day = new Date(epoch + days * DAY_MS);
  return `${four(day.getUTCFullYear())}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
}

/** A day, as programs write it that have dates in their workbooks instead of numbers. */
function isoDayOf(value: string): string {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T00:00(?::00(?:\.0+)?)?)?$/.exec(value) ?? [];
  if (day === undefined) throw new OddCell();
  return day;
}

/**
 * The shortest digits that are this number, without an exponent: Excel stores 3.3 as `3.2999999999999998`, and
 * 0.00001 as `1.0000000000000001E-5`. Whole numbers stay as they are, however long.
 */
function numberText(value: string): string {
  const number = Number(value);
  if (value === '' || /^-?\d+$/.test(value) || !Number.isFinite(number)) return value;
  const [, sign = '', first = '', rest = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  const point = first.length + Number(power);
  const digits = first + rest;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const whole = digits.slice(0, point).padEnd(point, '0');
  return digits.length > point ? `${sign}${whole}.${digits.slice(point)}` : `${sign}${whole}`;
}

/** Texts of phonetic hints are not part of a cell. */
function textIn({ local, text, children }: XmlElement): string {
  if (local === 't') return unescaped(text);
  return children.map((inner) => (inner.local === 'rPh' ? '' : textIn(inner))).join('');
}

/** Excel writes characters that XML does not allow as `_x000D_`, and a real `_x` as `_x005F_x`. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The path of the first sheet, by the relationships of the workbook. */
function firstSheet(part: WorkbookPart, book: XmlElement): string {
  const id = child(book, 'sheets')?.children[0]?.attributes.find(
    ({ local, ns }) => local === 'id' && ns !== '',
  )?.value;
  const relations = part('xl/_rels/workbook.xml.rels');
  const target = (relations === null ? [] : parseXml(relations).children).find(
    (relation) => attributeOf(relation, 'Id') === id,
  );
  const path = target === undefined ? null : attributeOf(target, 'Target');
  if (path === null) return 'xl/worksheets/sheet1.xml';
  return path.startsWith('/') ? path.slice(1) : `xl/${path}`;
}

function partOf(part: WorkbookPart, path: string): XmlElement {
  const bytes = part(path);
  if (bytes === null) throw new OddCell();
  return parseXml(bytes);
}

function child(element: XmlElement, local: string): XmlElement | null {
  return element.children.find((inner) => inner.local === local) ?? null;
}

function attributeOf(element: XmlElement, local: string): string | null {
  return element.attributes.find((one) => one.local === local && one.ns === '')?.value ?? null;
}

/** The number of a column from 0, of a place such as `BC12`. */
function columnOf(place: string | null): number | null {
  const [letters] = /^[A-Z]{1,3}/.exec(place ?? '') ?? [];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
