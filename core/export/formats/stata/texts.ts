import { seenCharacters } from '../../../ground/seen-characters.ts';

/** The characters that a label of a variable or of the data set can have. */
const LABEL = 80;

/** The bytes of the label of a value. Stata allows 32,000; the rest is for what makes it unique. */
const VALUE_LABEL = 31_000;

/** The bytes that one characteristic can have. */
const CHARACTERISTIC = 67_784;

/** Returns a text without NUL, which would end it. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** Returns a text on one line, without blanks around it. */
export function oneLine(text: string): string {
  return withoutNul(text).replace(/\s+/g, ' ').trim();
}

/**
 * Returns a label that fits: on one line, with `…` behind it when it was cut. Stata counts code points. It is
 * cut between characters that a reader sees as one.
 */
export function labelText(text: string): string {
  const line = oneLine(text);
  if (line.length <= LABEL || countOf(line) <= LABEL) return line;
  let kept = '';
  let count = 0;
  for (const character of seenCharacters(line)) {
    count += countOf(character);
    if (count > LABEL - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Whether a label does not fit whole. */
export function isCut(text: string): boolean {
  return labelText(text) !== oneLine(text);
}

/** Returns the label of a value: on one line, and cut where it is too long. */
export function valueLabelText(text: string): string {
  return piecesOf(oneLine(text), VALUE_LABEL)[0] ?? '';
}

/** Returns a text in pieces that each fit into a characteristic. An empty text has none. */
export function characteristicTexts(text: string): readonly string[] {
  return piecesOf(withoutNul(text), CHARACTERISTIC);
}

/** Returns the first code points of a text. */
export function cutName(text: string, most: number): string {
  return [...text].slice(0, Math.max(most, 0)).join('');
}

function countOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Cuts a text into pieces of at most so many bytes, between code points. */
function piecesOf(text: string, most: number): readonly string[] {
  if (text.length * 3 <= most) return text === '' ? [] : [text];
  const pieces: string[] = [];
  let piece: string[] = [];
  let bytes = 0;
  for (const character of text) {
    const own = Buffer.byteLength(character);
    if (bytes + own > most) {
      pieces.push(piece.join(''));
      piece = [];
      bytes = 0;
    }
    piece.push(character);
    bytes += own;
  }
  if (piece.length > 0) pieces.push(piece.join(''));
  return pieces;
}
