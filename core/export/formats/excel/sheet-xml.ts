import { type Cell, EMPTY, isMissing } from '../../analysis/cell.ts';
import { cellText } from '../../analysis/cell-text.ts';
import type { AnalysisColumn, ColumnKind } from '../../analysis/column.ts';
import {
  addNumber,
  addText,
  cellBegins,
  cutText,
  isTooLong,
  letters,
  STYLE,
  type Style,
} from './cell-xml.ts';
import { serialOf } from './serial.ts';
import { XmlBytes } from './xml-bytes.ts';

/** A column of a sheet. */
export interface SheetColumn extends Pick<AnalysisColumn, 'name' | 'kind' | 'list'> {
  /** The length of its longest text, as far as it is known. */
  readonly longest: number;
}

/** What happens to cells that do not fit. */
export interface CellHooks {
  /** A date or number stands as text. */
  onText?(column: SheetColumn): void;
  /** A text was cut. */
  onCut?(column: SheetColumn, text: string): void;
}

const STYLES: { readonly [K in ColumnKind]: Style } = {
  text: STYLE.text,
  geometry: STYLE.text,
  choice: STYLE.text,
  whole: STYLE.whole,
  number: STYLE.general,
  flag: STYLE.whole,
  date: STYLE.date,
  time: STYLE.time,
  dateTime: STYLE.dateTime,
};

const HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
/** Before the number of a row: the end of the row above, which is always there. */
const ROW_BEGINS = Buffer.from('</row><row r="');
const TAG_ENDS = Buffer.from('">');
const FROZEN =
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
  '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>';
/** Older versions of Excel show longer texts as `####` in cells that are marked as texts. */
const MOST_AS_TEXT = 255;
/**
 * Yields the XML of a sheet. Takes its columns, how many rows it has, and the rows, of which it takes as many.
 * The first row has the names of the columns and stays in sight.
 */
export function* sheetXml(
  columns: readonly SheetColumn[],
  count: number,
  rows: Iterator<readonly Cell[]>,
  hooks: CellHooks = {},
): Generator<Buffer> {
  const all = `A1:${letters(Math.max(columns.length - 1, 0))}${count + 1}`;
  const write = columns.map((column, i) => writerOf(column, cellBegins(i), hooks));
  const xml = new XmlBytes();
  xml.addXml(`${HEAD}<dimension ref="${all}"/>${FROZEN}${widths(columns)}<sheetData><row r="1">`);
  for (const [i, { name }] of columns.entries()) addText(xml, cellBegins(i), 1, STYLE.header, name);
  for (let row = 2; row <= count + 1; row += 1) {
    const next = rows.next();
    if (next.done === true) break;
    xml.add(ROW_BEGINS);
    xml.addNumber(row);
    xml.add(TAG_ENDS);
    for (let i = 0; i < columns.length; i += 1) {
      const cell = next.value[i] ?? EMPTY;
      if (!isMissing(cell)) write[i]?.(xml, row, cell);
    }
    if (xml.isFull) yield xml.take();
  }
  // Ids and other texts of digits are meant to be texts.
  const notWrong = `<ignoredErrors><ignoredError sqref="${all}" numberStoredAsText="1"/></ignoredErrors>`;
  xml.addXml(`</row></sheetData>${notWrong}</worksheet>`);
  yield xml.take();
}

type CellWriter = (xml: XmlBytes, row: number, cell: string | number) => void;

function writerOf(column: SheetColumn, begins: Uint8Array, hooks: CellHooks): CellWriter {
  const { kind } = column;
  const style = STYLES[kind];
  return (xml, row, cell) => {
    const serial = serialOf(kind, cell);
    if (serial !== null) {
      addNumber(xml, begins, row, style, serial);
      return;
    }
    const text = cellText(column, cell);
    if (style !== STYLE.text) hooks.onText?.(column);
    if (text.length <= MOST_AS_TEXT) {
      addText(xml, begins, row, STYLE.text, text);
      return;
    }
    const isCut = isTooLong(text);
    if (isCut) hooks.onCut?.(column, text);
    addText(xml, begins, row, STYLE.general, isCut ? cutText(text) : text);
  };
}

const NARROWEST = 6;
const WIDEST = 40;
/** Of dates and times, as they are shown. */
const SHOWN: { readonly [K in ColumnKind]?: number } = { date: 11, time: 9, dateTime: 19 };

function widths(columns: readonly SheetColumn[]): string {
  const each = columns.map(({ name, kind, longest }, i) => {
    const length = Math.max(name.length, SHOWN[kind] ?? 0, longest, NARROWEST);
    return `<col min="${i + 1}" max="${i + 1}" width="${Math.min(length, WIDEST) + 2}" customWidth="1"/>`;
  });
  return `<cols>${each.join('')}</cols>`;
}

/** Returns a column of a sheet that is no table of answers. */
export function sheetColumn(name: string, kind: ColumnKind = 'text', longest = 0): SheetColumn {
  return { name, kind, list: null, longest };
}
