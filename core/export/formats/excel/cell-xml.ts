import { LONGEST_TEXT } from './limits.ts';
import { LONG_TEXTS } from './sheet-names.ts';
import type { XmlBytes } from './xml-bytes.ts';

/** The places of the formats in `styles.xml` (`workbook-parts.ts`). */
export const STYLE = { general: 0, text: 1, whole: 2, date: 3, dateTime: 4, time: 5, header: 6 } as const;
export type Style = (typeof STYLE)[keyof typeof STYLE];

/** Stands at the end of a text that is cut. */
const REST = `… [the whole text is in the sheet "${LONG_TEXTS}"]`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds.
const TO_ESCAPE = /[&<>_\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/;
const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds.
  /[&<>\r]|_(?=x[0-9A-Fa-f]{4}_)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
/** White space that readers of XML may leave out. */
const SPACE = /^\s|\s$|\s\s|[\n\t]/;

const TEXT_BEGINS = stylesOf((style) => `" s="${style}" t="inlineStr"><is><t>`);
const SPACED_TEXT_BEGINS = stylesOf((style) => `" s="${style}" t="inlineStr"><is><t xml:space="preserve">`);
const TEXT_ENDS = Buffer.from('</t></is></c>');
const NUMBER_BEGINS = stylesOf((style) => `" s="${style}"><v>`);
const NUMBER_ENDS = Buffer.from('</v></c>');

function stylesOf(xml: (style: number) => string): readonly Buffer[] {
  return Object.values(STYLE).map((style) => Buffer.from(xml(style)));
}

/** Returns the beginning of all cells of a column. Takes its place, from 0. */
export function cellBegins(place: number): Uint8Array {
  return Buffer.from(`<c r="${letters(place)}`);
}

/**
 * Adds a cell with a text, which no program takes for a formula or a number. Takes the beginning of the cells of its
 * column, and the row.
 */
export function addText(xml: XmlBytes, begins: Uint8Array, row: number, style: Style, text: string): void {
  xml.add(begins);
  xml.addNumber(row);
  const { length } = xml;
  xml.add(TEXT_BEGINS[style] as Uint8Array);
  if (!xml.addPlain(text)) {
    xml.cutTo(length);
    xml.add((SPACE.test(text) ? SPACED_TEXT_BEGINS : TEXT_BEGINS)[style] as Uint8Array);
    xml.addXml(escaped(text));
  }
  xml.add(TEXT_ENDS);
}

/** Adds a cell with a number. Takes what `addText` takes. */
export function addNumber(
  xml: XmlBytes,
  begins: Uint8Array,
  row: number,
  style: Style,
  number: number,
): void {
  xml.add(begins);
  xml.addNumber(row);
  xml.add(NUMBER_BEGINS[style] as Uint8Array);
  xml.addNumber(number);
  xml.add(NUMBER_ENDS);
}

/** Returns a text as XML, for an element or an attribute. What XML cannot hold is written as Excel does: `_x0007_`. */
export function escaped(text: string): string {
  return TO_ESCAPE.test(text) ? text.replaceAll(ESCAPED, escapedCharacter) : text;
}

function escapedCharacter(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    // As it is, readers of XML would make a line feed of it.
    case '\r':
      return '&#13;';
    default:
      return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  }
}

export function isTooLong(text: string): boolean {
  return text.length > LONGEST_TEXT;
}

/** Returns as much of a text as a cell can hold, and where the whole is. */
export function cutText(text: string): string {
  return `${firstPart(text, LONGEST_TEXT - REST.length)}${REST}`;
}

/** Returns a text in parts that a cell can hold. */
export function* partsOf(text: string): Generator<string> {
  for (let rest = text; rest !== ''; ) {
    const part = firstPart(rest, LONGEST_TEXT);
    yield part;
    rest = rest.slice(part.length);
  }
}

/** Never ends between the two units of a character. */
function firstPart(text: string, length: number): string {
  const part = text.slice(0, length);
  return part.length < text.length && /[\ud800-\udbff]$/.test(part) ? part.slice(0, -1) : part;
}

/** Returns the letters of a column. Takes its place, from 0. */
export function letters(place: number): string {
  let name = '';
  for (let rest = place; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    name = String.fromCharCode(65 + (rest % 26)) + name;
  }
  return name;
}
